import { Worker } from "node:worker_threads";
import { EpisodeLogError } from "./episode-log-error.ts";
import { LogPlace, type PostgresPlace } from "./log-place.ts";
import type { PostgresSettings } from "./postgres-database.ts";
import { openEpisodeLog } from "./sqlite-log.ts";
import { openThreadedLog, type EpisodeLogFile, type LogLimits } from "./threaded-log.ts";

export interface PostgresLogOptions extends LogLimits {
  /**
   * `postgres://USER@HOST:PORT/DATABASE`; the tables are made in its schema `dramatis`, or in the one that
   * `?schema=NAME` names. Without a password in it, the driver looks in PGPASSWORD and ~/.pgpass.
   */
  readonly url: string;
  /** How long to wait for another server that writes to the same episode, in ms. */
  readonly busyTimeoutMs?: number;
  /** How long the database may be away before appends are rejected with `unreachable`, in ms; until then they wait. */
  readonly patienceMs?: number;
}

/**
 * Opens a log in PostgreSQL, which any number of servers may write to at once; rejects with an `EpisodeLogError` when
 * the database cannot be used. While the database is away appends wait for it, and the log goes on when it is back.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<EpisodeLogFile> {
  const place = new LogPlace(options.url).open();
  if (place.kind === "postgres") return openAt(place, options);
  throw new EpisodeLogError("missing", "Expected the URL of a database, found a path.");
}

/** Opens a log for writing wherever it is. */
export async function openLogAt(place: LogPlace): Promise<EpisodeLogFile> {
  const where = place.open();
  return where.kind === "file" ? openEpisodeLog({ file: where.file }) : openAt(where, {});
}

function openAt(
  place: PostgresPlace,
  options: Omit<PostgresLogOptions, "url">,
): Promise<EpisodeLogFile> {
  const { busyTimeoutMs = 1_500, patienceMs = 60_000 } = options;
  const settings: PostgresSettings = { place, busyTimeoutMs, patienceMs };
  const writer = new Worker(new URL("./postgres-writer.ts", import.meta.url), {
    workerData: settings,
    name: "episode-log",
  });
  return openThreadedLog(writer, place.shown, options);
}
