import type { Clock } from "../stage/ports.ts";
import { EpisodeLogError, endsTheLog, type EpisodeLogFailure } from "./episode-log-error.ts";
import type { EpisodeStore } from "./episode-store.ts";
import type { EventRecord } from "./record.ts";

/** The records of one `append`, written together or not at all. */
export interface PendingAppend {
  readonly id: number;
  readonly records: readonly EventRecord[];
}

/** A failure as a plain value, so that it can cross threads. */
export interface FailureNote {
  readonly code: EpisodeLogFailure;
  readonly message: string;
}

export interface GroupCommitOptions {
  readonly store: EpisodeStore;
  readonly clock: Pick<Clock, "elapsed" | "after">;
  /** No record waits longer than this for company, in ms. */
  readonly windowMs: number;
  /** A batch this large, in records, is committed without waiting. */
  readonly batchRecords: number;
  /** Told once for each append, in order: null when it is durable. */
  settle(ids: readonly number[], failure: FailureNote | null): void;
}

/** Gathers appends into transactions. */
export interface GroupCommit {
  add(append: PendingAppend): void;
  /** Commits what is waiting and closes the store; null when the store closed cleanly. */
  close(): Promise<FailureNote | null>;
}

/**
 * Commits at once when the last commit is older than the window, otherwise when the window has passed or the
 * batch is full; one commit at a time. A failed batch rejects its own appends and is never tried again; after a failure that
 * leaves the file in doubt everything later is rejected with the same code.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { store, clock, windowMs, batchRecords, settle } = options;
  let waiting: PendingAppend[] = [];
  let waitingRecords = 0;
  let lastCommit = -Infinity;
  let cancel: (() => void) | null = null;
  let soon = false;
  /** The commit that a store is busy with; null when there is none. */
  let busy: Promise<void> | null = null;
  let ended: FailureNote | null = null;

  function schedule(): void {
    if (waiting.length === 0 || soon || busy !== null) return;
    const wait = waitingRecords >= batchRecords ? 0 : lastCommit + windowMs - clock.elapsed();
    if (cancel !== null) {
      if (wait > 0) return;
      cancel();
    }
    soon = wait <= 0;
    cancel = clock.after(Math.max(0, wait), () => {
      cancel = null;
      soon = false;
      commitBatch();
      schedule();
    });
  }

  function takeBatch(): PendingAppend[] {
    let records = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || records < batchRecords)) {
      records += waiting[count]?.records.length ?? 0;
      count += 1;
    }
    waitingRecords -= records;
    return waiting.splice(0, count);
  }

  function commitBatch(): void {
    const batch = takeBatch();
    if (batch.length === 0) return;
    const ids = batch.map((append) => append.id);
    lastCommit = clock.elapsed();
    try {
      const committing = store.commit(batch.flatMap((append) => append.records));
      if (committing === undefined) settle(ids, null);
      else busy = finish(committing, ids);
    } catch (error) {
      fail(ids, error);
    }
  }

  async function finish(committing: Promise<void>, ids: readonly number[]): Promise<void> {
    try {
      await committing;
      busy = null;
      settle(ids, null);
    } catch (error) {
      busy = null;
      fail(ids, error);
    }
    schedule();
  }

  function fail(ids: readonly number[], error: unknown): void {
    const failure = noteOf(error);
    if (endsTheLog(failure.code)) end(failure);
    settle(ids, failure);
    if (ended !== null) rejectWaiting(ended);
  }

  /** Closing gives the doubtful file back to SQLite's own recovery at the next start. */
  function end(failure: FailureNote): void {
    ended = {
      code: failure.code,
      message: `${failure.message} The log was closed after this failure; put it right and start again.`,
    };
    // Already reported: the failure that ended the log.
    void closeStore().catch(() => {});
  }

  async function closeStore(): Promise<void> {
    await store.close();
  }

  function rejectWaiting(failure: FailureNote): void {
    const ids = waiting.map((append) => append.id);
    waiting = [];
    waitingRecords = 0;
    if (ids.length > 0) settle(ids, failure);
  }

  return {
    add(append) {
      if (ended !== null) {
        settle([append.id], ended);
        return;
      }
      waiting.push(append);
      waitingRecords += append.records.length;
      schedule();
    },
    async close() {
      for (;;) {
        cancel?.();
        cancel = null;
        soon = false;
        if (busy !== null) await busy;
        else if (waiting.length > 0) commitBatch();
        else break;
      }
      if (ended !== null) return ended;
      ended = { code: "closed", message: "The episode log was closed." };
      try {
        await closeStore();
        return null;
      } catch (error) {
        return noteOf(error);
      }
    },
  };
}

/** Anything that is not the log's own error could carry text of an event in its message, so only a code goes on. */
export function noteOf(error: unknown): FailureNote {
  return error instanceof EpisodeLogError
    ? { code: error.code, message: error.message }
    : { code: "crashed", message: "The episode log's writer failed in a way it does not know." };
}
