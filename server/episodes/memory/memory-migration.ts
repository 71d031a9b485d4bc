import { Remembrance } from "../../roleplay/memory/memory.ts";
import type { Database } from "../database.ts";
import { MEMORY_FILE } from "./memory-file.ts";

/**
 * Brings a file of an earlier format up to the present one, all of it in one transaction; does nothing to a file that is
 * up to date. A row that fits no format stays as it is, and counts as not there as before.
 */
export function migrateMemory(db: Database): void {
  if (formatOf(db) >= MEMORY_FILE.format) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    // Somebody else may have come first.
    if (formatOf(db) < MEMORY_FILE.format) {
      const update = db.prepare(
        "UPDATE remembrances SET body = ?, version = version + 1 WHERE persona = ? AND subject = ?",
      );
      for (const row of db.prepare("SELECT persona, subject, body FROM remembrances").all()) {
        const { persona = null, subject = null } = row;
        const body = upToDate(String(row["body"]));
        if (body !== null) update.run(body, persona, subject);
      }
      db.prepare("INSERT INTO format VALUES (?, ?)").run(MEMORY_FILE.format, Date.now());
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function formatOf(db: Database): number {
  return Number(db.prepare("SELECT max(version) AS v FROM format").get()?.["v"]);
}

function upToDate(body: string): string | null {
  try {
    return JSON.stringify(Remembrance.parse(JSON.parse(body)));
  } catch {
    return null;
  }
}
