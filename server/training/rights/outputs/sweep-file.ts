import { fileHash } from "../../exports/export-state.ts";
import { openJsonlFile, openZstdJsonlFile } from "../../exports/jsonl-file.ts";
import { jsonlLines } from "../../exports/jsonl-lines.ts";
import type { Written } from "../../exports/out-file.ts";
import { openParquetFile } from "../../exports/parquet-file.ts";
import { openParquetRows } from "../../exports/parquet-rows.ts";
import type { LeavingRows } from "./leaving-rows.ts";

/** What became of a file of rows, or would. */
export interface SweptFile {
  /** Rows that stay. */
  readonly rows: number;
  readonly gone: number;
  /** Pseudonyms of episodes that rows name which stay. */
  readonly episodes: ReadonlySet<string>;
  /** The file as it is now; null where it was left as it was. */
  readonly written: Written | null;
}

/** Files of rows that can be written anew. */
export function isRowFile(path: string): boolean {
  return /\.(?:jsonl|jsonl\.zst|parquet)$/u.test(path);
}

/**
 * Takes rows out of a file: read in a stream, written beside it by the writer that wrote it, and put in its place whole.
 * Without `done`, or where no row has to go, the file stays byte for byte. Rejects where it cannot be read.
 */
export async function sweepFile(
  path: string,
  { leaves }: LeavingRows,
  done: boolean,
): Promise<SweptFile> {
  const file = path.endsWith(".parquet") ? await parquet(path) : lines(path);
  const gone = new Set<number>();
  const episodes = new Set<string>();
  let rows = 0;
  let at = 0;
  for await (const row of file.values()) {
    if (leaves(row)) gone.add(at);
    else {
      rows += 1;
      for (const episode of episodesIn(row)) episodes.add(episode);
    }
    at += 1;
  }
  if (!done || gone.size === 0) return { rows, gone: gone.size, episodes, written: null };
  return { rows, gone: gone.size, episodes, written: await file.without(gone) };
}

/** The size and hash of a file as it lies there. */
export async function writtenAt(path: string, bytes: number): Promise<Written> {
  return { bytes, sha256: (await fileHash(path)) ?? "" };
}

/** A file of rows: what is in it, and itself written anew without some of it. */
interface RowFileAtHand {
  values(): AsyncIterable<unknown>;
  without(gone: ReadonlySet<number>): Promise<Written>;
}

function lines(path: string): RowFileAtHand {
  return {
    async *values() {
      for await (const { text } of jsonlLines(path)) if (text !== "") yield parsed(text);
    },
    async without(gone) {
      const out = path.endsWith(".zst") ? openZstdJsonlFile(path) : openJsonlFile(path);
      let at = 0;
      try {
        // A line stays as it was written, to the byte.
        for await (const { text, end } of jsonlLines(path)) {
          const stays = text === "" || !gone.has(at);
          if (text !== "") at += 1;
          if (stays) await out.line(text, end);
        }
        return await out.finish();
      } catch (error) {
        out.abandon();
        throw error;
      }
    },
  };
}

async function parquet(path: string): Promise<RowFileAtHand> {
  const { columns, rows } = await openParquetRows(path);
  return {
    values: rows,
    async without(gone) {
      const out = openParquetFile(path, columns);
      let at = 0;
      try {
        for await (const row of rows()) {
          if (!gone.has(at)) await out.write(row);
          at += 1;
        }
        return await out.finish();
      } catch (error) {
        out.abandon();
        throw error;
      }
    },
  };
}

/** A line that is no JSON is a text like any other. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function* episodesIn(row: unknown): Iterable<string> {
  if (typeof row === "string" && /^e-[a-z2-7]{26}/u.test(row)) yield row.slice(0, 28);
  else if (typeof row === "object" && row !== null && !ArrayBuffer.isView(row))
    for (const part of Object.values(row)) yield* episodesIn(part);
}
