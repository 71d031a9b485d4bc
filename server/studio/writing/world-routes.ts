import {
  BeginPersona,
  BeginWorld,
  type WorldOverview,
  type WrittenWorld,
} from "../../../shared/studio/writing.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
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
      method: "POST",
      path: "/writing/worlds/:world/personas",
      roles: DESIGNERS,
      body: { kind: "json", schema: BeginPersona },
      async handle({ params, body: { name }, caller }) {
        const world = params["world"] ?? "";
        const sheets = await shelf.sheets(world);
        if (sheets === null) return noWorld(world);
        const ids = sheets.flatMap(({ sheet }) => (sheet.part === "persona" ? [sheet.id] : []));
        const id = idFor(name, new Set(ids), "persona");
        const scene = sheets.find(({ sheet }) => sheet.part === "scene")?.text;
        const text = scene?.draft?.yaml ?? scene?.yaml ?? "";
        const before = readYaml(text);
        const value = before.ok && isRecord(before.value) ? before.value : {};
        const language = value["language"] === "zh" ? "zh" : "en";
        const yaml = editSheet("", personaTemplate(id, name, language));
        const kept = await shelf.draft(world, { part: "persona", id }, yaml, caller.name, {
          file: null,
          draft: null,
        });
        if (!kept.ok) return problem("failed", kept.problem);
        const cast = Array.isArray(value["cast"]) ? value["cast"] : [];
        const joined = editSheet(text, { ...value, cast: [...cast, { persona: id }] });
        await shelf.draft(world, { part: "scene" }, joined, caller.name);
        return json({ sheet: `persona.${id}` });
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
