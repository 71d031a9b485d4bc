import {
  BeginPersona,
  BeginWorld,
  ReleaseSheet,
  SaveDraft,
  type DraftConflict,
  type OpenSheet,
  type OtherText,
  type Released,
  type SavedDraft,
  type SheetChanged,
  type SheetRelease,
  type WorldOverview,
  type WrittenWorld,
} from "../../../shared/studio/writing.ts";
import type { Language } from "../../../shared/protocol.ts";
import { lintWorld } from "../../roleplay/writing/lint-world.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import type { SheetName, SheetText, Shelved, WorldShelf } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/sheet-files.ts";
import { json, NO_BODY, problem, route, type StudioRequest, type StudioRoute } from "../route.ts";
import { choicesOf, type GameAssets } from "./choices.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { draftsAlone, problemOf, problemsOf, readText, told } from "./sheet-reading.ts";
import { keyOfSheet, sheetOfKey } from "./sheet-keys.ts";
import { idFor, personaTemplate, sceneTemplate } from "./templates.ts";

/** What the writing pages ask: worlds, sheets, drafts, releases, history, and what the forms are made of. */

export interface WritingOptions {
  readonly shelf: WorldShelf;
  /** The world that rooms open. */
  readonly played: string;
  readonly assets: (world: string) => Promise<GameAssets>;
  /** How many tokens a prompt may have. */
  readonly contextTokens: number;
}

const DESIGNERS = ["designer"] as const;
const SHEETS = "sheets of a world, with secrets";

export function writingRoutes(options: WritingOptions): StudioRoute[] {
  return [...worldRoutes(options), ...sheetRoutes(options), ...historyRoutes(options)];
}

function worldRoutes({ shelf, played, contextTokens }: WritingOptions): StudioRoute[] {
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
        const scene = await shelf.read(world, { part: "scene" });
        const before = readYaml(scene?.draft?.yaml ?? scene?.yaml ?? "");
        const value = before.ok && isRecord(before.value) ? before.value : {};
        const language = value["language"] === "zh" ? "zh" : "en";
        const yaml = editSheet("", personaTemplate(id, name, language));
        const kept = await shelf.draft(world, { part: "persona", id }, yaml, caller.name, {
          file: null,
          draft: null,
        });
        if (!kept.ok) return problem("failed", kept.problem);
        const cast = Array.isArray(value["cast"]) ? value["cast"] : [];
        const text = scene?.draft?.yaml ?? scene?.yaml ?? "";
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
              ? lintWorld(check.world, { contextTokens }).map((one) => told(one, language))
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
        const texts = await Promise.all(
          sheets
            .filter(({ hasDraft }) => hasDraft)
            .map(async ({ sheet }) => ({ sheet, draft: (await shelf.read(world, sheet))?.draft })),
        );
        const changes = texts.flatMap(({ sheet, draft }) =>
          draft
            ? [{ sheet, yaml: draft.yaml, from: { file: draft.of, draft: draft.version } }]
            : [],
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

function sheetRoutes({ shelf, assets, contextTokens }: WritingOptions): StudioRoute[] {
  const path = "/writing/worlds/:world/sheets/:sheet";
  const reading = (world: string, sheet: SheetName, yaml: string, language: Language) =>
    readText({ shelf, world, sheet, yaml, language, contextTokens });
  return [
    route({
      method: "GET",
      path,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        const text = sheet === null ? null : await shelf.read(world, sheet);
        if (sheet === null || text === null) return noSheet();
        const about = (await shelf.worlds()).find(({ name }) => name === world);
        const listed = (await shelf.sheets(world))?.find(
          (one) => keyOfSheet(one.sheet) === keyOfSheet(sheet),
        );
        const { choices, map } = await choicesOf(shelf, world, await assets(world));
        const { draft } = text;
        const yaml = draft?.yaml ?? text.yaml ?? "";
        return json({
          key: keyOfSheet(sheet),
          title: listed?.title ?? keyOfSheet(sheet),
          file: text.yaml,
          fileVersion: text.version,
          draftVersion: draft?.version ?? null,
          draftBy: draft?.by ?? null,
          parted: draft !== null && draft.of !== text.version,
          reading: await reading(world, sheet, yaml, languageOf(request.query)),
          choices,
          map,
          readOnly: about?.readOnly ?? false,
        } satisfies OpenSheet);
      },
    }),
    route({
      method: "PUT",
      path: `${path}/draft`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: { kind: "json", schema: SaveDraft, limit: 1024 * 1024 },
      async handle(request) {
        const { world, sheet } = asked(request);
        if (sheet === null) return noSheet();
        const { yaml: base, value, from } = request.body;
        const yaml = value === undefined ? base : editSheet(base, value);
        const kept = await shelf.draft(world, sheet, yaml, request.caller.name, from);
        if (!kept.ok && kept.code === "changed-outside" && kept.theirs !== undefined)
          return json({ conflict: otherText(kept.theirs) } satisfies DraftConflict);
        if (!kept.ok && kept.code === "not-found") return noWorld(world);
        return json({
          reading: await reading(world, sheet, yaml, languageOf(request.query)),
          kept: kept.ok,
          ...(kept.ok ? {} : { problem: kept.problem }),
        } satisfies SavedDraft);
      },
    }),
    route({
      method: "DELETE",
      path: `${path}/draft`,
      roles: DESIGNERS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        if (sheet === null) return noSheet();
        const done = await shelf.discard(world, sheet);
        return done.ok ? json({ ok: true }) : problem("conflict", done.problem);
      },
    }),
    route({
      method: "POST",
      path: `${path}/release`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: { kind: "json", schema: ReleaseSheet, limit: 1024 * 1024 },
      async handle(request) {
        const { world, sheet } = asked(request);
        if (sheet === null) return noSheet();
        const { yaml, from } = request.body;
        const key = keyOfSheet(sheet);
        const alone = await draftsAlone(shelf, world, key);
        const files = (await shelf.sheets(world)) ?? [];
        // A new world is whole only with its other drafts; an old one changes sheet by sheet.
        const others = files.some(({ version }) => version !== null) ? [] : alone;
        const changes = [...others, { sheet, yaml, from }];
        const done = await shelf.releaseAll(world, changes, request.caller.name);
        return json(releasedOf(done, languageOf(request.query)));
      },
    }),
  ];
}

