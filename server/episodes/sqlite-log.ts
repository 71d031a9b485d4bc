import { Worker } from "node:worker_threads";
import type { WriterSettings } from "./database.ts";
import { openThreadedLog, type EpisodeLogFile, type LogLimits } from "./threaded-log.ts";

export type { EpisodeLogFile } from "./threaded-log.ts";

export interface EpisodeLogOptions extends LogLimits {
  /** Path of the SQLite file; it and its folder are made when they are not there. */
  readonly file: string;
  /** How long to wait for another process that holds the file, in ms. */
  readonly busyTimeoutMs?: number;
  /** The log refuses to grow past this with `full`; null leaves it to the disk. */
  readonly maxFileBytes?: number | null;
  /** Starts the writer's thread; given by tests that make it fail. */
  readonly startWriter?: (settings: WriterSettings) => Worker;
}

/** Opens the log and its writer's thread; rejects with an `EpisodeLogError` when the file cannot be written. */
export async function openEpisodeLog(options: EpisodeLogOptions): Promise<EpisodeLogFile> {
  const {
    file,
    busyTimeoutMs = 1_500,
    maxFileBytes = null,
    startWriter = startSqliteWriter,
  } = options;
  return openThreadedLog(startWriter({ file, busyTimeoutMs, maxFileBytes }), file, options);
}

function startSqliteWriter(settings: WriterSettings): Worker {
  return new Worker(new URL("./sqlite-writer.ts", import.meta.url), {
    workerData: settings,
    name: "episode-log",
  });
}
