import { EpisodeLogError } from "./episode-log-error.ts";
import { inTransaction, patiently, type LogDatabase } from "./log-database.ts";
import {
  episodesNamed,
  hashAt,
  insertRecords,
  writeEpisodes,
  type EpisodeRow,
  type LinkedRecord,
} from "./log-queries.ts";
import type { LogTransaction } from "./log-tables.ts";
import type { EventRecord } from "./record.ts";
import { CHAIN_START, linkHash, sameHash } from "./record-chain.ts";

/** Writes batches of records, each in one transaction. It lives on the writer's thread. */
export interface EpisodeStore {
  /** All of them durable, in order, or none: then it fails with an `EpisodeLogError`. One call at a time. */
  commit(records: readonly EventRecord[]): void | Promise<void>;
  close(): void | Promise<void>;
}

/** Numbers and chains what is committed to a log. */
export function createEpisodeStore(log: LogDatabase): EpisodeStore {
  return {
    async commit(records) {
      /** What the last try wrote, if it came as far as that; whether it was kept is then not known. */
      let inDoubt: readonly LinkedRecord[] = [];
      await patiently(log, () =>
        inTransaction(log, "writing", async (transaction) => {
          await hold(log, transaction, { records, inDoubt: inDoubt.length > 0 });
          if (await wasKept(transaction, inDoubt)) return;
          const { linked, episodes } = await link(transaction, records);
          await insertRecords(transaction, linked);
          await writeEpisodes(transaction, episodes);
          await log.tally(transaction, linked.length);
          inDoubt = linked;
        }),
      );
    },
    close: () => log.close(),
  };
}

/** While a commit is in doubt, who holds its episodes may be that very commit: then it is waited for, not refused. */
async function hold(
  log: LogDatabase,
  transaction: LogTransaction,
  { records, inDoubt }: { records: readonly EventRecord[]; inDoubt: boolean },
): Promise<void> {
  try {
    await log.hold(transaction, [...new Set(records.map(({ episode }) => episode))]);
  } catch (error) {
    const failure = log.failureOf(error);
    throw inDoubt && failure.code === "busy"
      ? new EpisodeLogError("unreachable", failure.message)
      : failure;
  }
}

/** A transaction is all there or not at all, and its records' hashes are nobody else's: one of them tells. */
async function wasKept(
  transaction: LogTransaction,
  records: readonly LinkedRecord[],
): Promise<boolean> {
  const [first] = records;
  if (first === undefined) return false;
  const there = await hashAt(transaction, first.episode, first.seq);
  return there !== null && sameHash(there, first.hash);
}

/** Places and hashes, from heads that are read anew: one kept in memory would outlive a commit that failed. */
async function link(
  transaction: LogTransaction,
  records: readonly EventRecord[],
): Promise<{ linked: LinkedRecord[]; episodes: EpisodeRow[] }> {
  const ids = [...new Set(records.map(({ episode }) => episode))];
  const known = await episodesNamed(transaction, ids);
  const episodes = new Map(known.map((row) => [row.id, row]));
  const linked = records.map((record): LinkedRecord => {
    const before = episodes.get(record.episode);
    const seq = before?.records ?? 0;
    const hash = linkHash(before?.head ?? CHAIN_START, { ...record, seq });
    episodes.set(record.episode, {
      id: record.episode,
      records: seq + 1,
      head: hash,
      first_at: before?.first_at ?? record.at,
      last_at: record.at,
    });
    return { ...record, seq, hash };
  });
  return { linked, episodes: [...episodes.values()] };
}
