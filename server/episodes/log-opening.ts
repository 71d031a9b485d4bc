import type { LogDatabase } from "./log-database.ts";
import type { LogPlace } from "./log-place.ts";
import { openPostgresForReading, openPostgresForWriting } from "./postgres-database.ts";
import { openSqliteForReading, openSqliteForWriting } from "./sqlite-database.ts";

/** How long a command waits for who holds the log, and for a server that is away, in ms. */
const BUSY = 5_000;
const PATIENCE = 30_000;

/** Opens what readers read from: the records as they are stored. Rejects with `missing` when there is no log. */
export async function openLogForReading(place: LogPlace): Promise<LogDatabase> {
  const where = place.open();
  return where.kind === "file"
    ? openSqliteForReading(where.file)
    : await openPostgresForReading(where);
}

/** Opens a log for a command that writes whole records to it, and makes it where there is none. */
export async function openLogForWriting(place: LogPlace): Promise<LogDatabase> {
  const where = place.open();
  return where.kind === "file"
    ? openSqliteForWriting({ file: where.file, busyTimeoutMs: BUSY, maxFileBytes: null })
    : await openPostgresForWriting({ place: where, busyTimeoutMs: BUSY, patienceMs: PATIENCE });
}
