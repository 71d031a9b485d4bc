import { access, constants } from "node:fs/promises";
import { Slug } from "../roleplay/persona.ts";
import { readGuardedText } from "./guarded-folder.ts";
import { readSheetFiles, sheetKey, WORLD_PARTS, type SheetFile } from "./sheet-files.ts";
import { readDrafts } from "./sheet-text.ts";
import { versionOf } from "./version-of.ts";
import type { SheetName, ShelvedSheet, ShelvedWorld } from "./world-shelf.ts";
import { readYaml, YAML_FILE_LIMIT } from "./yaml-file.ts";

/** What stands on a shelf: its worlds, and each one's sheets. */

/** Folders that hold a scene, or a draft of one. */
export async function listWorlds(folders: ReadonlyMap<string, string>): Promise<ShelvedWorld[]> {
  const found: ShelvedWorld[] = [];
  for (const [name, folder] of folders) {
    const scene = await sceneText(folder);
    if (scene === null) continue;
    const readOnly = await access(folder, constants.W_OK).then(
      () => false,
      () => true,
    );
    const id = field(scene, "id") ?? name;
    found.push({ name, id, title: field(scene, "title") ?? name, readOnly });
  }
  return found;
}

/** Every sheet of a world, files and drafts. */
export async function listSheets(folder: string): Promise<ShelvedSheet[]> {
  const files = await readSheetFiles(folder).catch((): SheetFile[] => []);
  const drafts = await readDrafts(folder);
  const names = new Map<string, SheetName>();
  for (const part of WORLD_PARTS) names.set(part, { part });
  for (const { sheet } of [...files, ...drafts]) {
    if (sheet.part !== "persona" || Slug.safeParse(sheet.id).success)
      names.set(sheetKey(sheet), sheet);
  }
  return [...names].map(([key, sheet]): ShelvedSheet => {
    const yaml = files.find((one) => sheetKey(one.sheet) === key)?.text ?? null;
    const draft = drafts.find((one) => sheetKey(one.sheet) === key)?.draft ?? null;
    const said = draft?.yaml ?? yaml ?? "";
    const title = sheet.part === "persona" ? field(said, "name") : field(said, "title");
    const version = yaml === null ? null : versionOf(yaml);
    return {
      sheet,
      title: title ?? (sheet.part === "persona" ? sheet.id : sheet.part),
      version,
      hasDraft: draft !== null,
      text: { yaml, version, draft },
    };
  });
}

async function sceneText(folder: string): Promise<string | null> {
  const read = (steps: readonly string[]) =>
    readGuardedText(folder, steps, YAML_FILE_LIMIT + 512).catch(() => null);
  return (await read(["scene.yaml"])) ?? (await read(["drafts", "scene.yaml"]));
}

/** A text of a sheet's top, for a list; undefined where there is none. */
function field(yaml: string, key: "id" | "name" | "title"): string | undefined {
  const read = readYaml(yaml);
  const value: unknown = read.ok ? read.value : null;
  const found = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === "string" && found.trim() !== "" ? found.trim().slice(0, 200) : undefined;
}
