import {
  BeginWorld,
  type AwayWorlds,
  type WorldOverview,
  type WrittenWorld,
} from "../../../shared/studio/writing.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import { json, NO_BODY, problem, route, type StudioRoute } from "../route.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { keyOfSheet } from "./sheet-keys.ts";
import { problemsOf, told } from "./sheet-reading.ts";
import { idFor, personaTemplate, sceneTemplate } from "./templates.ts";
import { changesOf } from "./world-changes.ts";
import { worldFindings } from "./world-findings.ts";
import { DESIGNERS, languageOf, noWorld, releasedOf, SHEETS } from "./writing-answers.ts";
import type { WritingOptions } from "./writing-routes.ts";

/** Worlds: which there are, what each holds, beginning one, and releasing all of its drafts. */
export function worldRoutes({ shelf, played, contextTokens }: WritingOptions): StudioRoute[] {
  return [
    route({
      method: "GET",
      path: "/writing/schemas",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: ({ query }) => json(jsonSchemas(languageOf(query))),
    }),
    route({
      method: "GET",
      path: "/writing/worlds",
      roles: DESIGNERS,
      body: NO_BODY,
      async handle() {
        const worlds = await shelf.worlds();
        return json(
          worlds.map(({ name, title, readOnly }) => ({
            name,
            title,
            readOnly,
            played: name === played,
          })) satisfies WrittenWorld[],
        );
      },
    }),
    route({
      method: "POST",
      path: "/writing/worlds",
      roles: DESIGNERS,
      body: { kind: "json", schema: BeginWorld },
      async handle({ body: { title, language, persona }, caller }) {
        const taken = new Set((await shelf.worlds()).map(({ name }) => name));
        const world = idFor(title, taken, "world");
        const begun = await shelf.begin(world);
        if (!begun.ok) return problem("conflict", begun.problem);
        const id = idFor(persona, new Set(), "persona");
        const scene = editSheet("", sceneTemplate(world, title, language, id));
        await shelf.draft(world, { part: "scene" }, scene, caller.name);
        const sheet = editSheet("", personaTemplate(id, persona, language));
        await shelf.draft(world, { part: "persona", id }, sheet, caller.name);
        return json({ world, sheet: `persona.${id}` });
      },
    }),
    route({
      method: "GET",
      path: "/writing/away",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: async () => json((await shelf.putAwayWorlds()) satisfies AwayWorlds),
    }),
    route({
      method: "POST",
      path: "/writing/away/:world/back",
      roles: DESIGNERS,
      body: NO_BODY,
      async handle({ params }) {
        const done = await shelf.takeBackWorld(params["world"] ?? "");
        return done.ok ? json(null) : problem("conflict", done.problem);
      },
    }),
    route({
      method: "POST",
      path: "/writing/worlds/:world/away",
      roles: DESIGNERS,
      body: NO_BODY,
      async handle({ params, query }) {
        const world = params["world"] ?? "";
        if (world === played) return problem("conflict", PLAYED[languageOf(query)]);
        const done = await shelf.putAway(world);
        return done.ok ? json(null) : problem("conflict", done.problem);
      },
    }),
    route({
      method: "GET",
      path: "/writing/worlds/:world",
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle({ params, query }) {
        const name = params["world"] ?? "";
        const world = (await shelf.worlds()).find((one) => one.name === name);
        const sheets = await shelf.sheets(name);
        if (world === undefined || sheets === null) return noWorld(name);
        const language = languageOf(query);
        const check = await shelf.check(name, []);
        const whole = sheets.some(({ version }) => version !== null);
        return json({
          name,
          title: world.title,
          played: name === played,
          readOnly: world.readOnly,
          sheets: sheets.map(({ sheet, title, version, hasDraft }) => ({
            key: keyOfSheet(sheet),
            title,
            version,
            hasDraft,
          })),
          gone: (await shelf.gone(name)).map(({ id, name: title, at, by }) => ({
            id,
            title,
            at,
            by,
          })),
          problems: whole ? problemsOf(check, language) : [],
          findings:
            check?.ok === true
              ? worldFindings(check.world, contextTokens).map((one) => told(one, language))
              : [],
        } satisfies WorldOverview);
      },
    }),
    route({
      method: "POST",
      path: "/writing/worlds/:world/release",
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle({ params, query, caller }) {
        const world = params["world"] ?? "";
        const sheets = await shelf.sheets(world);
        if (sheets === null) return noWorld(world);
        const changes = sheets.flatMap(({ sheet, text: { draft } }) =>
          draft === null
            ? []
            : [{ sheet, yaml: draft.yaml, from: { file: draft.of, draft: draft.version } }],
        );
        if (changes.length === 0) return problem("conflict", "Nothing is being written just now.");
        const done = await shelf.releaseAll(world, changes, caller.name);
        return json(releasedOf(done, languageOf(query)));
      },
    }),
    route({
      method: "GET",
      path: "/writing/worlds/:world/changes",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: ({ params, gone }) => ({
        kind: "lines",
        values: changesOf(shelf, params["world"] ?? "", gone),
      }),
    }),
  ];
}

const PLAYED = {
  en: "This world is played here just now, so it cannot be put away. Start the server with another one first.",
  zh: "这个世界正在这里上演，不能收起来。请先让服务器改演另一个。",
} as const;
