import { Kysely, sql } from "kysely";
import {
  failureOf,
  openForReading,
  openForWriting,
  type Database,
  type WriterSettings,
} from "./database.ts";
import type { LogDatabase } from "./log-database.ts";
import type { LogTables } from "./log-tables.ts";
import { sqliteDialect } from "./sqlite-driver.ts";

/** Opens the log's file for its one writer; throws an `EpisodeLogError`. */
export function openSqliteForWriting(settings: WriterSettings): LogDatabase {
  return logDatabaseOf(openForWriting(settings), settings.file);
}

/** Opens the log's file for readers; throws an `EpisodeLogError`. */
export function openSqliteForReading(file: string): LogDatabase {
  return logDatabaseOf(openForReading(file), file);
}

/** The queries of a log over an open connection to its file. */
export function logDatabaseOf(db: Database, file: string): LogDatabase {
  const queries = new Kysely<LogTables>({ dialect: sqliteDialect(db) });
  return {
    queries,
    patienceMs: 0,
    // The transaction holds the whole file, and SQLite counts its rows itself.
    hold: async () => {},
    tally: async () => {},
    async takeStock(transaction) {
      const check = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(transaction);
      const count = await sql<{ seq: number }>`
        SELECT seq FROM sqlite_sequence WHERE name = 'records'`.execute(transaction);
      return {
        written: count.rows[0]?.seq ?? 0,
        damage: check.rows[0]?.quick_check === "ok" ? null : "the database file is damaged",
      };
    },
    failureOf: (error) => failureOf(error, file),
    async close() {
      if (db.isOpen) db.close();
    },
  };
}
