import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { zstdDecompressSync } from "node:zlib";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import {
  exportEpisodes,
  type ExportRequest,
  type ExportResult,
} from "../../../server/training/exports/index.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { readerOf, theLog } from "./an-evening.ts";

export type Rows = Record<string, unknown>[];

/** An export of the evening with a fixed key, in a folder that goes after the test. */
export async function exportTo(
  format: string,
  more: Partial<ExportRequest> = {},
  events: readonly EpisodeEvent[] = theLog(),
): Promise<ExportResult & { rowsOf(file: string): Promise<Rows>; all(): Promise<Rows> }> {
  const out = more.out ?? join(testFolder(), "out");
  const result = await exportEpisodes({
    reader: readerOf(events),
    format,
    out,
    key: new Uint8Array(32),
    validation: 0.3,
    ...more,
  });
  const rowsOf = (file: string): Promise<Rows> => rowsIn(join(out, file));
  return {
    ...result,
    rowsOf,
    async all() {
      const rows: Rows = [];
      for (const file of result.files.filter((name) => /\.(?:jsonl|parquet|zst)$/u.test(name))) {
        rows.push(...(await rowsOf(file)));
      }
      return rows;
    },
  };
}

/** The rows of a file of an export, read without any of its own code. */
export async function rowsIn(path: string): Promise<Rows> {
  if (path.endsWith(".parquet")) {
    return parquetReadObjects({
      file: await asyncBufferFromFile(path),
      compressors: { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) },
    });
  }
  const bytes = readFileSync(path);
  const text = (path.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).toString();
  expectLines(text);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function expectLines(text: string): void {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
}
