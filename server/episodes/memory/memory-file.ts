import type { DatabaseKind } from "../database.ts";

/**
 * The file of what personas remember; `drmm` in ASCII. One row for each persona and subject, as JSON. Since format 2 each
 * item names whose words it holds; `memory-migration.ts` brings earlier files up to it.
 */
export const MEMORY_FILE: DatabaseKind = {
  mark: 0x64726d6d,
  format: 2,
  noun: "the memory",
  salvage: "",
  schema: `
  CREATE TABLE format (version INTEGER PRIMARY KEY, since REAL NOT NULL) STRICT;
  CREATE TABLE remembrances (
    persona TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    last_met REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (persona, subject)
  ) STRICT;
  CREATE INDEX remembrances_by_subject ON remembrances (subject);
  CREATE INDEX remembrances_by_age ON remembrances (persona, last_met);
`,
};
