import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "./counts.ts";
import { onDisk, writeWhole, type Written } from "./out-file.ts";

/** What an unfinished export needs to know to go on after a kill, beside its finished files. */
export interface ExportState {
  readonly v: 1;
  /** A hash of everything that decides which bytes are written. */
  readonly order: string;
  /** The key of the pseudonyms, in hex; it goes when the export is finished. */
  readonly key: string;
  /** The log as it was when the export began: what came later is left to the next one. */
  readonly log: readonly { readonly id: string; readonly records: number }[];
  shards: Shard[];
  /** Where to go on: the beginning of an episode before which nothing is missing. */
  from: Checkpoint;
}

/** A finished file of rows. */
export interface Shard extends Written {
  readonly name: string;
  readonly stream: string;
  readonly rows: number;
  /** Whose rows are in it: pseudonyms of episodes with their personas, for the leak check and for erasure. */
  readonly holds: Readonly<Record<string, readonly string[]>>;
}

export const STATE_FILE = ".export-state.json";

/** Reads the state of an unfinished export; null where there is none. */
export function readState(folder: string): ExportState | null {
  const path = join(folder, STATE_FILE);
  return onDisk(path, () => {
    if (!existsSync(path)) return null;
    try {
      const state = JSON.parse(readFileSync(path, "utf8")) as Partial<ExportState>;
      return state.v === 1 ? (state as ExportState) : null;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  });
}

export function writeState(folder: string, state: ExportState): void {
  writeWhole(join(folder, STATE_FILE), JSON.stringify(state));
}

/** The SHA-256 of a value as JSON, in hex. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** The SHA-256 of a file, in hex; null where there is none. */
export async function fileHash(path: string): Promise<string | null> {
  if (!existsSync(path)) return null;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
