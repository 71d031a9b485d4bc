import { Persona, Slug } from "../roleplay/persona.ts";
import type { WorldIssue } from "../roleplay/world/world-issue.ts";
import { readDraft } from "./draft-file.ts";
import { listGuarded, readGuardedText } from "./guarded-folder.ts";
import {
  newSheetSteps,
  readSheetFiles,
  sheetKey,
  WORLD_PARTS,
  type SheetFile,
} from "./sheet-files.ts";
import { versionOf } from "./version-of.ts";
import type {
  BesideFile,
  SheetLeaving,
  SheetDraft,
  SheetName,
  SheetText,
  Shelved,
  WrittenFrom,
} from "./world-shelf.ts";
import { readYaml, YAML_FILE_LIMIT } from "./yaml-file.ts";

/** One sheet of a world's folder: where its parts lie, how it stands, and whether a text may take its place. */

/** A sheet's file and draft; null for a persona that has neither. `files` are the world's, where they were read. */
export async function readSheet(
  folder: string,
  sheet: SheetName,
  files?: readonly SheetFile[],
): Promise<SheetText | null> {
  if (sheet.part === "persona" && !Slug.safeParse(sheet.id).success) return null;
  const file = (files ?? (await readSheetFiles(folder))).find(
    (one) => sheetKey(one.sheet) === sheetKey(sheet),
  );
  const kept = await readGuardedText(folder, draftSteps(sheet), YAML_FILE_LIMIT + 512);
  if (file === undefined && kept === null && sheet.part === "persona") return null;
  return {
    yaml: file?.text ?? null,
    version: file === undefined ? null : versionOf(file.text),
    draft: kept === null ? null : readDraft(kept),
  };
}

/** A sheet that has neither file nor draft. */
export const NOTHING: SheetText = { yaml: null, version: null, draft: null };

/** A refusal in words, without issues. */
export function refusal(code: Extract<Shelved, { ok: false }>["code"], problem: string) {
  return { ok: false, code, problem, issues: [] as readonly WorldIssue[] } as const;
}

/** The refusal of a text that was written from another than the one that is there. */
export function conflict(theirs: SheetText): Shelved {
  return {
    ...refusal(
      "changed-outside",
      "this sheet was changed meanwhile, by somebody else or in its file; look at both texts and keep what is right.",
    ),
    theirs,
  };
}

/** Whether the sheet is no longer what the writer had before their eyes. */
export function movedOn(from: WrittenFrom | undefined, now: SheetText): boolean {
  if (from === undefined) return false;
  const file = from.file !== undefined && from.file !== now.version;
  return file || (from.draft !== undefined && from.draft !== (now.draft?.version ?? null));
}

/** Why a text can take nobody's place; null where it may. */
export function unwritable(sheet: SheetName, yaml: string | null): Shelved | null {
  if (sheet.part === "persona" && !Slug.safeParse(sheet.id).success)
    return refusal(
      "unsound",
      "a persona's id is lower-case letters, digits and dashes, such as 'mara-quill'.",
    );
  const bytes = Buffer.byteLength(yaml ?? "");
  return bytes > YAML_FILE_LIMIT
    ? refusal(
        "too-large",
        `the text has ${bytes} bytes, and a sheet has at most ${YAML_FILE_LIMIT}; shorten it.`,
      )
    : null;
}

/** The world's sheets with some texts in others' places, and without what is taken out. */
export function replaced(files: readonly SheetFile[], changes: readonly SheetLeaving[]) {
  const kept = files.filter(
    ({ sheet }) => !changes.some((one) => sheetKey(one.sheet) === sheetKey(sheet)),
  );
  return [
    ...kept,
    ...changes.flatMap(({ sheet, yaml }) => (yaml === null ? [] : [{ sheet, text: yaml }])),
  ];
}

/** The path of a sheet's draft below the world's folder. */
export function draftSteps(sheet: SheetName): readonly string[] {
  return ["drafts", ...newSheetSteps(sheet)];
}

/** The path of a released text below the world's folder. */
export function historySteps(sheet: SheetName, version: string): readonly string[] {
  return ["history", ...sheetKey(sheet).split("/"), `${version}.yaml`];
}

/** The path of a file that belongs to a persona. */
export function besideSteps(persona: string, ending: BesideFile["ending"]): readonly string[] {
  return ["personas", `${persona}.${ending}`];
}

/** The persona that a text holds under its own id; null where it holds none that is sound. */
export function personaIn(yaml: string, id: string): Persona | null {
  const read = readYaml(yaml);
  const persona = read.ok ? Persona.safeParse(read.value) : null;
  return persona?.success === true && persona.data.id === id ? persona.data : null;
}

/** Where what belongs to a persona is kept while the persona is not there. */
export function besideKeptSteps(persona: string, ending: BesideFile["ending"]): readonly string[] {
  return ["history", "personas", persona, ending];
}

export const BESIDE_ENDINGS = ["card.json", "portrait.png"] as const;

/** Every draft of a world. */
export async function readDrafts(
  folder: string,
): Promise<{ readonly sheet: SheetName; readonly draft: SheetDraft }[]> {
  const ids = (await listGuarded(folder, ["drafts", "personas"], "files")).map((name) =>
    name.replace(/\.yaml$/u, ""),
  );
  const sheets: SheetName[] = [
    ...WORLD_PARTS.map((part) => ({ part })),
    ...ids.map((id) => ({ part: "persona" as const, id })),
  ];
  const found = await Promise.all(
    sheets.map(async (sheet) => {
      const text = await readGuardedText(folder, draftSteps(sheet), YAML_FILE_LIMIT + 512);
      return text === null ? [] : [{ sheet, draft: readDraft(text) }];
    }),
  );
  return found.flat();
}
