import { checkWorld, type WorldCheck } from "../roleplay/world/world-check.ts";
import type { WorldIssue, WorldPart } from "../roleplay/world/world-issue.ts";
import { sheetKey, type SheetFile } from "./sheet-files.ts";
import { versionOf } from "./version-of.ts";
import type { SheetName } from "./world-shelf.ts";
import { readYaml } from "./yaml-file.ts";

/**
 * Worlds checked by what their sheets hold: whoever asks of the same texts again, in whatever order, is given the same
 * answer, so that a release, the watch over its folder and the running scenes cost one check between them.
 */
export const worldChecks = {
  /** Checks a world as its sheets' texts would have it. What is no YAML is an issue as well. */
  of(files: readonly SheetOf[]): WorldCheck {
    const ordered = files
      .map(({ sheet, text }) => ({ sheet, text, key: `${sheetKey(sheet)} ${versionOf(text)}` }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const content = ordered.map(({ key }) => key).join("\n");
    const known = kept.get(content);
    if (known === undefined) made += 1;
    const check = known ?? checkSheets(ordered);
    kept.delete(content);
    kept.set(content, check);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return check;
  },
  /** How many worlds were really checked by this process. */
  made: (): number => made,
};

type SheetOf = Pick<SheetFile, "sheet" | "text">;

/** Each is a world with all its texts, read; a few worlds are written at a time. */
const KEPT = 24;
const kept = new Map<string, WorldCheck>();
let made = 0;

function checkSheets(files: readonly SheetOf[]): WorldCheck {
  const broken: WorldIssue[] = [];
  const personas = new Map<string, unknown>();
  const parts = new Map<string, unknown>();
  for (const { sheet, text } of files) {
    const where = worldPart(sheet);
    const read = readYaml(text);
    if (!read.ok) {
      broken.push(fault(where, read.problem.replace(/^:(\d+):(\d+): /u, "line $1, column $2: ")));
    } else if (sheet.part !== "persona") parts.set(sheet.part, read.value);
    else if (personas.has(sheet.id)) {
      const found = `'${sheet.id}' in a second file`;
      broken.push({ ...fault(where, found), path: ["id"], expected: "an id of its own" });
    } else personas.set(sheet.id, read.value);
  }
  const check = checkWorld(parts.get("scene"), personas, {
    things: parts.get("things"),
    life: parts.get("life"),
    story: parts.get("story"),
  });
  if (broken.length === 0) return check;
  const others = check.ok ? check.warnings : check.issues;
  const mended = new Set(broken.map(({ where }) => JSON.stringify(where)));
  // What cannot be read is said once, not again as a sheet that is empty.
  return {
    ok: false,
    issues: [...broken, ...others.filter(({ where }) => !mended.has(JSON.stringify(where)))],
  };
}

function worldPart(sheet: SheetName): WorldPart {
  return sheet.part === "persona" ? { part: "persona", key: sheet.id } : { part: sheet.part };
}

function fault(where: WorldPart, found: string): WorldIssue {
  const expected = "YAML that can be read";
  return { severity: "error", where, path: [], at: "value", found, expected };
}
