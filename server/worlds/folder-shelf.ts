import { Slug } from "../roleplay/persona.ts";
import type { Clock } from "../stage/ports.ts";
import { draftText } from "./draft-file.ts";
import { checkFolder } from "./ground-check.ts";
import { FolderFault, readGuarded, readGuardedText } from "./guarded-folder.ts";
import { realDisk, writeGuarded, type Disk } from "./guarded-write.ts";
import { inTurn } from "./in-turn.ts";
import { BESIDE_LIMIT, releasesOf, releaseSheets } from "./release-sheets.ts";
import { readSheetFiles, sheetKey } from "./sheet-files.ts";
import {
  besideSteps,
  conflict,
  draftSteps,
  historySteps,
  movedOn,
  NOTHING,
  personaIn,
  readSheet,
  refusal,
  replaced,
  unwritable,
} from "./sheet-text.ts";
import { shelfFolders } from "./shelf-folders.ts";
import { listSheets, listWorlds } from "./shelf-lists.ts";
import { gonePersonas, takeBackPersona } from "./gone-personas.ts";
import { watchShelf, type ShelfWatch } from "./shelf-watch.ts";
import { versionOf } from "./version-of.ts";
import type {
  BesideFile,
  SheetLeaving,
  SheetName,
  ShelfChange,
  Shelved,
  WorldShelf,
} from "./world-shelf.ts";
import type { WorldFoldersOptions } from "./world-folders.ts";
import { YAML_FILE_LIMIT } from "./yaml-file.ts";

export interface FolderShelfOptions extends WorldFoldersOptions {
  readonly clock: Pick<Clock, "now">;
  /** How often the folders are looked through where nothing tells of changes, in ms. */
  readonly lookEvery?: number;
  /** How files are written; this machine's own way where nothing else is said. */
  readonly disk?: Disk;
}

