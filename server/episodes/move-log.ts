import { createEpisodeStore, type EpisodeStore } from "./episode-store.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { patiently, type LogDatabase } from "./log-database.ts";
import { openLogForReading, openLogForWriting } from "./log-opening.ts";
import type { LogPlace } from "./log-place.ts";
import { allHeads, episodesNamed, hashAt } from "./log-queries.ts";
import { CHAIN_START, linkHash, sameHash } from "./record-chain.ts";
import { recordsOf } from "./stored-records.ts";
import { walkChain, type EpisodeHead, type StoredRecord } from "./verification.ts";

/** How far a move has come; counts of records. */
export interface MoveProgress {
  readonly phase: "copying" | "verifying";
  readonly done: number;
  readonly whole: number;
}

/** What became of a move. */
export interface MoveReport {
  readonly episodes: number;
  /** Records that are in both logs now, found whole in the new one. */
  readonly records: number;
  /** Of them, those that this run wrote. */
  readonly copied: number;
  /** Episodes that went on in the new log after an earlier move. */
  readonly wentOn: number;
  /** One for each episode that was not moved. */
  readonly problems: readonly { readonly episode: string; readonly message: string }[];
}

/** Records and bytes of a commit. */
const BATCH = 256;
const BATCH_SIZE = 4 * 1024 * 1024;

/**
 * Copies every record of one log to another, byte for byte, and reads it there: a record's place, hash and content must
 * be those that the first log says. What an earlier, killed move left is gone on with. An episode that is something else
 * in the new log is left alone, on both sides. The first log is only read. Rejects with an `EpisodeLogError`.
 */
export async function moveLog(
  from: LogPlace,
  to: LogPlace,
  told: (progress: MoveProgress) => void,
): Promise<MoveReport> {
  if (String(from) === String(to)) {
    throw new EpisodeLogError("foreign", `${from} is both the old and the new place of the log.`);
  }
  const source = await openLogForReading(from);
  try {
    const target = await openLogForWriting(to);
    try {
      return await moveAll(source, target, told);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function moveAll(
  source: LogDatabase,
  target: LogDatabase,
  told: (progress: MoveProgress) => void,
): Promise<MoveReport> {
  const heads = await patiently(source, () => allHeads(source.queries));
  const whole = heads.reduce((sum, { records }) => sum + records, 0);
  const problems: { episode: string; message: string }[] = [];
  const store = createEpisodeStore(target);
  const moved: EpisodeHead[] = [];
  let done = 0;
  let copied = 0;
  let wentOn = 0;
  for (const head of heads) {
    const found = await compare(source, target, head);
    if (typeof found === "string") problems.push({ episode: head.id, message: found });
    else {
      const start = done + Math.min(found.there, head.records);
      const came = await copy({ source, store, head, from: found.there }, (records) =>
        told({ phase: "copying", done: start + records, whole }),
      );
      copied += came.copied;
      if (found.there > head.records) wentOn += 1;
      if (came.problem === null) moved.push(head);
      else problems.push({ episode: head.id, message: came.problem });
    }
    done += head.records;
    told({ phase: "copying", done, whole });
  }
  let records = 0;
  for (const head of moved) {
    const problem = await readBack(target, head, (n) =>
      told({ phase: "verifying", done: records + n, whole }),
    );
    if (problem !== null) problems.push({ episode: head.id, message: problem });
    else records += head.records;
  }
  return { episodes: heads.length, records, copied, wentOn, problems };
}

/** How many records the new log has already; a text when they are others. */
async function compare(
  source: LogDatabase,
  target: LogDatabase,
  { id, records }: EpisodeHead,
): Promise<{ there: number } | string> {
  const [row] = await patiently(target, () => episodesNamed(target.queries, [id]));
  if (row === undefined) return { there: 0 };
  const common = Math.min(row.records, records) - 1;
  const [one, other] = await Promise.all(
    [source, target].map((log) => patiently(log, () => hashAt(log.queries, id, common))),
  );
  if (!one || !other || !sameHash(one, other)) {
    return `the new log has an episode of this name with other records (they differ at or before record ${common}); nothing of it was changed`;
  }
  return { there: row.records };
}

interface Copying {
  readonly source: LogDatabase;
  readonly store: EpisodeStore;
  readonly head: EpisodeHead;
  readonly from: number;
}

/** Copies what is not there yet; stops before the first record that is not what its hash says. */
async function copy(
  { source, store, head, from }: Copying,
  told: (records: number) => void,
): Promise<{ copied: number; problem: string | null }> {
  const { id, records } = head;
  let previous: Uint8Array | null =
    from === 0 ? CHAIN_START : await patiently(source, () => hashAt(source.queries, id, from - 1));
  let batch: StoredRecord[] = [];
  let size = 0;
  let copied = 0;
  let expected = from;
  let problem: string | null = null;
  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    await store.commit(batch);
    copied += batch.length;
    batch = [];
    size = 0;
    told(copied);
  }
  for await (const record of recordsOf(source, id, from, records)) {
    if (previous === null || record.seq !== expected) break;
    if (!sameHash(linkHash(previous, record), record.hash)) {
      problem = `record ${record.seq} of the old log was changed, or is not the one that was written in this place`;
      break;
    }
    previous = record.hash;
    expected += 1;
    batch.push(record);
    size += record.body.length;
    if (batch.length >= BATCH || size >= BATCH_SIZE) await flush();
  }
  await flush();
  if (problem === null && expected < records) {
    problem = `record ${expected} of ${records} is missing from the old log`;
  }
  return { copied, problem };
}

/** Follows the chain in the new log to the very hash that the old one ends with. */
async function readBack(
  target: LogDatabase,
  head: EpisodeHead,
  told: (records: number) => void,
): Promise<string | null> {
  const walk = walkChain(head);
  for await (const record of recordsOf(target, head.id, 0, head.records)) {
    const problem = walk.next(record);
    if (problem !== null) return `in the new log ${problem.message}`;
    if (walk.passed % BATCH === 0) told(walk.passed);
  }
  const problem = walk.end();
  return problem === null ? null : `in the new log ${problem.message}`;
}
