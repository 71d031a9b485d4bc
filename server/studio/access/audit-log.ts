import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import type { AuditLine } from "../../../shared/studio/audit.ts";
import type { Clock } from "../../stage/ports.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** Who read and changed what, a line of JSON each, in the data folder. It is only ever added to. */
export interface AuditLog {
  /** Throws where the line is not in the file; the next one tries anew. */
  write(entry: AuditEntry): void;
}

export const AUDIT_FILE = "studio-audit.jsonl";
/** In bytes; then the file gets a number, and a new one begins. */
const LARGEST = 8 * 1024 * 1024;
/** Files beside the one that is written; the oldest makes room. */
const OLDER = 24;
/** Bytes read at a time, from the end. */
const BLOCK = 64 * 1024;

/** Opens nothing yet: the folder and the file come with the first line, open to their owner alone. */
export function createAuditLog(folder: string, clock: Pick<Clock, "now">): AuditLog {
  let n: number | null = null;
  return {
    write(entry) {
      n ??= lastNumber(folder);
      mkdirSync(folder, { recursive: true });
      makeRoom(folder);
      const line: AuditLine = { n: n + 1, at: new Date(clock.now()).toISOString(), ...entry };
      // Written at once and not by and by: what is read next must already be on record.
      appendFileSync(join(folder, AUDIT_FILE), `${JSON.stringify(line)}\n`, { mode: 0o600 });
      n += 1;
    },
  };
}

/** Lines of the log, newest first, as far as there are files. A line that is no longer whole is left out. */
export function* auditLines(folder: string): Generator<AuditLine> {
  for (const file of files(folder)) {
    for (const text of linesFromEnd(file)) {
      const line = lineIn(text);
      if (line !== null) yield line;
    }
  }
}

function files(folder: string): string[] {
  const older = Array.from({ length: OLDER }, (_, at) => numbered(folder, at + 1));
  return [join(folder, AUDIT_FILE), ...older].filter((file) => existsSync(file));
}

function numbered(folder: string, number: number): string {
  return join(folder, AUDIT_FILE.replace(".jsonl", `.${number}.jsonl`));
}

function makeRoom(folder: string): void {
  const current = join(folder, AUDIT_FILE);
  if ((statSync(current, { throwIfNoEntry: false })?.size ?? 0) < LARGEST) return;
  for (let number = OLDER - 1; number >= 1; number--) {
    const file = numbered(folder, number);
    if (existsSync(file)) renameSync(file, numbered(folder, number + 1));
  }
  renameSync(current, numbered(folder, 1));
}

function lastNumber(folder: string): number {
  for (const { n } of auditLines(folder)) return n;
  return 0;
}

function* linesFromEnd(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    let at = fstatSync(file).size;
    while (at > 0) {
      const length = Math.min(BLOCK, at);
      at -= length;
      const block = Buffer.alloc(length);
      readSync(file, block, 0, length, at);
      rest = Buffer.concat([block, rest]);
      // Newlines are cut before letters are read: a block may begin within one.
      for (let cut = rest.lastIndexOf(10); cut !== -1; cut = rest.lastIndexOf(10)) {
        const line = rest.subarray(cut + 1);
        rest = rest.subarray(0, cut);
        if (line.length > 0) yield line.toString("utf8");
      }
    }
    if (rest.length > 0) yield rest.toString("utf8");
  } finally {
    closeSync(file);
  }
}

function lineIn(text: string): AuditLine | null {
  try {
    const line = JSON.parse(text) as AuditLine;
    return typeof line.n === "number" && typeof line.at === "string" ? line : null;
  } catch {
    return null;
  }
}
