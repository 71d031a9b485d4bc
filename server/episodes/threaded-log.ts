import type { Worker } from "node:worker_threads";
import type { EpisodeEvent } from "../stage/episode-event.ts";
import type { EpisodeLog } from "../stage/ports.ts";
import { endsTheLog, EpisodeLogError } from "./episode-log-error.ts";
import type { FailureNote } from "./group-commit.ts";
import { recordOf } from "./record.ts";
import type { WriterReply, WriterRequest } from "./writer-service.ts";

/** What may wait, and how long. */
export interface LogLimits {
  /** Records that may wait for the disk before further appends are refused with `backlog`. */
  readonly maxBacklog?: number;
  /** Size of what may wait for the disk, in UTF-16 code units of JSON. */
  readonly maxBacklogSize?: number;
  /** How long `close` waits for the disk before it gives up on what is still waiting, in ms. */
  readonly closeWithinMs?: number;
}

/** A log that a thread of this process writes. `append` rejects with an `EpisodeLogError`, and never throws. */
export interface EpisodeLogFile extends EpisodeLog {
  /** Writes what is waiting and closes the log. Later appends reject with `closed`. May be called twice. */
  close(): Promise<void>;
  /** Records that wait for the disk. */
  readonly backlog: number;
  /** Why nothing can be appended any more; null while the log is well. */
  readonly failure: EpisodeLogError | null;
}

interface Waiting {
  readonly records: number;
  readonly size: number;
  resolve(): void;
  reject(error: EpisodeLogError): void;
}

/** Opens a log whose writer was started; rejects with an `EpisodeLogError` when it cannot write to `place`. */
export async function openThreadedLog(
  writer: Worker,
  place: string,
  limits: LogLimits,
): Promise<EpisodeLogFile> {
  const { maxBacklog = 1_000, maxBacklogSize = 64 * 1024 * 1024, closeWithinMs = 5_000 } = limits;
  /** In the order of the appends: the first is the oldest. */
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let backlog = 0;
  let backlogSize = 0;
  let failure: EpisodeLogError | null = null;
  let closing: Promise<void> | null = null;

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const ask = (request: WriterRequest): void => writer.postMessage(request);

  function settle(ids: Iterable<number>, note: FailureNote | null): void {
    for (const id of ids) {
      const append = waiting.get(id);
      if (append === undefined) continue;
      waiting.delete(id);
      backlog -= append.records;
      backlogSize -= append.size;
      if (note === null) append.resolve();
      else append.reject(new EpisodeLogError(note.code, note.message));
    }
    // An idle log does not keep a program from ending; a waiting append does.
    if (waiting.size === 0 && closing === null) writer.unref();
  }

  function rejectAll(error: EpisodeLogError): void {
    settle([...waiting.keys()], error);
  }

  function refusal(): EpisodeLogError | null {
    if (closing !== null) return new EpisodeLogError("closed", "The episode log was closed.");
    if (failure !== null) return new EpisodeLogError(failure.code, failure.message);
    if (backlog >= maxBacklog || backlogSize >= maxBacklogSize) {
      return new EpisodeLogError(
        "backlog",
        `The episode log at ${place} cannot keep up: ${backlog} records wait for the disk. ` +
          "Start no further turns until it has caught up; check the disk.",
      );
    }
    return null;
  }

  async function append(events: readonly EpisodeEvent[]): Promise<void> {
    const refused = refusal();
    if (refused !== null) throw refused;
    // Laid out here and now: what the caller does to its objects afterwards changes nothing.
    const records = events.map(recordOf);
    if (records.length === 0) return;
    const size = records.reduce((sum, record) => sum + record.body.length, 0);
    const id = nextId++;
    await new Promise<void>((resolve, reject) => {
      waiting.set(id, {
        records: records.length,
        size,
        resolve,
        reject,
      });
      backlog += records.length;
      backlogSize += size;
      writer.ref();
      ask({ type: "append", append: { id, records } });
    });
  }

  /** Resolves when the writer has ended, however it ended. */
  const ended = new Promise<void>((resolve) => writer.once("exit", () => resolve()));

  async function closeWithinTime(): Promise<void> {
    writer.ref();
    ask({ type: "close" });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), closeWithinMs);
    });
    if ((await Promise.race([ended, late])) === "late") {
      // Not awaited: a thread inside a stuck disk call cannot be stopped.
      void writer.terminate();
      writer.unref();
    }
    clearTimeout(timer);
    const message = "The episode log was closed before the disk confirmed these records.";
    rejectAll(new EpisodeLogError("closed", message));
  }

  return new Promise((resolve, reject) => {
    let opened = false;
    const log: EpisodeLogFile = {
      append,
      close: () => (closing ??= closeWithinTime()),
      get backlog() {
        return backlog;
      },
      get failure() {
        return failure;
      },
    };
    function crash(): void {
      if (failure !== null || closing !== null) return;
      failure = new EpisodeLogError(
        "crashed",
        `The thread that writes the episode log at ${place} has ended. What was not confirmed is not on disk ` +
          "for certain; start again to go on logging.",
      );
      rejectAll(failure);
      if (!opened) reject(failure);
    }
    // The error's own text is not passed on: nothing is known of what it quotes.
    writer.on("error", crash);
    writer.on("exit", crash);
    writer.on("message", (message: WriterReply) => {
      switch (message.type) {
        case "opened":
          opened = true;
          writer.unref();
          resolve(log);
          break;
        case "open-failed":
          failure = new EpisodeLogError(message.failure.code, message.failure.message);
          reject(failure);
          break;
        case "settled":
          settle(message.ids, message.failure);
          if (message.failure !== null && endsTheLog(message.failure.code)) {
            failure ??= new EpisodeLogError(message.failure.code, message.failure.message);
          }
          break;
        case "closed":
          break;
      }
    });
  });
}
