import { basename } from "node:path";
import { listGuarded, readGuardedText } from "./guarded-folder.ts";
import type { SheetName } from "./world-shelf.ts";
import { readYaml, YAML_FILE_LIMIT } from "./yaml-file.ts";

/** Which file holds which sheet of a world. */

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
  const names = (await listGuarded(folder, ["personas"], "files")).filter((name) =>
    /\.ya?ml$/u.test(name),
  );
  const parts = WORLD_PARTS.filter((part) => there.has(`${part}.yaml`)).map(async (part) => {
    const steps = [`${part}.yaml`];
    const text = await readGuardedText(folder, steps, YAML_FILE_LIMIT);
    return text === null ? [] : [{ sheet: { part }, steps, text }];
  });
  const personas = names.slice(0, PERSONA_LIMIT).map(async (name) => {
    const steps = ["personas", name];
    const text = await readGuardedText(folder, steps, YAML_FILE_LIMIT);
    if (text === null) return [];
    const id = personaIdIn(text) ?? basename(name).replace(/\.ya?ml$/u, "");
    return [{ sheet: { part: "persona" as const, id }, steps, text }];
  });
  return (await Promise.all<SheetFile[]>([...parts, ...personas])).flat();
}

/** The id that a persona's text gives itself; undefined where it gives none that can stand. */
export function personaIdIn(text: string): string | undefined {
  const read = readYaml(text);
  const value = read.ok ? read.value : null;
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" && id !== "" && id.length <= 80 ? id : undefined;
}