/** Worlds in folders. Drafts lie in a world's `drafts/`, what was released in its `history/`: readable, for git to hold. */
export function createFolderShelf(options: FolderShelfOptions): WorldShelf {
  const { clock, disk = realDisk } = options;
  const oneAfterTheOther = inTurn();
  const listeners = new Set<(change: ShelfChange) => void>();
  const tell = (change: ShelfChange) => {
    for (const listener of listeners) listener(change);
  };
  const folders = shelfFolders(options);
  const folderOf = folders.of;
  let watching: ShelfWatch | null = null;

  async function writing(
    world: string,
    work: (folder: string) => Promise<Shelved>,
  ): Promise<Shelved> {
    return oneAfterTheOther(world, async () => {
      const folder = await folderOf(world);
      if (folder === null) return refusal("not-found", `there is no world '${world}' to write in`);
      try {
        return await (watching === null ? work(folder) : watching.aside(() => work(folder)));
      } catch (error) {
        if (!(error instanceof FolderFault)) throw error;
        const code = error.code === "too-large" ? "too-large" : "failed";
        return refusal(code, `${error.message}.`);
      }
    });
  }

  const releasing = (
    world: string,
    changes: readonly SheetLeaving[],
    by: string,
    beside: readonly BesideFile[],
  ) =>
    writing(world, async (folder) => {
      const news: ShelfChange[] = [];
      const done = (sheet: SheetName, version: string | null) => {
        watching?.known(world, sheet, version);
        news.push({ world, sheet, version, what: "released", by });
      };
      const now = () => clock.now();
      const shelved = await releaseSheets({ folder, changes, beside, by, now, disk, done });
      for (const change of news) tell(change);
      return shelved;
    });

  const shelf: WorldShelf = {
    worlds: async () => listWorlds(await folders.all()),
    begin: async (world) =>
      oneAfterTheOther(world, async () => {
        if (!Slug.safeParse(world).success)
          return refusal(
            "unsound",
            `a world's name is lower-case letters, digits and dashes, such as 'the-old-mill'.`,
          );
        const home = await folders.home();
        if (home === null) return refusal("not-found", "there is no folder for new worlds here.");
        if ((await folderOf(world)) !== null)
          return refusal(
            "changed-outside",
            `there is a world '${world}' already; take another name.`,
          );
        try {
          const steps = [world, "drafts", "scene.yaml"];
          await writeGuarded(home, [{ steps, content: "" }], disk);
          return { ok: true, version: versionOf(""), issues: [] };
        } catch (error) {
          if (!(error instanceof FolderFault)) throw error;
          return refusal("failed", `${error.message}.`);
        }
      }),
    async sheets(world) {
      const folder = await folderOf(world);
      return folder === null ? null : listSheets(folder);
    },
    async read(world, sheet) {
      const folder = await folderOf(world);
      return folder === null ? null : readSheet(folder, sheet);
    },
    draft: (world, sheet, yaml, by, from) =>
      writing(world, async (folder) => {
        const wrong = unwritable(sheet, yaml);
        if (wrong !== null) return wrong;
        const files = await readSheetFiles(folder);
        const now = (await readSheet(folder, sheet, files)) ?? NOTHING;
        if (movedOn(from, now)) return conflict(now);
        // Who writes on after the file changed has seen both texts only if they say so.
        const of = from?.file !== undefined ? from.file : (now.draft ?? { of: now.version }).of;
        const content = draftText({ yaml, of, by, at: clock.now() });
        await writeGuarded(folder, [{ steps: draftSteps(sheet), content }], disk);
        const check = await checkFolder(folder, replaced(files, [{ sheet, yaml }]));
        tell({ world, sheet, version: null, what: "draft", by });
        return {
          ok: true,
          version: versionOf(yaml),
          issues: check.ok ? check.warnings : check.issues,
        };
      }),
    discard: (world, sheet, from) =>
      writing(world, async (folder) => {
        const now = await readSheet(folder, sheet);
        if (now === null) return refusal("not-found", "there is no such sheet.");
        if (movedOn(from, now)) return conflict(now);
        await writeGuarded(folder, [{ steps: draftSteps(sheet), content: null }], disk);
        tell({ world, sheet, version: null, what: "draft", by: null });
        return { ok: true, version: now.version ?? versionOf(""), issues: [] };
      }),
    async check(world, texts) {
      const folder = await folderOf(world);
      if (folder === null) return null;
      return checkFolder(folder, replaced(await readSheetFiles(folder), texts));
    },
    release: (world, sheet, yaml, by, beside = [], from) =>
      releasing(world, [{ sheet, yaml, ...(from === undefined ? {} : { from }) }], by, beside),
    releaseAll: (world, texts, by, beside = []) => releasing(world, texts, by, beside),
    async gone(world) {
      const folder = await folderOf(world);
      return folder === null ? [] : gonePersonas(folder);
    },
    takeBack: (world, id, by) =>
      writing(world, async (folder) => {
        const back = await takeBackPersona({ folder, id, by, now: clock.now(), disk });
        if (back.ok)
          tell({ world, sheet: { part: "persona", id }, version: null, what: "draft", by });
        return back;
      }),
    putAway: (world) =>
      writing(world, async () =>
        (await folders.putAway(world))
          ? DONE
          : refusal("failed", "only a world in the worlds' folder can be put away."),
      ),
    putAwayWorlds: () => folders.away(),
    takeBackWorld: (world) =>
      oneAfterTheOther(world, async () => {
        try {
          return (await folders.takeBack(world))
            ? DONE
            : refusal(
                "not-found",
                `no world '${world.slice(0, 80)}' was put away, or there is one of its name again.`,
              );
        } catch (error) {
          if (!(error instanceof FolderFault)) throw error;
          return refusal("failed", `${error.message}.`);
        }
      }),
    async history(world, sheet) {
      const folder = await folderOf(world);
      if (folder === null) return [];
      return (await releasesOf(folder))
        .filter((line) => line.sheet === sheetKey(sheet))
        .map(({ version, at, by, gone }) => ({ version, at, by, ...(gone && { gone }) }))
        .toReversed();
    },
    async released(world, sheet, version) {
      const folder = await folderOf(world);
      if (folder === null || !/^[0-9a-f]{12}$/u.test(version)) return null;
      if (sheet.part === "persona" && !Slug.safeParse(sheet.id).success) return null;
      const kept = await readGuardedText(folder, historySteps(sheet, version), YAML_FILE_LIMIT);
      if (kept !== null) return kept;
      const now = await readSheet(folder, sheet);
      return now?.version === version ? now.yaml : null;
    },
    async persona(world, id, version) {
      const sheet = { part: "persona", id } as const;
      const now = await shelf.read(world, sheet);
      const yaml =
        version === null
          ? now?.yaml
          : version === "draft"
            ? now?.draft?.yaml
            : await shelf.released(world, sheet, version);
      return yaml === undefined || yaml === null ? null : personaIn(yaml, id);
    },
    async beside(world, persona, ending) {
      const folder = await folderOf(world);
      if (folder === null || !Slug.safeParse(persona).success) return null;
      return readGuarded(folder, besideSteps(persona, ending), BESIDE_LIMIT);
    },
    keepBeside: (world, persona, files) =>
      writing(world, async (folder) => {
        const now = await readSheet(folder, { part: "persona", id: persona });
        if (now === null) return refusal("not-found", "there is no such persona.");
        for (const { ending, bytes } of files) {
          if (bytes.byteLength > BESIDE_LIMIT)
            return refusal("too-large", `the ${ending} has more than ${BESIDE_LIMIT} bytes.`);
        }
        const beside = files.map(({ ending, bytes }) => ({
          steps: besideSteps(persona, ending),
          content: bytes,
        }));
        await writeGuarded(folder, beside, disk);
        return { ok: true, version: now.version ?? versionOf(""), issues: [] };
      }),
    onChange(changed) {
      listeners.add(changed);
      watching ??= watchShelf({ folders: folders.all, tell, every: options.lookEvery ?? 4_000 });
      return () => {
        listeners.delete(changed);
        if (listeners.size > 0) return;
        watching?.stop();
        watching = null;
      };
    },
  };
  return shelf;
}

const DONE: Shelved = { ok: true, version: versionOf(""), issues: [] };