function historyRoutes({ shelf }: WritingOptions): StudioRoute[] {
  const path = "/writing/worlds/:world/sheets/:sheet/history";
  return [
    route({
      method: "GET",
      path,
      roles: DESIGNERS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        if (sheet === null) return noSheet();
        return json((await shelf.history(world, sheet)) satisfies readonly SheetRelease[]);
      },
    }),
    route({
      method: "GET",
      path: `${path}/:version`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        const text =
          sheet === null
            ? null
            : await shelf.released(world, sheet, request.params["version"] ?? "");
        return text === null
          ? problem("not-found", "There is no such version.")
          : json({ yaml: text });
      },
    }),
  ];
}

function asked({ params }: StudioRequest<unknown>) {
  return { world: params["world"] ?? "", sheet: sheetOfKey(params["sheet"] ?? "") };
}

function languageOf(query: URLSearchParams): Language {
  return query.get("language") === "zh" ? "zh" : "en";
}

function noWorld(world: string) {
  return problem("not-found", `There is no world '${world.slice(0, 80)}' to write in.`);
}

function noSheet() {
  return problem("not-found", "There is no such sheet in this world.");
}

function otherText(theirs: SheetText): OtherText {
  return {
    yaml: theirs.draft?.yaml ?? theirs.yaml ?? "",
    seen: { file: theirs.version, draft: theirs.draft?.version ?? null },
    by: theirs.draft?.by ?? null,
  };
}

function releasedOf(done: Shelved, language: Language): Released {
  const theirs = !done.ok && done.theirs !== undefined ? otherText(done.theirs) : null;
  return {
    ok: done.ok,
    version: done.ok ? done.version : null,
    problem: done.ok ? null : done.problem,
    problems: done.issues.map((issue) => problemOf(issue, language)),
    theirs,
  };
}

async function* changesOf(
  shelf: WorldShelf,
  world: string,
  gone: AbortSignal,
): AsyncGenerator<SheetChanged> {
  const waiting: SheetChanged[] = [];
  let wake = () => {};
  const stop = shelf.onChange((change) => {
    if (change.world !== world) return;
    waiting.push({ sheet: keyOfSheet(change.sheet), what: change.what, by: change.by });
    // Whoever reads slowly loads a sheet anew anyway: the oldest news are of no use.
    if (waiting.length > 200) waiting.shift();
    wake();
  });
  gone.addEventListener("abort", () => wake());
  try {
    while (!gone.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
