import { Remembrance } from "../../roleplay/memory/memory.ts";
import { failureOf, openForReading, openForWriting, type Database } from "../database.ts";
import { MEMORY_FILE } from "./memory-file.ts";
import { migrateMemory } from "./memory-migration.ts";

/** A remembrance as a row: `version` counts its writings, so that nobody overwrites what somebody else changed. */
export interface MemoryRow {
  readonly persona: string;
  readonly subject: string;
  readonly name: string;
  /** The version it was made from; 0 for a new one. */
  readonly version: number;
  readonly lastMet: number;
  readonly body: string;
}

export type RowKey = Pick<MemoryRow, "persona" | "subject">;

/** Subjects that one persona remembers; whom it has not met for longest leaves first. */
export const SUBJECTS = 400;

/** Writes batches of rows, each batch in one transaction. Synchronous. */
export interface MemoryTable {
  /** The keys of rows that somebody else has changed or erased meanwhile: those were not written. */
  write(rows: readonly MemoryRow[], subjects?: number): RowKey[];
  erase(keys: readonly RowKey[]): number;
  /** Makes what was erased unreadable in the file as well. */
  scrub(): void;
  close(): void;
}

/** Opens the file for writing, and makes it where there is none. Throws an `EpisodeLogError`. */
export function openMemoryTable(file: string): MemoryTable {
  const settings = { file, busyTimeoutMs: 2_000, maxFileBytes: null };
  const db = openForWriting(settings, MEMORY_FILE);
  // A lost second of memories costs little; a turn that waits for the disk costs more.
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA secure_delete = ON");
  try {
    migrateMemory(db);
  } catch (error) {
    db.close();
    throw failureOf(error, file, MEMORY_FILE);
  }
  const insert = db.prepare(
    `INSERT INTO remembrances (persona, subject, name, version, last_met, body) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const update = db.prepare(
    `UPDATE remembrances SET name = ?, version = version + 1, last_met = ?, body = ?
     WHERE persona = ? AND subject = ? AND version = ?`,
  );
  const remove = db.prepare("DELETE FROM remembrances WHERE persona = ? AND subject = ?");
  const crowd = db.prepare(
    `DELETE FROM remembrances WHERE persona = ?1 AND subject NOT IN
       (SELECT subject FROM remembrances WHERE persona = ?1 ORDER BY last_met DESC LIMIT ?2)`,
  );

  function inOne<T>(work: () => T): T {
    try {
      db.exec("BEGIN IMMEDIATE");
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw failureOf(error, file, MEMORY_FILE);
    }
  }

  return {
    write: (rows, subjects = SUBJECTS) =>
      inOne(() => {
        const refused: RowKey[] = [];
        for (const { persona, subject, name, version, lastMet, body } of rows) {
          const done =
            version === 0
              ? insert.run(persona, subject, name, lastMet, body)
              : update.run(name, lastMet, body, persona, subject, version);
          if (Number(done.changes) === 0) refused.push({ persona, subject });
        }
        for (const persona of new Set(rows.map((row) => row.persona))) crowd.run(persona, subjects);
        return refused;
      }),
    erase: (keys) =>
      inOne(() =>
        keys.reduce(
          (sum, { persona, subject }) => sum + Number(remove.run(persona, subject).changes),
          0,
        ),
      ),
    scrub() {
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    },
    close() {
      db.close();
    },
  };
}

/** Reads rows beside a writer. Throws an `EpisodeLogError`, of code `missing` where there is no file yet. */
export interface MemoryReader {
  one(key: RowKey): { readonly version: number; readonly remembrance: Remembrance } | null;
  /** 0 where there is no such row. */
  version(key: RowKey): number;
  names(persona: string): { subject: string; name: string }[];
  all(): { readonly version: number; readonly remembrance: Remembrance }[];
  close(): void;
}

export function openMemoryReader(file: string): MemoryReader {
  const db: Database = openForReading(file, { kind: MEMORY_FILE });
  const one = db.prepare(
    "SELECT version, body FROM remembrances WHERE persona = ? AND subject = ?",
  );
  const names = db.prepare(
    "SELECT subject, name FROM remembrances WHERE persona = ? ORDER BY last_met DESC",
  );
  const all = db.prepare("SELECT version, body FROM remembrances ORDER BY persona, last_met DESC");
  const version = db.prepare("SELECT version FROM remembrances WHERE persona = ? AND subject = ?");
  return {
    version: ({ persona, subject }) => Number(version.get(persona, subject)?.["version"] ?? 0),
    one({ persona, subject }) {
      const row = one.get(persona, subject);
      return row === undefined ? null : opened(row);
    },
    names: (persona) =>
      names
        .all(persona)
        .map(({ subject, name }) => ({ subject: String(subject), name: String(name) })),
    all: () => all.all().flatMap((row) => opened(row) ?? []),
    close: () => db.close(),
  };
}

/** A row that no longer fits its schema counts as not there: the game goes on without it. */
function opened(row: Record<string, unknown>) {
  try {
    const remembrance = Remembrance.parse(JSON.parse(String(row["body"])));
    return { version: Number(row["version"]), remembrance };
  } catch {
    return null;
  }
}
