import type { Language } from "../../../shared/protocol.ts";
import type { OtherText, Released } from "../../../shared/studio/writing.ts";
import type { SheetName, Shelved, SheetText } from "../../worlds/world-shelf.ts";
import { problem, type StudioRequest } from "../route.ts";
import { sheetOfKey } from "./sheet-keys.ts";
import { problemOf } from "./sheet-reading.ts";

/** What the writing routes ask alike and answer alike. */

export const DESIGNERS = ["designer"] as const;
/** What stands in the audit log for every reading. */
export const SHEETS = "sheets of a world, with secrets";

export function asked({ params }: StudioRequest<unknown>): {
  readonly world: string;
  readonly sheet: SheetName | null;
} {
  return { world: params["world"] ?? "", sheet: sheetOfKey(params["sheet"] ?? "") };
}

export function languageOf(query: URLSearchParams): Language {
  return query.get("language") === "zh" ? "zh" : "en";
}

export function noWorld(world: string) {
  return problem("not-found", `There is no world '${world.slice(0, 80)}' to write in.`);
}

export function noSheet() {
  return problem("not-found", "There is no such sheet in this world.");
}

export function otherText(theirs: SheetText): OtherText {
  return {
    yaml: theirs.draft?.yaml ?? theirs.yaml ?? "",
    seen: { file: theirs.version, draft: theirs.draft?.version ?? null },
    by: theirs.draft?.by ?? null,
  };
}

export function releasedOf(done: Shelved, language: Language): Released {
  const theirs = !done.ok && done.theirs !== undefined ? otherText(done.theirs) : null;
  return {
    ok: done.ok,
    version: done.ok ? done.version : null,
    problem: done.ok ? null : done.problem,
    problems: done.issues.map((issue) => problemOf(issue, language)),
    theirs,
  };
}
