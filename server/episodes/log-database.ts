import { setTimeout as sleep } from "node:timers/promises";
import type { EpisodeLogError } from "./episode-log-error.ts";
import type { LogQueries, LogTransaction } from "./log-tables.ts";

/** An open log: the queries that all kinds share, and what one kind does in its own way. */
export interface LogDatabase {
  readonly queries: LogQueries;
  /** How long the database may be away before work on it fails, in ms; 0 for a file. */
  readonly patienceMs: number;
  /** Keeps every other writer away from these episodes until the transaction ends. */
  hold(transaction: LogTransaction, episodes: readonly string[]): Promise<void>;
  /** Counts what a transaction writes, so that a whole episode that disappears is missed. */
  tally(transaction: LogTransaction, records: number): Promise<void>;
  /** How many records were ever written, and what is wrong with the database itself; null for nothing. */
  takeStock(transaction: LogTransaction): Promise<{ written: number; damage: string | null }>;
  /** What went wrong below, in the log's closed codes. */
  failureOf(error: unknown): EpisodeLogError;
  close(): Promise<void>;
}

/** Waits between two tries, in ms; the last one is repeated. */
const PAUSES = [20, 100, 300, 1_000];

/** Since when a database does not answer, in ms of the monotonic clock: what waits behind the first does not wait longer. */
const awaySince = new WeakMap<LogDatabase, number>();

/**
 * Does work on a log, and does it again while the database does not answer, until it has been away for so long. Rejects
 * with an `EpisodeLogError`; the work must be such that a second try after one that may have succeeded does no harm.
 */
export async function patiently<T>(
  log: LogDatabase,
  work: () => Promise<T>,
  patienceMs = log.patienceMs,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      const done = await work();
      awaySince.delete(log);
      return done;
    } catch (error) {
      const failure = log.failureOf(error);
      if (failure.code !== "unreachable") throw failure;
      const since = awaySince.get(log) ?? performance.now();
      awaySince.set(log, since);
      const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 0;
      if (performance.now() + pause > since + patienceMs) throw failure;
      await sleep(pause);
    }
  }
}

/** Does work in one transaction, all of it or none; `reading` sees one moment of the log and changes nothing. */
export async function inTransaction<T>(
  log: LogDatabase,
  kind: "reading" | "writing",
  work: (transaction: LogTransaction) => Promise<T>,
): Promise<T> {
  const begin = log.queries.transaction();
  let first: { error: unknown } | null = null;
  try {
    return await (
      kind === "reading"
        ? begin.setAccessMode("read only").setIsolationLevel("repeatable read")
        : begin
    ).execute(async (transaction) => {
      try {
        return await work(transaction);
      } catch (error) {
        first = { error };
        throw error;
      }
    });
  } catch (error) {
    // A rollback that fails as well would hide what it was for.
    throw first === null ? error : (first as { error: unknown }).error;
  }
}
