import { rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EpisodeReader, EpisodeSummary } from "../../episodes/reader.ts";
import { CHAT_TEMPLATE, TEMPLATE_FILE } from "./chat-template.ts";
import { checkpointOf, markTurn, withOne, type Checkpoint, type Counts } from "./counts.ts";
import { atMost, exportEpisode, type EpisodeWork } from "./episode-export.ts";
import { ExportError } from "./export-error.ts";
import { openState } from "./export-folder.ts";
import { orderOf, type ExportOptions, type ExportOrder } from "./export-order.ts";
import { STATE_FILE, writeState, type ExportState } from "./export-state.ts";
import type { Format, FormatRun, RowOut } from "./format.ts";
import { leaveOut, reasonsInWords } from "./left-out.ts";
import { MANIFEST_FILE, manifestOf } from "./manifest.ts";
import { nothingInWords } from "./nothing-words.ts";
import { onDisk, writeWhole, type Disk } from "./out-file.ts";
import { PLAYERS_RIGHTS, type Rights } from "./rights-port.ts";
import type { Row } from "./row-file.ts";
import type { Sample } from "./sample.ts";
import { openShards, streamOf } from "./shards.ts";
import { createLeakCheck, type SplitName } from "./splits.ts";

/** An export of a log. */
export interface ExportRequest extends ExportOptions {
  readonly reader: Pick<EpisodeReader, "list" | "events"> & Partial<Pick<EpisodeReader, "people">>;
  /** One of `FORMATS` by its name, or a format of one's own. */
  readonly format: string | Format;
  /** The folder to write; one that is there must be empty, or hold this very export, unfinished. */
  readonly out: string;
  /** Consent, pseudonyms and scrubbing; names and logged consent alone if not said. */
  readonly rights?: Rights;
  /** The key of the pseudonyms; a new one for each export if not said. */
  readonly key?: Uint8Array;
  /** Assigns splits another way; the leak check stays. */
  readonly assign?: (episode: string, persona: string, turnId: string) => SplitName;
  /** Told the key before anything else is written, so that it can be kept apart from the export. */
  readonly begun?: (key: Uint8Array) => void;
  readonly progress?: (progress: ExportProgress) => void;
  readonly disk?: Disk;
}

/** How far an export has come. */
export interface ExportProgress {
  readonly episodes: number;
  readonly episodesInAll: number;
  readonly records: number;
  readonly recordsInAll: number;
  readonly rows: number;
}

/** What an export came to. */
export interface ExportResult {
  readonly folder: string;
  readonly rows: number;
  /** It went on where an earlier run had been stopped. */
  readonly resumed: boolean;
  readonly files: readonly string[];
  readonly manifest: Readonly<Record<string, unknown>>;
  /** What was left out, in words, the most frequent reason first. */
  readonly leftOut: readonly string[];
}

/**
 * Writes a log's episodes as one format. Memory does not grow with the log: an episode is read, made into rows, and
 * forgotten. A run that was killed is taken up where it was by calling with the same order; what comes of it is, byte
 * for byte, what an undisturbed run would have written. Rejects with an `ExportError`, or with the reader's own error.
 */
