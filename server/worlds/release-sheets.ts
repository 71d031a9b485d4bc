import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkFolder } from "./ground-check.ts";
import { readGuarded, readGuardedText } from "./guarded-folder.ts";
import { writeGuarded, type Disk, type GuardedFile } from "./guarded-write.ts";
import { readReleases, RELEASE_LIST_LIMIT, withRelease, type ReleaseLine } from "./release-list.ts";
import { newSheetSteps, readSheetFiles, sheetKey } from "./sheet-files.ts";
import {
  BESIDE_ENDINGS,
  besideKeptSteps,
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
import type { BesideFile, SheetLeaving, SheetName, Shelved } from "./world-shelf.ts";

/** Makes texts what plays. */

/** In bytes, of a card or a portrait. */
export const BESIDE_LIMIT = 16 * 1024 * 1024;
const RELEASES = ["history", "releases.yaml"];

/** What is to be released in one world's folder, by whom, and when: wall time in ms. */
export interface ReleaseOrder {
  readonly folder: string;
  readonly changes: readonly SheetLeaving[];
  readonly beside: readonly BesideFile[];
  readonly by: string;
  readonly now: () => number;
  readonly disk: Disk;
  /** A sheet has its new text, or with null is no longer there. */
  readonly done: (sheet: SheetName, version: string | null) => void;
}

/** What was released in a world, oldest first. */
export async function releasesOf(folder: string): Promise<ReleaseLine[]> {
  return readReleases((await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2)) ?? "");
}

/** Writes all texts, if the world is sound with them; else nothing. Throws `FolderFault`. */
export async function releaseSheets(order: ReleaseOrder): Promise<Shelved> {
  const { folder, changes, beside, by, now, disk, done } = order;
  const files = await readSheetFiles(folder);
  for (const change of changes) {
    const wrong = unwritable(change.sheet, change.yaml);
    if (wrong !== null) return wrong;
    const there = (await readSheet(folder, change.sheet, files)) ?? NOTHING;
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
  const history: GuardedFile[] = [];
  const sheets: GuardedFile[] = [];
  const drafts: GuardedFile[] = [];
  const lines = await releasesOf(folder);
  const news: ReleaseLine[] = [];
  const keep = (line: ReleaseLine, sheet: SheetName, yaml: string) => {
    history.push({ steps: historySteps(sheet, line.version), content: yaml });
    news.push(line);
  };
  for (const { sheet, yaml } of ordered) {
    const key = sheetKey(sheet);
    const old = files.find((one) => sheetKey(one.sheet) === key);
    const steps = old?.steps ?? newSheetSteps(sheet);
    if ((old?.text ?? null) !== yaml) {
      const before = old === undefined ? null : versionOf(old.text);
      const last = lines.findLast((line) => line.sheet === key);
      if (old !== undefined && before !== null && last?.version !== before) {
        const { mtimeMs } = await stat(join(folder, ...steps));
        keep({ at: Math.round(mtimeMs), by: null, sheet: key, version: before }, sheet, old.text);
      }
      if (yaml !== null) keep({ at: now(), by, sheet: key, version: versionOf(yaml) }, sheet, yaml);
      sheets.push({ steps, content: yaml });
    }
    if (yaml === null) {
      const there = await readSheet(folder, sheet, files);
      const text = there?.draft?.yaml ?? there?.yaml ?? "";
      keep({ at: now(), by, sheet: key, version: versionOf(text), gone: true }, sheet, text);
    }
    if (sheet.part === "persona" && yaml === null) {
      for (const ending of BESIDE_ENDINGS) {
        const content = await readGuarded(folder, besideSteps(sheet.id, ending), BESIDE_LIMIT);
        if (content === null) continue;
        history.push({ steps: besideKeptSteps(sheet.id, ending), content });
        sheets.push({ steps: besideSteps(sheet.id, ending), content: null });
      }
    } else if (sheet.part === "persona") {
      for (const { ending, bytes } of beside)
        sheets.push({ steps: besideSteps(sheet.id, ending), content: bytes });
    }
    drafts.push({ steps: draftSteps(sheet), content: null });
  }
  if (news.length > 0) {
    const list = (await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2)) ?? "";
    history.push({ steps: RELEASES, content: news.reduce(withRelease, list) });
  }
  // What was is kept before it goes, and a draft goes last.
  await writeGuarded(folder, [...history, ...sheets, ...drafts], disk);
  for (const { sheet, yaml } of ordered) done(sheet, yaml === null ? null : versionOf(yaml));
  return { ok: true, version: versionOf(changes.at(-1)?.yaml ?? ""), issues: check.warnings };
}
