import type { ConsentPurpose } from "../../../shared/protocol.ts";
import type { ConsentStore, KeptConsent } from "../../stage/consents.ts";
import { existsSync } from "node:fs";
import {
  clearFreePages,
  failureOf,
  openForReading,
  openForWriting,
  type Database,
  type DatabaseKind,
} from "../database.ts";
import { EpisodeLogError } from "../episode-log-error.ts";

/** The file of what players allow beyond a visit; `drmc` in ASCII. A subject that allows nothing is not in it. */
export const CONSENT_FILE: DatabaseKind = {
  mark: 0x64726d63,
  format: 1,
  noun: "the consent file",
  salvage: "",
  schema: `
  CREATE TABLE format (version INTEGER PRIMARY KEY, since REAL NOT NULL) STRICT;
  CREATE TABLE consents (
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    notice TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (subject, purpose)
  ) STRICT;
`,
};

/** Erases what subjects allowed, and every trace of it in the file; how many entries there were. Throws an `EpisodeLogError`. */
export function forgetConsents(file: string, subjects: readonly string[], done: boolean): number {
  if (!existsSync(file)) return 0;
  const db = done
    ? openForWriting({ file, busyTimeoutMs: 200, maxFileBytes: null, alone: true }, CONSENT_FILE)
    : openForReading(file, { kind: CONSENT_FILE });
  try {
    const count = db.prepare("SELECT count(*) AS n FROM consents WHERE subject = ?");
    const entries = subjects.reduce((sum, one) => sum + Number(count.get(one)?.["n"] ?? 0), 0);
    if (!done) return entries;
    db.exec("PRAGMA secure_delete = ON");
    const erase = db.prepare("DELETE FROM consents WHERE subject = ?");
    for (const subject of subjects) erase.run(subject);
    clearFreePages(db, file);
    return entries;
  } catch (error) {
    throw failureOf(error, file, CONSENT_FILE);
  } finally {
    db.close();
  }
}

/** What players allow, on this machine's disk; shared by all rooms of a process. */
export interface ConsentFile extends ConsentStore {
  close(): void;
}

/**
 * Opens the file, and makes it where there is none. It is written so seldom, and so little at a time, that nothing but
 * the caller waits for the disk. `trouble` is called once with a closed code when it cannot be read or written.
 */
export function openConsentFile(file: string, trouble: (code: string) => void): ConsentFile {
  let db: Database | null = null;
  let told = false;
  const fail = (error: unknown): void => {
    const { code } =
      error instanceof EpisodeLogError ? error : failureOf(error, file, CONSENT_FILE);
    if (!told) trouble(code);
    told = true;
  };
  try {
    db = openForWriting({ file, busyTimeoutMs: 200, maxFileBytes: null }, CONSENT_FILE);
    db.exec("PRAGMA secure_delete = ON");
  } catch (error) {
    fail(error);
  }
  return {
    load(subject) {
      try {
        const rows =
          db?.prepare("SELECT purpose, notice FROM consents WHERE subject = ?").all(subject) ?? [];
        return rows.map(({ purpose, notice }): KeptConsent => ({
          purpose: String(purpose) as ConsentPurpose,
          notice: String(notice),
        }));
      } catch (error) {
        fail(error);
        return [];
      }
    },
    save(subject, { purpose, given, notice }) {
      try {
        if (db === null) return false;
        if (given) {
          db.prepare(
            `INSERT INTO consents VALUES (?, ?, ?, ?)
             ON CONFLICT (subject, purpose) DO UPDATE SET notice = excluded.notice, at = excluded.at`,
          ).run(subject, purpose, notice, Date.now());
        } else {
          db.prepare("DELETE FROM consents WHERE subject = ? AND purpose = ?").run(
            subject,
            purpose,
          );
        }
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    },
    close() {
      if (db?.isOpen === true) db.close();
    },
  };
}
