import { Worker } from "node:worker_threads";
import { EpisodeLogError } from "./episode-log-error.ts";
import { LogPlace, placeOf } from "./log-place.ts";
import type { PostgresSettings } from "./postgres-database.ts";
import { openEpisodeLog } from "./sqlite-log.ts";
import { openThreadedLog, type EpisodeLogFile, type LogLimits } from "./threaded-log.ts";

export interface PostgresLogOptions extends LogLimits {
  /**
   * `postgres://USER@HOST:PORT/DATABASE`; the tables are made in its schema `dramatis`, or in the one that
   * `?schema=NAME` names. Without a password in it, the driver looks in PGPASSWORD and ~/.pgpass.
   */
  readonly url: string | LogPlace;
  /** How long to wait for another server that writes to the same episode, in ms. */
  readonly busyTimeoutMs?: number;
  /** How long an append is tried again while the database does not answer, in ms; then it rejects with `unreachable`. */
  readonly patienceMs?: number;
}

/**
 * Opens a log in PostgreSQL, which any number of servers may write to at once; rejects with an `EpisodeLogError` when
 * the database cannot be used. While the database is away appends wait for it, and the log goes on when it is back.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<EpisodeLogFile> {
  const { url, busyTimeoutMs = 1_500, patienceMs = 10_000 } = options;
  const place = placeOf(url).open();
  if (place.kind === "file") {
    throw new EpisodeLogError("missing", "Expected the URL of a database, found a path.");
  }
  const settings: PostgresSettings = { place, busyTimeoutMs, patienceMs };
  const writer = new Worker(new URL("./postgres-writer.ts", import.meta.url), {
    workerData: settings,
    name: "episode-log",
  });
  return openThreadedLog(writer, place.shown, options);
}

/** Opens a log for writing wherever it is. */
export async function openLogAt(place: LogPlace): Promise<EpisodeLogFile> {
  const where = place.open();
  return where.kind === "file"
    ? openEpisodeLog({ file: where.file })
    : openPostgresLog({ url: place });
}
