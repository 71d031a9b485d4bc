import type { DatabaseKind } from "./database.ts";

/** The layout of the episode log's file, apart from the version of the events in it. */
export const LOG_FORMAT = 1;

/** The file of the episode log; `drma` in ASCII. */
export const EPISODE_FILE: DatabaseKind = {
  mark: 0x64726d61,
  format: LOG_FORMAT,
  noun: "the episode log",
  salvage: ", and see with `npm run episodes -- verify --file` what is still whole",
  schema: `
  CREATE TABLE format (version INTEGER PRIMARY KEY, since REAL NOT NULL) STRICT;
  CREATE TABLE records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    episode TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    turn TEXT,
    participant TEXT,
    outcome TEXT,
    at REAL NOT NULL,
    hash BLOB NOT NULL,
    body TEXT NOT NULL,
    prompt_tokens BLOB,
    completion_tokens BLOB,
    logprobs BLOB,
    UNIQUE (episode, seq)
  ) STRICT;
  CREATE INDEX records_by_type ON records (episode, type, outcome);
  CREATE INDEX records_by_turn ON records (turn) WHERE turn IS NOT NULL;
  CREATE TABLE episodes (
    id TEXT PRIMARY KEY,
    records INTEGER NOT NULL,
    head BLOB NOT NULL,
    first_at REAL NOT NULL,
    last_at REAL NOT NULL
  ) STRICT;
`,
};
