import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, FolderFault, faultOf, guardedPath } from "./guarded-folder.ts";

/** Writing below a guarded folder: several files whole, or none of them touched. */

export interface GuardedFile {
  readonly steps: readonly string[];
  /** Null: the file is taken away; nothing happens where there is none. */
  readonly content: string | Uint8Array | null;
}

/** What of a file system is used to write, so that one that fails can be put in its place. */
export interface Disk {
  readonly mkdir: (path: string) => Promise<unknown>;
  /** Writes a new file and waits until it is on the disk. */
  readonly write: (path: string, content: string | Uint8Array) => Promise<void>;
  /** Gives a file a second name, which holds its content even when the first is written anew. */
  readonly keep: (path: string, as: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Nothing happens where there is no file. */
  readonly remove: (path: string) => Promise<void>;
  /** Waits until a folder's names are on the disk, where the system can. */
  readonly sync: (folder: string) => Promise<void>;
}

/**
 * Writes all files or leaves all as they were: each goes under a name that nobody reads, and only when every byte is
 * on the disk do they take their places. Where one cannot, those that could are put back. Makes the folders on the way.
 * Throws `FolderFault`.
 */
export async function writeGuarded(
  root: string,
  files: readonly GuardedFile[],
  disk: Disk = realDisk,
): Promise<void> {
  const placed = files.map(({ steps, content }) => {
    const path = join(root, ...steps);
    const aside = join(dirname(path), `.${randomBytes(6).toString("hex")}`);
    return { steps, content, path, fresh: `${aside}.tmp`, old: `${aside}.old` };
  });
  type Placed = (typeof placed)[number];
  const told = async <T>({ steps }: Placed, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof FolderFault ? error : faultOf(error, steps.join("/"));
    }
  };
  const moved: Placed[] = [];
  const kept = new Set<Placed>();
  try {
    for (const file of placed) {
      if (file.content !== null) await told(file, () => makeFolders(root, file.steps, disk));
      // One file takes its place at once; of several, those that have theirs are put back if another cannot.
      const there = await guardedPath(root, file.steps);
      if (there !== null && placed.length > 1)
        await told(file, async () => {
          kept.add(file);
          await disk.keep(file.path, file.old);
        });
    }
    // All are awaited, so that none is still being written while the others are taken away.
    const written = await Promise.allSettled(
      placed.map((file) => {
        const { content, fresh } = file;
        return content === null ? null : told(file, () => disk.write(fresh, content));
      }),
    );
    for (const one of written) if (one.status === "rejected") throw one.reason;
    for (const file of placed) {
      await told(file, () =>
        file.content === null ? disk.remove(file.path) : disk.rename(file.fresh, file.path),
      );
      moved.push(file);
    }
  } catch (error) {
    for (const file of moved.toReversed()) {
      const back = kept.has(file) ? disk.rename(file.old, file.path) : disk.remove(file.path);
      await back.catch(() => {});
    }
    throw error;
  } finally {
    const passing = placed.flatMap(({ fresh, old }) => [fresh, old]);
    await Promise.all(passing.map((path) => disk.remove(path).catch(() => {})));
  }
  const folders = new Set(placed.map(({ path }) => dirname(path)));
  await Promise.all([...folders].map((folder) => disk.sync(folder).catch(() => {})));
}

/** Makes the folders on a file's way, none of which may be a link. */
async function makeFolders(root: string, steps: readonly string[], disk: Disk): Promise<void> {
  for (let depth = 1; depth < steps.length; depth++) {
    const folder = await guardedPath(root, steps.slice(0, depth));
    if (folder !== null) continue;
    await disk.mkdir(join(root, ...steps.slice(0, depth))).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
  }
}

/** The disk of this machine. */
export const realDisk: Disk = {
  mkdir: (path) => mkdir(path),
  async write(path, content) {
    const file = await open(path, "wx", 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  // Not every file system has links.
  keep: (path, as) => link(path, as).catch(() => copyFile(path, as)),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async sync(folder) {
    const opened = await open(folder, "r");
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
  },
};
