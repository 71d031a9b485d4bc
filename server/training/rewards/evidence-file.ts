import { open, stat, type FileHandle } from "node:fs/promises";
import type { Evidence } from "./evidence.ts";

/** A file of evidence, one JSON object a line, readable by its owner alone. It holds what was played. */
export interface EvidenceFile {
  /** Resolves when the line is written; rejects where the disk refused. */
  write(at: number, evidence: Evidence): Promise<void>;
  close(): Promise<void>;
}

/** Somebody who was forgotten was taken out of the file, which was put in its place anew. */
async function isReplaced(file: FileHandle, path: string): Promise<boolean> {
  const [mine, there] = await Promise.all([file.stat(), stat(path).catch(() => null)]);
  return there === null || there.ino !== mine.ino;
}

/** Opens the file to write at its end and makes it where there is none. */
export async function openEvidenceFile(path: string): Promise<EvidenceFile> {
  let file = await open(path, "a", 0o600);
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(at, evidence) {
      // One after another: lines of two writes must not run into each other.
      const written = last.then(async () => {
        if (await isReplaced(file, path)) {
          await file.close();
          file = await open(path, "a", 0o600);
        }
        await file.appendFile(`${JSON.stringify({ v: 1, at, ...evidence })}\n`);
      });
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}
