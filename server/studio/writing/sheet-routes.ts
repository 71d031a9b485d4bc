import type { Language } from "../../../shared/protocol.ts";
import {
  ReleaseSheet,
  SaveDraft,
  type DraftConflict,
  type OpenSheet,
  type SavedDraft,
} from "../../../shared/studio/writing.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import type { ShelvedSheet, SheetName } from "../../worlds/world-shelf.ts";
import { json, NO_BODY, problem, route, type StudioRoute } from "../route.ts";
import { choicesOf } from "./choices.ts";
import { keyOfSheet } from "./sheet-keys.ts";
import { draftsAlone, readText } from "./sheet-reading.ts";
import {
  asked,
  DESIGNERS,
  languageOf,
  noSheet,
  noWorld,
  otherText,
  releasedOf,
  SHEETS,
} from "./writing-answers.ts";
import type { WritingOptions } from "./writing-routes.ts";

/** One sheet: opening it, keeping what is written, letting it go, and releasing it. */
export function sheetRoutes({ shelf, assets, contextTokens }: WritingOptions): StudioRoute[] {
  const path = "/writing/worlds/:world/sheets/:sheet";
  const reading = (
    world: string,
    sheet: SheetName,
    yaml: string,
    language: Language,
    sheets?: readonly ShelvedSheet[],
  ) =>
    readText({
      shelf,
      world,
      sheet,
      yaml,
      language,
      contextTokens,
      ...(sheets === undefined ? {} : { sheets }),
    });
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
        const sheets = (await shelf.sheets(world)) ?? [];
        const listed = sheets.find((one) => keyOfSheet(one.sheet) === keyOfSheet(sheet));
        const { choices, map } = choicesOf(sheets, await assets(world));
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
          reading: await reading(world, sheet, yaml, languageOf(request.query), sheets),
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
        const files = (await shelf.sheets(world)) ?? [];
        const alone = draftsAlone(files, key);
        // A new world is whole only with its other drafts; an old one changes sheet by sheet.
        const others = files.some(({ version }) => version !== null) ? [] : alone;
        const changes = [...others, { sheet, yaml, from }];
        const done = await shelf.releaseAll(world, changes, request.caller.name);
        return json(releasedOf(done, languageOf(request.query)));
      },
    }),
  ];
}
