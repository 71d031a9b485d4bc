import { watch, type FSWatcher } from "node:fs";
import { join } from "node:path";
import { inTurn } from "./in-turn.ts";
import { readSheetFiles, sheetKey } from "./sheet-files.ts";
import { versionOf } from "./version-of.ts";
import type { SheetName, ShelfChange } from "./world-shelf.ts";

/** How long a folder must be still before it is looked at, in ms: editors write in several steps. */
const STILL = 120;

interface WatchOptions {
  /** World names to their folders. */
  readonly folders: () => Promise<ReadonlyMap<string, string>>;
  readonly tell: (change: ShelfChange) => void;
  /** In ms. Not every file system tells of changes, so the folders are also looked through from time to time. */
  readonly every: number;
}

export interface ShelfWatch {
  stop(): void;
  /** Does work during which nobody looks, so that what the shelf writes is not taken for a change from outside. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** The shelf itself wrote this, or with null took it away. */
  known(world: string, sheet: SheetName, version: string | null): void;
}

/** Tells of sheets that were changed by somebody else than the shelf itself. */
export function watchShelf({ folders, tell, every }: WatchOptions): ShelfWatch {
  const versions = new Map<string, { sheet: SheetName; version: string }>();
  /** Seen once and not yet a second time: a file that is just being written looks short, or gone. */
  const unsure = new Map<string, { version: string | null; at: number }>();
  const watchers = new Map<string, FSWatcher>();
  let soon: NodeJS.Timeout | null = null;
  const oneAfterTheOther = inTurn();
  let waiting: Promise<void> | null = null;
  let first = true;
  let stopped = false;

  function stir(): void {
    if (soon !== null) clearTimeout(soon);
    soon = setTimeout(() => void look(), STILL).unref();
  }

  /** Each folder by itself: watching a tree misses what happens to files that were replaced. */
  function follow(folder: string): void {
    for (const path of [folder, join(folder, "personas")]) {
      if (watchers.has(path)) continue;
      try {
        const watcher = watch(path, { persistent: false }, stir);
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(path);
        });
        watchers.set(path, watcher);
      } catch {
        // The look from time to time is left.
      }
    }
  }

  /** True once the same has been seen twice, some time apart. */
  function sure(key: string, version: string | null): boolean {
    const before = unsure.get(key);
    const same = before !== undefined && before.version === version;
    // A clock that only ever goes on is not needed: at worst the next look tells.
    if (same && Math.abs(Date.now() - before.at) >= STILL - 20) return unsure.delete(key);
    if (!same) unsure.set(key, { version, at: Date.now() });
    stir();
    return false;
  }

  function look(): Promise<void> {
    waiting ??= oneAfterTheOther("", () => {
      waiting = null;
      return once();
    });
    return waiting;
  }

  async function once(): Promise<void> {
    const seen = new Set<string>();
    for (const [world, folder] of await folders()) {
      if (stopped) return;
      follow(folder);
      // A folder that cannot be read just now is no news of its sheets.
      const files = await readSheetFiles(folder).catch(() => null);
      if (files === null) {
        for (const key of versions.keys()) if (key.startsWith(`${world}/`)) seen.add(key);
        continue;
      }
      for (const { sheet, text } of files) {
        const key = `${world}/${sheetKey(sheet)}`;
        const version = versionOf(text);
        seen.add(key);
        if (versions.get(key)?.version === version) {
          unsure.delete(key);
          continue;
        }
        if (!first && !sure(key, version)) continue;
        versions.set(key, { sheet, version });
        if (!first) tell({ world, sheet, version, what: "outside", by: null });
      }
    }
    for (const [key, { sheet }] of versions) {
      if (seen.has(key) || !sure(key, null)) continue;
      versions.delete(key);
      const world = key.slice(0, key.indexOf("/"));
      tell({ world, sheet, version: null, what: "outside", by: null });
    }
    first = false;
  }

  void look();
  const regularly = setInterval(() => void look(), every).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(regularly);
      if (soon !== null) clearTimeout(soon);
      for (const watcher of watchers.values()) watcher.close();
    },
    aside: (work) => oneAfterTheOther("", work),
    known(world, sheet, version) {
      const key = `${world}/${sheetKey(sheet)}`;
      if (version === null) versions.delete(key);
      else versions.set(key, { sheet, version });
    },
  };
}
