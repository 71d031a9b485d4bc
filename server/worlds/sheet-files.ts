import { basename } from "node:path";
import { checkWorld, type WorldCheck } from "../roleplay/world/world-check.ts";
import type { WorldIssue, WorldPart } from "../roleplay/world/world-issue.ts";
import { listGuarded, readGuardedText } from "./guarded-folder.ts";
import type { SheetName } from "./world-shelf.ts";
import { parseYaml, YAML_FILE_LIMIT, type YamlFile } from "./yaml-file.ts";

/** Which file holds which sheet of a world. */

const READ_MOST = 256;
const readTexts = new Map<string, YamlFile>();

/** What a text is as YAML, with no file's name. The last texts are remembered: a world is checked at every key stroke. */
export function readYaml(text: string): YamlFile {
  const known = readTexts.get(text);
  const read = known ?? parseYaml(text, "");
  readTexts.delete(text);
  readTexts.set(text, read);
  const [oldest] = readTexts.keys();
  if (readTexts.size > READ_MOST && oldest !== undefined) readTexts.delete(oldest);
  return read;
}

export const WORLD_PARTS = ["scene", "things", "life", "story"] as const;
const PERSONA_LIMIT = 256;

/** A sheet with the path of its file below the world's folder, and its text. */
export interface SheetFile {
  readonly sheet: SheetName;
  readonly steps: readonly string[];
  readonly text: string;
}

/** A sheet's name as one word, such as `scene` or `personas/ada`. */
export function sheetKey(sheet: SheetName): string {
  return sheet.part === "persona" ? `personas/${sheet.id}` : sheet.part;
}

/** The file of a sheet that has none yet. */
export function newSheetSteps(sheet: SheetName): readonly string[] {
  return sheet.part === "persona" ? ["personas", `${sheet.id}.yaml`] : [`${sheet.part}.yaml`];
}

/** Every sheet of a world that has a file. A persona is known by the id in its file, whatever the file is called. */
export async function readSheetFiles(folder: string): Promise<SheetFile[]> {
  const there = new Set(await listGuarded(folder, [], "files"));
  const found: SheetFile[] = [];
  for (const part of WORLD_PARTS) {
    if (!there.has(`${part}.yaml`)) continue;
    const text = await readGuardedText(folder, [`${part}.yaml`], YAML_FILE_LIMIT);
    if (text !== null) found.push({ sheet: { part }, steps: [`${part}.yaml`], text });
  }
  const names = (await listGuarded(folder, ["personas"], "files")).filter((name) =>
    /\.ya?ml$/u.test(name),
  );
  for (const name of names.slice(0, PERSONA_LIMIT)) {
    const steps = ["personas", name];
    const text = await readGuardedText(folder, steps, YAML_FILE_LIMIT);
    if (text === null) continue;
    const id = personaIdIn(text) ?? basename(name).replace(/\.ya?ml$/u, "");
    found.push({ sheet: { part: "persona", id }, steps, text });
  }
  return found;
}

/** Checks a world as its sheets' texts would have it. What is no YAML is an issue as well. */
export function checkSheets(files: readonly Pick<SheetFile, "sheet" | "text">[]): WorldCheck {
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

export function worldPart(sheet: SheetName): WorldPart {
  return sheet.part === "persona" ? { part: "persona", key: sheet.id } : { part: sheet.part };
}

function fault(where: WorldPart, found: string): WorldIssue {
  const expected = "YAML that can be read";
  return { severity: "error", where, path: [], at: "value", found, expected };
}

/** The id that a persona's text gives itself; undefined where it gives none that can stand. */
export function personaIdIn(text: string): string | undefined {
  const read = readYaml(text);
  const value = read.ok ? read.value : null;
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" && id !== "" && id.length <= 80 ? id : undefined;
}
