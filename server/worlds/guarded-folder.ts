import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Files below one folder, by checked names alone: no way leads out of it, and no link is followed. */

/** What could not be read or written, in words with what to do. It quotes no file's text. */
export class FolderFault extends Error {
  readonly code: "too-large" | "not-plain" | "not-text" | "read-only" | "full" | "failed";
  constructor(code: FolderFault["code"], message: string) {
    super(message);
    this.code = code;
  }
}

const NAME = /^(?!\.)[^/\\:*?"<>|\p{C}]{1,120}$/u;

/** Whether a text may be one step of a path below a guarded folder. */
export function isPlainName(name: string): boolean {
  return NAME.test(name) && name.trim() === name;
}

/** A file's bytes; null where there is none. Throws `FolderFault`. */
export async function readGuarded(
  root: string,
  steps: readonly string[],
  limit: number,
): Promise<Uint8Array | null> {
  const path = await guardedPath(root, steps);
  if (path === null) return null;
  const shown = steps.join("/");
  let file;
  try {
    file = await open(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | constants.O_NONBLOCK,
    );
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw faultOf(error, shown);
  }
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new FolderFault("not-plain", `${shown} is no plain file`);
    if (info.size > limit) throw tooLarge(shown, info.size, limit);
    return await file.readFile();
  } catch (error) {
    throw error instanceof FolderFault ? error : faultOf(error, shown);
  } finally {
    await file.close();
  }
}

/** A file's text; null where there is none. Throws `FolderFault`. */
export async function readGuardedText(
  root: string,
  steps: readonly string[],
  limit: number,
): Promise<string | null> {
  const bytes = await readGuarded(root, steps, limit);
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FolderFault("not-text", `${steps.join("/")} is not UTF-8 text; save it as UTF-8`);
  }
}

/** Names of plain files or of folders in a folder, sorted; empty where there is no such folder. */
export async function listGuarded(
  root: string,
  steps: readonly string[],
  kind: "files" | "folders",
): Promise<string[]> {
  if (steps.length > 0 && (await guardedPath(root, steps)) === null) return [];
  const entries = await readdir(join(root, ...steps), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (kind === "files" ? entry.isFile() : entry.isDirectory()))
    .map(({ name }) => name)
    .filter(isPlainName)
    .sort();
}

/** The path of what is there; null where nothing is. Throws for names that are not plain and for links on the way. */
export async function guardedPath(root: string, steps: readonly string[]): Promise<string | null> {
  let path = root;
  for (const step of steps) {
    if (!isPlainName(step)) {
      throw new FolderFault("not-plain", "a name has signs that cannot stand in a file's name");
    }
    path = join(path, step);
    const info = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return null;
      throw faultOf(error, steps.join("/"));
    });
    if (info === null) return null;
    if (info.isSymbolicLink()) {
      throw new FolderFault(
        "not-plain",
        `${steps.join("/")} is or leads through a link, and links are not followed here; put the file itself there`,
      );
    }
  }
  return path;
}

function tooLarge(shown: string, size: number, limit: number): FolderFault {
  return new FolderFault(
    "too-large",
    `${shown} has ${size} bytes, and at most ${limit} are read; shorten it`,
  );
}

/** What a failing file system means, in words. `shown` is the file below the folder. */
export function faultOf(error: unknown, shown: string): FolderFault {
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new FolderFault(
      "read-only",
      `${shown} cannot be written: the worlds' folder is read-only here. Copy the world's folder to a place of your own and start with --scene and its path`,
    );
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new FolderFault(
      "full",
      `${shown} cannot be written: the disk is full. Make room, then save again`,
    );
  }
  if (code === "ELOOP" || code === "EISDIR" || code === "ENOTDIR") {
    return new FolderFault("not-plain", `${shown} is no plain file`);
  }
  return new FolderFault(
    "failed",
    `${shown} cannot be read or written (${code}); look at the folder's rights`,
  );
}

/** The code that the system gave, such as ENOSPC. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
