import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EpisodeLogError, type EpisodeLogFailure } from "./episode-log-error.ts";

/** The one file that opens the database; everyone else is handed a connection. */
export type Database = DatabaseSync;

/** The layout of the file, apart from the version of the events in it. A newer one is refused. */
export const LOG_FORMAT = 1;

/** Marks a SQLite file as an episode log: `drma` in ASCII. */
const APPLICATION_ID = 0x64726d61;

const SCHEMA = `
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
`;

export interface WriterSettings {
  readonly file: string;
  /** How long to wait for another process that holds the file, in ms. */
  readonly busyTimeoutMs: number;
  /** The log refuses to grow past this; null for no limit but the disk's. */
  readonly maxFileBytes: number | null;
}

/** Opens the log for its one writer and creates it where there is none: file 0600, folders 0700. */
export function openForWriting(settings: WriterSettings): Database {
  const { file } = settings;
  try {
    createPrivately(file);
    // Looking first through a read-only connection leaves a file that is refused byte for byte as it was.
    if (statSync(file).size > 0) openForReading(file, { allowEmpty: true }).close();
    const db = new DatabaseSync(file, { timeout: settings.busyTimeoutMs });
    try {
      db.exec("PRAGMA journal_mode = WAL");
      db.exec("PRAGMA synchronous = FULL");
      db.exec("PRAGMA wal_autocheckpoint = 1000");
      db.exec("PRAGMA journal_size_limit = 67108864");
      createSchema(db);
      // What a crash left in the write-ahead log goes into the file proper before anything builds on it.
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      if (settings.maxFileBytes !== null) {
        db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(settings.maxFileBytes / 4096))}`);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw failureOf(error, file);
  }
}

/** Opens the log for readers; works beside a running writer and never writes. */
export function openForReading(file: string, { allowEmpty = false } = {}): Database {
  try {
    if (!existsSync(file) || (statSync(file).size === 0 && !allowEmpty)) {
      throw new EpisodeLogError("missing", `There is no episode log at ${file} yet.`);
    }
    refuseOtherFiles(file);
    const db = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    try {
      if (inspect(db, file) === "empty" && !allowEmpty) {
        throw new EpisodeLogError("missing", `The episode log at ${file} holds nothing yet.`);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw failureOf(error, file);
  }
}

/** Says in the closed codes of the log what went wrong below it; keeps SQLite's fixed phrase, never a statement. */
export function failureOf(error: unknown, file: string): EpisodeLogError {
  if (error instanceof EpisodeLogError) return error;
  const { errcode, errstr, code } = error as {
    errcode?: unknown;
    errstr?: unknown;
    code?: unknown;
  };
  if (typeof errcode === "number") {
    const failure = failureOfCode(errcode & 0xff);
    const phrase = `SQLite ${errcode}${typeof errstr === "string" ? `, ${errstr}` : ""}`;
    return new EpisodeLogError(
      failure,
      `The episode log at ${file} ${ADVICE[failure]} (${phrase}).`,
    );
  }
  const failure = code === "ENOSPC" || code === "EDQUOT" ? "full" : "disk";
  const phrase = typeof code === "string" ? code : "unknown failure";
  return new EpisodeLogError(failure, `The episode log at ${file} ${ADVICE[failure]} (${phrase}).`);
}

const ADVICE: { readonly [F in "busy" | "full" | "corrupt" | "disk"]: string } = {
  busy: "is held by another process: stop that process, or give this one a file of its own",
  full: "has no room left: free space on the disk, or raise the log's limit",
  corrupt:
    "is damaged and was left as it is: move it away with its -wal and -shm files to begin a new log, " +
    "and see with `npm run episodes -- verify --file` what is still whole",
  disk: "could not be opened, read or written: check the disk, the folder and its permissions",
};

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
function failureOfCode(code: number): Extract<EpisodeLogFailure, keyof typeof ADVICE> {
  switch (code) {
    case 5:
    case 6:
      return "busy";
    case 13:
      return "full";
    case 1:
    case 11:
    case 19:
    case 20:
    case 26:
      return "corrupt";
    default:
      return "disk";
  }
}

function inspect(db: Database, file: string): "empty" | "log" {
  const id = Number(db.prepare("PRAGMA application_id").get()?.["application_id"]);
  if (id !== APPLICATION_ID) {
    const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
    if (tables === 0) return "empty";
    throw new EpisodeLogError(
      "foreign",
      `${file} is a database, but not an episode log; it was left as it is. Name another file.`,
    );
  }
  const version = Number(db.prepare("SELECT max(version) AS v FROM format").get()?.["v"]);
  if (version > LOG_FORMAT) {
    throw new EpisodeLogError(
      "newer-format",
      `The episode log at ${file} has format ${version}, and this version knows formats up to ` +
        `${LOG_FORMAT}; it was left as it is. Use the newer version that wrote it.`,
    );
  }
  if (!(version >= 1)) {
    throw new EpisodeLogError("corrupt", `The episode log at ${file} ${ADVICE.corrupt}.`);
  }
  return "log";
}

function createSchema(db: Database): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
    if (tables === 0) {
      db.exec(SCHEMA);
      db.prepare("INSERT INTO format VALUES (?, ?)").run(LOG_FORMAT, Date.now());
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function refuseOtherFiles(file: string): void {
  if (!statSync(file).isFile()) {
    throw new EpisodeLogError("disk", `The episode log at ${file} cannot be used: not a file.`);
  }
  const head = Buffer.alloc(16);
  const handle = openSync(file, "r");
  try {
    const length = readSync(handle, head);
    if (length > 0 && head.toString("latin1") !== "SQLite format 3\0") {
      throw new EpisodeLogError(
        "corrupt",
        `${file} is no database, or its beginning is damaged; it was left as it is. ` +
          "Name another file, or move this one away to begin a new log.",
      );
    }
  } finally {
    closeSync(handle);
  }
}

/** The folder's own entry is synced too: otherwise a power cut could take a whole new file with it. */
function createPrivately(file: string): void {
  const folder = dirname(resolve(file));
  const created = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(file)) return;
  closeSync(openSync(file, "a", 0o600));
  syncFolder(folder);
  if (created !== undefined) syncFolder(dirname(created));
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
