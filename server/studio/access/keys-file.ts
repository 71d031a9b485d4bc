import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { readKeys, type KeysRead } from "./keys.ts";

/** In bytes. */
const LARGEST = 1024 * 1024;
/** Whoever may read or write it beside its owner: a group may read, others may nothing. */
const TOO_OPEN = 0o027;

/** Reads a file of keys; refused, in words, where it is not there, not a file, or open to others of the machine. */
export function openKeysFile(path: string): KeysRead {
  const refused = (problem: string): KeysRead => ({ ok: false, problems: [problem] });
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    return refused(`it cannot be read (${codeOf(error)})`);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return refused("it is no file");
    if (stat.size > LARGEST) return refused("it is larger than a file of keys can be");
    // Windows has no such bits: everything would seem open there.
    if (process.platform !== "win32" && (stat.mode & TOO_OPEN) !== 0)
      return refused(
        `others on this machine may read or change it (its mode is ${(stat.mode & 0o777).toString(8)}); close it with: chmod 600 ${path}`,
      );
    return readKeys(readFileSync(file, "utf8"));
  } catch (error) {
    return refused(`it cannot be read (${codeOf(error)})`);
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
}
