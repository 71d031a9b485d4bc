import { Slug } from "../roleplay/persona.ts";
import { draftText } from "./draft-file.ts";
import { readGuarded, readGuardedText } from "./guarded-folder.ts";
import { writeGuarded, type Disk, type GuardedFile } from "./guarded-write.ts";
import { BESIDE_LIMIT, releasesOf } from "./release-sheets.ts";
import { readSheetFiles, sheetKey } from "./sheet-files.ts";
import {
  BESIDE_ENDINGS,
  besideKeptSteps,
  besideSteps,
  draftSteps,
  historySteps,
  readDrafts,
  refusal,
} from "./sheet-text.ts";
import { versionOf } from "./version-of.ts";
import type { GonePersona, Shelved } from "./world-shelf.ts";
import { readYaml, YAML_FILE_LIMIT } from "./yaml-file.ts";

/** Personas that were taken out of a world, and their way back. */

/** As many as are listed. */
const MOST = 64;

/** The last one first; without those that are there again, as a file or as a draft. */
export async function gonePersonas(folder: string): Promise<GonePersona[]> {
  const last = new Map((await releasesOf(folder)).map((line) => [line.sheet, line]));
  if (![...last.values()].some(({ gone }) => gone === true)) return [];
  const there = new Set(
    [...(await readSheetFiles(folder)), ...(await readDrafts(folder))].map(({ sheet }) =>
      sheetKey(sheet),
    ),
  );
  const left = [...last.values()]
    .filter(({ sheet, gone }) => gone === true && !there.has(sheet))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST);
  const found = await Promise.all(
    left.map(async ({ sheet, ...release }) => {
      const id = sheet.replace(/^personas\//u, "");
      if (!Slug.safeParse(id).success) return [];
      const yaml = await lastText(folder, id, release.version);
      return yaml === null ? [] : [{ ...release, id, name: nameIn(yaml) ?? id }];
    }),
  );
  return found.flat();
}

/** Begins a draft with the last text. Throws `FolderFault`. */
export async function takeBackPersona(order: {
  readonly folder: string;
  readonly id: string;
  readonly by: string;
  readonly now: number;
  readonly disk: Disk;
}): Promise<Shelved> {
  const { folder, id, by, now, disk } = order;
  const found = (await gonePersonas(folder)).find((one) => one.id === id);
  const yaml = found === undefined ? null : await lastText(folder, id, found.version);
  if (yaml === null)
    return refusal(
      "not-found",
      "nobody of this id was taken out of this world, or somebody has it again.",
    );
  const sheet = { part: "persona", id } as const;
  const beside: GuardedFile[] = [];
  for (const ending of BESIDE_ENDINGS) {
    const content = await readGuarded(folder, besideKeptSteps(id, ending), BESIDE_LIMIT);
    if (content !== null) beside.push({ steps: besideSteps(id, ending), content });
  }
  const content = draftText({ yaml, of: null, by, at: now });
  await writeGuarded(folder, [...beside, { steps: draftSteps(sheet), content }], disk);
  return { ok: true, version: versionOf(yaml), issues: [] };
}

function lastText(folder: string, id: string, version: string): Promise<string | null> {
  return readGuardedText(folder, historySteps({ part: "persona", id }, version), YAML_FILE_LIMIT);
}

function nameIn(yaml: string): string | undefined {
  const read = readYaml(yaml);
  const value: unknown = read.ok ? read.value : null;
  const name =
    typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  return typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 200) : undefined;
}
