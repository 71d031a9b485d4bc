import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkFolder } from "./ground-check.ts";
import { readGuardedText, removeGuarded, writeGuarded } from "./guarded-folder.ts";
import { readReleases, RELEASE_LIST_LIMIT, withRelease, type ReleaseLine } from "./release-list.ts";
import { newSheetSteps, readSheetFiles, sheetKey } from "./sheet-files.ts";
import {
  besideSteps,
  conflict,
  draftSteps,
  historySteps,
  movedOn,
  NOTHING,
  readSheet,
  refusal,
  replaced,
  unwritable,
} from "./sheet-text.ts";
import { versionOf } from "./version-of.ts";
import type { BesideFile, SheetChange, SheetName, Shelved } from "./world-shelf.ts";

/** Makes texts what plays. */

/** In bytes, of a card or a portrait. */
export const BESIDE_LIMIT = 16 * 1024 * 1024;
const RELEASES = ["history", "releases.yaml"];

/** What is to be released in one world's folder, by whom, and when: wall time in ms. */
export interface ReleaseOrder {
  readonly folder: string;
  readonly changes: readonly SheetChange[];
  readonly beside: readonly BesideFile[];
  readonly by: string;
  readonly now: () => number;
  /** A sheet has its new text. */
  readonly done: (sheet: SheetName, version: string) => void;
}

/** What was released in a world, oldest first. */
export async function releasesOf(folder: string): Promise<ReleaseLine[]> {
  return readReleases((await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2)) ?? "");
}

/** Writes all texts, if the world is sound with them; else nothing. Throws `FolderFault`. */
export async function releaseSheets(order: ReleaseOrder): Promise<Shelved> {
  const { folder, changes, beside, by, now, done } = order;
  const files = await readSheetFiles(folder);
  for (const change of changes) {
    const wrong = unwritable(change.sheet, change.yaml);
    if (wrong !== null) return wrong;
    const there = (await readSheet(folder, change.sheet)) ?? NOTHING;
    if (movedOn(change.from, there)) return conflict(there);
  }
  const check = await checkFolder(folder, replaced(files, changes));
  if (!check.ok) {
    const errors = check.issues.filter(({ severity }) => severity === "error");
    return {
      ...refusal(
        "unsound",
        `the world would not be sound with this: ${errors.length} ${errors.length === 1 ? "thing has" : "things have"} to be mended first.`,
      ),
      issues: check.issues,
    };
  }
  for (const { bytes, ending } of beside) {
    if (bytes.byteLength > BESIDE_LIMIT)
      return refusal(
        "too-large",
        `the ${ending} has ${bytes.byteLength} bytes, and at most ${BESIDE_LIMIT} are kept.`,
      );
  }
  // Personas first: a scene that names one who is not there yet would not be sound.
  const ordered = changes.toSorted(
    (a, b) => Number(a.sheet.part !== "persona") - Number(b.sheet.part !== "persona"),
  );
  for (const { sheet, yaml } of ordered) {
    const old = files.find((one) => sheetKey(one.sheet) === sheetKey(sheet));
    const steps = old?.steps ?? newSheetSteps(sheet);
    const version = versionOf(yaml);
    if (old?.text !== yaml) {
      const last = (await releasesOf(folder)).findLast((line) => line.sheet === sheetKey(sheet));
      if (old !== undefined && last?.version !== versionOf(old.text)) {
        const { mtimeMs } = await stat(join(folder, ...steps));
        await keepInHistory(folder, sheet, old.text, null, Math.round(mtimeMs));
      }
      await keepInHistory(folder, sheet, yaml, by, now());
      await writeGuarded(folder, steps, yaml);
    }
    if (sheet.part === "persona") {
      for (const { ending, bytes } of beside)
        await writeGuarded(folder, besideSteps(sheet.id, ending), bytes);
    }
    await removeGuarded(folder, draftSteps(sheet));
    done(sheet, version);
  }
  const issues = check.warnings;
  return { ok: true, version: versionOf(changes.at(-1)?.yaml ?? ""), issues };
}

async function keepInHistory(
  folder: string,
  sheet: SheetName,
  yaml: string,
  by: string | null,
  at: number,
): Promise<void> {
  const version = versionOf(yaml);
  const key = sheetKey(sheet);
  await writeGuarded(folder, historySteps(sheet, version), yaml);
  const list = (await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2)) ?? "";
  await writeGuarded(folder, RELEASES, withRelease(list, { at, by, sheet: key, version }));
}
