import type { Language } from "../../../shared/protocol.ts";
import {
  BeginPersona,
  CopyPersona,
  LeavePersona,
  type LeavingPlan,
} from "../../../shared/studio/writing.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import type { ShelvedSheet, WorldShelf } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
import { json, NO_BODY, problem, route, type StudioRoute } from "../route.ts";
import { leavingOf } from "./leaving.ts";
import { idFor, personaTemplate } from "./templates.ts";
import {
  asked,
  DESIGNERS,
  languageOf,
  noSheet,
  noWorld,
  releasedOf,
  SHEETS,
} from "./writing-answers.ts";
import type { WritingOptions } from "./writing-routes.ts";

/** Personas come and go: from a name alone, as a copy, taken out with what names them, and brought back. */
export function personaRoutes({ shelf }: WritingOptions): StudioRoute[] {
  const sheet = "/writing/worlds/:world/sheets/:sheet";
  return [
    route({
      method: "POST",
      path: "/writing/worlds/:world/personas",
      roles: DESIGNERS,
      body: { kind: "json", schema: BeginPersona },
      async handle({ params, body: { name }, caller }) {
        const world = params["world"] ?? "";
        const sheets = await shelf.sheets(world);
        if (sheets === null) return noWorld(world);
        const language = valueOf(scene(sheets))["language"] === "zh" ? "zh" : "en";
        return begun(shelf, world, sheets, name, caller.name, (id) =>
          editSheet("", personaTemplate(id, name, language)),
        );
      },
    }),
    route({
      method: "POST",
      path: `${sheet}/copy`,
      roles: DESIGNERS,
      body: { kind: "json", schema: CopyPersona },
      async handle(request) {
        const { world, sheet: of } = asked(request);
        const sheets = await shelf.sheets(world);
        const mine = sheets?.find(
          (one) => of?.part === "persona" && one.sheet.part === "persona" && one.sheet.id === of.id,
        );
        if (sheets === null || mine === undefined) return noSheet();
        const yaml = mine.text.draft?.yaml ?? mine.text.yaml ?? "";
        if (!readYaml(yaml).ok)
          return problem("conflict", BROKEN[languageOf(request.query)](mine.title));
        const { name } = request.body;
        return begun(shelf, world, sheets, name, request.caller.name, (id) => {
          // Two with one other name could not be told apart.
          const { aliases: _, ...rest } = valueOf(yaml);
          return editSheet(yaml, { ...rest, id, name });
        });
      },
    }),
    route({
      method: "GET",
      path: `${sheet}/leaving`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet: of } = asked(request);
        if (of?.part !== "persona") return noSheet();
        const found = await leavingOf(shelf, world, of.id, languageOf(request.query));
        return found === null ? noSheet() : json(found.told satisfies LeavingPlan);
      },
    }),
    route({
      method: "POST",
      path: `${sheet}/leave`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: { kind: "json", schema: LeavePersona },
      async handle(request) {
        const { world, sheet: of } = asked(request);
        const language = languageOf(request.query);
        if (of?.part !== "persona") return noSheet();
        const found = await leavingOf(shelf, world, of.id, language);
        if (found === null) return noSheet();
        const { told, changes } = found;
        if (told.plan !== request.body.plan) return problem("conflict", MOVED_ON[language]);
        if (told.drafts.length > 0)
          return problem("conflict", DRAFTS[language](told.drafts.map(({ title }) => title)));
        // Nobody plays what is a draft alone: letting it go takes nothing else along.
        const done = await shelf.releaseAll(world, changes, request.caller.name);
        return json(releasedOf(done, language));
      },
    }),
    route({
      method: "POST",
      path: "/writing/worlds/:world/personas/:persona/back",
      roles: DESIGNERS,
      body: NO_BODY,
      async handle({ params, caller }) {
        const { world = "", persona: id = "" } = params;
        const sheets = await shelf.sheets(world);
        if (sheets === null) return noWorld(world);
        const back = await shelf.takeBack(world, id, caller.name);
        if (!back.ok) return problem("conflict", back.problem);
        await join(shelf, world, sheets, id, caller.name);
        return json({ sheet: `persona.${id}` });
      },
    }),
  ];
}

/** Keeps a new persona and its place in the cast as drafts. */
async function begun(
  shelf: WorldShelf,
  world: string,
  sheets: readonly ShelvedSheet[],
  name: string,
  by: string,
  text: (id: string) => string,
) {
  const ids = sheets.flatMap(({ sheet }) => (sheet.part === "persona" ? [sheet.id] : []));
  const id = idFor(name, new Set(ids), "persona");
  const from = { file: null, draft: null };
  const kept = await shelf.draft(world, { part: "persona", id }, text(id), by, from);
  if (!kept.ok) return problem("failed", kept.problem);
  await join(shelf, world, sheets, id, by);
  return json({ sheet: `persona.${id}` });
}

async function join(
  shelf: WorldShelf,
  world: string,
  sheets: readonly ShelvedSheet[],
  id: string,
  by: string,
): Promise<void> {
  const text = scene(sheets);
  const value = valueOf(text);
  const cast = Array.isArray(value["cast"]) ? value["cast"] : [];
  const joined = editSheet(text, { ...value, cast: [...cast, { persona: id }] });
  await shelf.draft(world, { part: "scene" }, joined, by);
}

/** The scene's text as it is being written. */
function scene(sheets: readonly ShelvedSheet[]): string {
  const text = sheets.find(({ sheet }) => sheet.part === "scene")?.text;
  return text?.draft?.yaml ?? text?.yaml ?? "";
}

function valueOf(yaml: string): Record<string, unknown> {
  const read = readYaml(yaml);
  const value: unknown = read.ok ? read.value : null;
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}

type Words<T> = Readonly<Record<Language, T>>;

const MOVED_ON: Words<string> = {
  en: "Something of this world was changed since you were shown what would go. Look at it again, then decide.",
  zh: "给你看过之后，这个世界又有改动。请再看一遍，然后决定。",
};
const DRAFTS: Words<(titles: readonly string[]) => string> = {
  en: (titles) =>
    `Sheets that would have to be changed have drafts, which would be lost: ${titles.join(", ")}. Release or drop those first.`,
  zh: (titles) => `要一起改的页面还有草稿，会丢失：${titles.join("、")}。请先发布或放弃这些草稿。`,
};
const BROKEN: Words<(title: string) => string> = {
  en: (title) =>
    `The sheet of ${title} is no YAML just now, so it cannot be copied; mend it first.`,
  zh: (title) => `“${title}”的页面现在不是能读懂的 YAML，没法复制；请先改好。`,
};
