import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Checkpoint } from "./counts.ts";
import type { Shard } from "./export-state.ts";
import type { Format } from "./format.ts";
import { openJsonlFile, openZstdJsonlFile } from "./jsonl-file.ts";
import { onDisk, type Disk } from "./out-file.ts";
import { openParquetFile } from "./parquet-file.ts";
import type { Row, RowFile } from "./row-file.ts";

/** The files of an export: for each kind of file and split a stream of rows, cut into shards. */
export interface Shards {
  /** Puts a row into its stream; one that a finished shard holds already is passed over. */
  write(file: string, split: string, row: () => Row, of: RowOwner, now: Checkpoint): Promise<void>;
  /** Finishes what is open. */
  finish(): Promise<void>;
  abandon(): void;
  /** Rows of each stream so far, those of finished shards among them. */
  readonly rows: Record<string, number>;
}

export interface RowOwner {
  readonly episode: string;
  readonly persona: string;
}

export interface ShardSettings {
  readonly folder: string;
  readonly format: Format;
  readonly rowsPerShard: number;
  readonly zstd: boolean;
  readonly disk?: Disk;
  /** Shards that are there already. */
  readonly finished: readonly Shard[];
  /** Rows of each stream that came before the place where the export goes on. */
  readonly rows: Readonly<Record<string, number>>;
  /** A shard is on the disk; `from` is where another run would have to begin. */
  readonly shardDone: (shard: Shard, from: Checkpoint | null) => void;
}

interface Open {
  readonly stream: string;
  readonly name: string;
  readonly file: RowFile;
  readonly since: Checkpoint;
  rows: number;
  readonly holds: Map<string, Set<string>>;
}

/** The stream of a kind of file and a split, which is also how its files' names begin. */
export function streamOf(file: string, split: string): string {
  return file === "" ? split : `${file}-${split}`;
}

export function openShards(settings: ShardSettings): Shards {
  const { folder, format, rowsPerShard, zstd } = settings;
  const open = new Map<string, Open>();
  const rows: Record<string, number> = { ...settings.rows };
  const numbers: Record<string, number> = {};
  const finishedRows: Record<string, number> = {};
  for (const shard of settings.finished) {
    numbers[shard.stream] = (numbers[shard.stream] ?? 0) + 1;
    finishedRows[shard.stream] = (finishedRows[shard.stream] ?? 0) + shard.rows;
  }

  function begin(file: string, split: string, since: Checkpoint): Open {
    const stream = streamOf(file, split);
    const columns = format.files[file]?.columns;
    const ending = columns !== undefined ? "parquet" : zstd ? "jsonl.zst" : "jsonl";
    const number = String(numbers[stream] ?? 0).padStart(5, "0");
    const name = format.folders
      ? `${file}_${split}/${number}.${ending}`
      : `${stream}-${number}.${ending}`;
    numbers[stream] = (numbers[stream] ?? 0) + 1;
    const path = join(folder, name);
    if (format.folders) onDisk(path, () => mkdirSync(dirname(path), { recursive: true }));
    const rowFile =
      columns !== undefined
        ? openParquetFile(path, columns, settings.disk)
        : zstd
          ? openZstdJsonlFile(path, settings.disk)
          : openJsonlFile(path, settings.disk);
    const opened: Open = { stream, name, file: rowFile, since, rows: 0, holds: new Map() };
    open.set(stream, opened);
    return opened;
  }

  async function close(one: Open, now: Checkpoint | null): Promise<void> {
    const written = await one.file.finish();
    open.delete(one.stream);
    const starts = [...open.values()].map(({ since }) => since);
    const from = now === null ? starts : [now, ...starts];
    const earliest = from.toSorted((a, b) => a.episode - b.episode)[0] ?? null;
    const holds = Object.fromEntries(
      [...one.holds].map(([episode, personas]) => [episode, [...personas].toSorted()]),
    );
    settings.shardDone(
      { name: one.name, stream: one.stream, rows: one.rows, ...written, holds },
      earliest,
    );
  }

  return {
    rows,
    async write(file, split, row, { episode, persona }, now) {
      const stream = streamOf(file, split);
      const nth = rows[stream] ?? 0;
      rows[stream] = nth + 1;
      if (nth < (finishedRows[stream] ?? 0)) return;
      const one = open.get(stream) ?? begin(file, split, now);
      const wait = one.file.write(row());
      if (wait !== undefined) await wait;
      one.rows += 1;
      const personas = one.holds.get(episode);
      if (personas === undefined) one.holds.set(episode, new Set([persona]));
      else personas.add(persona);
      if (one.rows >= rowsPerShard) await close(one, now);
    },
    async finish() {
      for (const one of [...open.values()].toSorted((a, b) => (a.stream < b.stream ? -1 : 1))) {
        await close(one, null);
      }
    },
    abandon() {
      for (const one of open.values()) one.file.abandon();
    },
  };
}