export async function exportEpisodes(request: ExportRequest): Promise<ExportResult> {
  const order = orderOf(request.format, request);
  const rights = request.rights ?? PLAYERS_RIGHTS;
  const { reader, out } = request;
  const listed = await reader.list();
  const { state, resumed, made } = await openState(request, order, listed);
  const summaries = new Map(listed.map((one) => [one.id, one]));
  const key = Buffer.from(state.key, "hex");
  request.begun?.(key);
  const pseudonyms = rights.createPseudonyms(key);
  const run = order.format.open({ seed: order.split.seed, keepUnbalanced: order.keepUnbalanced });
  const leaks = createLeakCheck(order.split.by);
  for (const { stream, holds } of state.shards) {
    for (const [episode, personas] of Object.entries(holds)) {
      for (const persona of personas) leaks.wrote(splitName(stream), episode, persona);
    }
  }
  const counts: Counts = structuredClone(state.from);
  const beginning = state.from;
  const shards = openShards({
    folder: out,
    format: order.format,
    rowsPerShard: order.shardRows,
    zstd: order.zstd,
    ...(request.disk === undefined ? {} : { disk: request.disk }),
    finished: state.shards,
    rows: counts.rows,
    shardDone(shard, from) {
      state.shards = [...state.shards, shard];
      if (from !== null && order.format.holdsOver !== true) state.from = from;
      writeState(out, state);
    },
  });
  counts.rows = shards.rows;
  const queue: { file: string; sample: Sample; row: (index: number) => Row }[] = [];
  const rowOut: RowOut = {
    row: (file, sample, row) => void queue.push({ file, sample, row }),
    leaveOut: (what, reason) => leaveOut(counts.tallies[what], reason),
  };
  const { assign } = request;
  const lengths = new Map(state.log.map(({ id, records: length }) => [id, length]));
  let history: ReturnType<Rights["readConsentHistory"]> | null = null;
  const work: EpisodeWork = {
    reader,
    // Most logs never ask for it.
    history: () => (history ??= rights.readConsentHistory(reader, lengths)),
    order,
    rights,
    pseudonyms,
    run,
    rowOut,
    counts,
    ...(assign === undefined ? {} : { assign }),
  };
  const taken = new Set<string>();

  async function drain(now: Checkpoint): Promise<void> {
    for (const { file, sample, row } of queue.splice(0)) {
      const { split, episode, persona } = sample;
      leaks.wrote(split, episode, persona.id);
      const index = counts.indexes[file] ?? 0;
      counts.indexes[file] = index + 1;
      await shards.write(file, split, () => row(index), { episode, persona: persona.id }, now);
      note(sample);
    }
  }

  /** Counts a turn once, however many rows came of it. */
  function note({ turn, at, marks, policy }: Sample): void {
    if (taken.has(turn)) return;
    taken.add(turn);
    counts.tallies.turns.taken += 1;
    counts.models = withOne(counts.models, policy.model);
    counts.first = Math.min(counts.first ?? at, at);
    counts.last = Math.max(counts.last ?? at, at);
    if (marks.synthetic) markTurn(counts, "synthetic");
    if (!marks.consented) markTurn(counts, "unconsented");
    if (marks.unnamed) markTurn(counts, "recalled");
    if (marks.rehearsal) markTurn(counts, "rehearsal");
    if (marks.branch) markTurn(counts, "branch");
  }

  const recordsInAll = state.log.reduce((sum, { records }) => sum + records, 0);
  let records = state.log
    .slice(0, state.from.episode)
    .reduce((sum, { records: read }) => sum + read, 0);
  const tell = (episodes: number): void =>
    request.progress?.({
      episodes,
      episodesInAll: state.log.length,
      records,
      recordsInAll,
      rows: Object.values(shards.rows).reduce((sum, n) => sum + n, 0),
    });

  try {
    for (let at = state.from.episode; at < state.log.length; at += 1) {
      const now = at === state.from.episode ? beginning : checkpointOf(counts, at);
      const { id, records: length } = state.log[at] ?? { id: "", records: 0 };
      tell(at);
      taken.clear();
      if (isAsked(order, id, summaries.get(id))) {
        if (atMost(order, counts) <= 0) break;
        counts.episodes += 1;
        await exportEpisode(work, id, length, async () => {
          await drain(now);
          tell(at);
        });
        run.episodeEnd?.(rowOut);
        await drain(now);
      }
      records += length;
    }
    run.end?.(rowOut);
    await drain(checkpointOf(counts, state.log.length));
    await shards.finish();
  } catch (error) {
    shards.abandon();
    throw error;
  }
  tell(state.log.length);
  return finish();

  function finish(): ExportResult {
    const rows = state.shards.reduce((sum, shard) => sum + shard.rows, 0);
    const { turns, calls, pairs } = counts.tallies;
    const leftOut = [
      ...reasonsInWords(turns).map((words) => `turns: ${words}`),
      ...reasonsInWords(calls).map((words) => `calls: ${words}`),
      ...reasonsInWords(pairs).map((words) => `pairs: ${words}`),
    ];
    if (rows === 0) {
      rmSync(join(out, STATE_FILE), { force: true });
      if (made) onDisk(out, () => rmdirSync(out));
      throw new ExportError(
        "nothing",
        nothingInWords(order, counts.tallies, state.log.length, run),
      );
    }
    const beside = Object.entries(besideFiles(order, run, state)).map(([name, text]) => ({
      name,
      ...writeWhole(join(out, name), text),
    }));
    const manifest = manifestOf(
      order,
      checkpointOf(counts, state.log.length),
      state.shards,
      beside,
      state.log,
    );
    writeWhole(join(out, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(join(out, STATE_FILE), { force: true });
    const files = [...state.shards, ...beside].map(({ name }) => name);
    return { folder: out, rows, resumed, files, manifest, leftOut };
  }
}

function besideFiles(
  order: ExportOrder,
  run: FormatRun,
  { shards }: ExportState,
): Record<string, string> {
  const splits: Record<string, string[]> = {};
  for (const file of Object.keys(order.format.files)) {
    for (const split of ["train", "validation"]) {
      if (!shards.some(({ stream }) => stream === streamOf(file, split))) continue;
      splits[file] = [...(splits[file] ?? []), split];
    }
  }
  return {
    ...(order.format.template ? { [TEMPLATE_FILE]: CHAT_TEMPLATE } : {}),
    ...run.beside?.(splits),
  };
}

function splitName(stream: string): string {
  return stream.endsWith("validation") ? "validation" : "train";
}

function isAsked(
  { filters }: ExportOrder,
  id: string,
  summary: EpisodeSummary | undefined,
): boolean {
  const { episodes, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filters;
  if (episodes !== undefined && episodes.length > 0 && !episodes.includes(id)) return false;
  return summary === undefined || (summary.lastAt >= from && summary.startedAt < to);
}
