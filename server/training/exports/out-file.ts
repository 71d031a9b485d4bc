import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ExportError } from "./export-error.ts";

/** What stands at the end of a file's name while it is written. */
export const PARTIAL = ".partial";

/** A finished file, as the manifest names it. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A new file that has its name only once all of it is on the disk. */
export interface OutFile {
  write(bytes: Uint8Array): void;
  /** Syncs, renames, syncs the folder: afterwards the file stays, whatever happens. */
  finish(): Written;
  /** Stops writing and leaves the unfinished file where it is. */
  abandon(): void;
}

/** The calls to the disk, as an argument, so that a full one can be tried. */
export interface Disk {
  readonly write: (handle: number, bytes: Uint8Array) => number;
}

const DISK: Disk = { write: (handle, bytes) => writeSync(handle, bytes) };

/** Begins a file at `path`, for its owner alone; failures are `ExportError`s with `full` or `disk`. */
export function openOutFile(path: string, disk: Disk = DISK): OutFile {
  const partial = path + PARTIAL;
  const handle = onDisk(path, () => openSync(partial, "w", 0o600));
  const hash = createHash("sha256");
  let bytes = 0;
  let open = true;

  function close(): void {
    if (open) closeSync(handle);
    open = false;
  }

  return {
    write(chunk) {
      onDisk(path, () => {
        for (let at = 0; at < chunk.length;) {
          at += disk.write(handle, at === 0 ? chunk : chunk.subarray(at));
        }
      });
      hash.update(chunk);
      bytes += chunk.length;
    },
    finish() {
      onDisk(path, () => {
        fsyncSync(handle);
        close();
        renameSync(partial, path);
        syncFolder(dirname(path));
      });
      return { bytes, sha256: hash.digest("hex") };
    },
    abandon: close,
  };
}

/** Puts a whole small file in its place at once. */
export function writeWhole(path: string, text: string): Written {
  const file = openOutFile(path);
  file.write(Buffer.from(text));
  return file.finish();
}

/** Runs work on the disk and says in the export's own words what went wrong with `path`. */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExportError) throw error;
    const code = (error as { code?: unknown } | null)?.code;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new ExportError(
        "full",
        `The disk has no room left for ${path}. What is finished stays: free some space and give ` +
          "the same command again, and it goes on from there.",
      );
    }
    if (typeof code !== "string") throw error;
    throw new ExportError(
      "disk",
      `${path} could not be written or read (${code}). Check the disk, the folder and its ` +
        "permissions, then give the same command again.",
    );
  }
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
