import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EPISODE_FILE } from "./episode-file.ts";
import { EpisodeLogError, type EpisodeLogFailure } from "./episode-log-error.ts";

/** The one file that opens the database; everyone else is handed a connection. */
export type Database = DatabaseSync;

/** One kind of file that the database keeps: what marks it, its layout, and its name in messages. */
export interface DatabaseKind {
  /** Four ASCII letters that mark a SQLite file as one of this kind. */
  readonly mark: number;
  /** The layout's version; a newer one is refused. */
  readonly format: number;
  /** Creates the tables, with the table `format (version, since)` among them. */
  readonly schema: string;
  /** With its article, such as `the episode log`. */
  readonly noun: string;
  /** What to do about a damaged file, after it was moved away. */
  readonly salvage: string;
}

export interface WriterSettings {
  readonly file: string;
  /** How long to wait for another process that holds the file, in ms. */
  readonly busyTimeoutMs: number;
  /** The log refuses to grow past this; null for no limit but the disk's. */
  readonly maxFileBytes: number | null;
  /** Nobody else may have the file open, also not to read it. */
  readonly alone?: boolean;
}

/** Opens the log for its one writer and creates it where there is none: file 0600, folders 0700. */
export function openForWriting(
  settings: WriterSettings,
  kind: DatabaseKind = EPISODE_FILE,
): Database {
  const { file } = settings;
  try {
    createPrivately(file);
    // Looking first through a read-only connection leaves a file that is refused byte for byte as it was.
    if (statSync(file).size > 0) openForReading(file, { allowEmpty: true, kind }).close();
    const db = new DatabaseSync(file, { timeout: settings.busyTimeoutMs });
    try {
      if (settings.alone === true) db.exec("PRAGMA locking_mode = EXCLUSIVE");
      db.exec("PRAGMA journal_mode = WAL");
      db.exec("PRAGMA synchronous = FULL");
      db.exec("PRAGMA wal_autocheckpoint = 1000");
      db.exec("PRAGMA journal_size_limit = 67108864");
      createSchema(db, kind);
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
    throw failureOf(error, file, kind);
  }
}

/** Opens the log for readers; works beside a running writer and never writes. */
export function openForReading(
  file: string,
  { allowEmpty = false, kind = EPISODE_FILE }: { allowEmpty?: boolean; kind?: DatabaseKind } = {},
): Database {
  try {
    if (!existsSync(file) || (statSync(file).size === 0 && !allowEmpty)) {
      throw new EpisodeLogError("missing", `There is no ${bare(kind)} at ${file} yet.`);
    }
    refuseOtherFiles(file, kind);
    const db = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    try {
      if (inspect(db, file, kind) === "empty" && !allowEmpty) {
        throw new EpisodeLogError("missing", `${The(kind)} at ${file} holds nothing yet.`);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw failureOf(error, file, kind);
  }
}

/** Leaves no trace in the file and beside it of what was deleted with `secure_delete`; throws `busy` while others read. */
export function clearFreePages(db: Database, file: string): void {
  // First what was cleared page by page goes into the file proper, then the file is made anew without its free pages.
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.exec("VACUUM");
  const done = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (done?.["busy"] !== 0) {
    throw new EpisodeLogError(
      "busy",
      `${file} could not be cleared of what left it: somebody else reads it. Repeat the command.`,
    );
  }
}

/** Says in the closed codes of the log what went wrong below it; keeps SQLite's fixed phrase, never a statement. */
export function failureOf(
  error: unknown,
  file: string,
  kind: DatabaseKind = EPISODE_FILE,
): EpisodeLogError {
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
      `${The(kind)} at ${file} ${adviceOn(failure, kind)} (${phrase}).`,
    );
  }
  const failure = code === "ENOSPC" || code === "EDQUOT" ? "full" : "disk";
  const phrase = typeof code === "string" ? code : "unknown failure";
  return new EpisodeLogError(
    failure,
    `${The(kind)} at ${file} ${adviceOn(failure, kind)} (${phrase}).`,
  );
}

const ADVICE: { readonly [F in "busy" | "full" | "corrupt" | "disk"]: string } = {
  busy: "is held by another process: stop that process, or give this one a file of its own",
  full: "has no room left: free space on the disk, or raise the log's limit",
  corrupt:
    "is damaged and was left as it is: move it away with its -wal and -shm files to begin a new one",
  disk: "could not be opened, read or written: check the disk, the folder and its permissions",
};

function adviceOn(failure: keyof typeof ADVICE, kind: DatabaseKind): string {
  return failure === "corrupt" ? `${ADVICE.corrupt}${kind.salvage}` : ADVICE[failure];
}

const a = (kind: DatabaseKind): string =>
  `${/^[aeiou]/.test(bare(kind)) ? "an" : "a"} ${bare(kind)}`;
const bare = ({ noun }: DatabaseKind): string => noun.replace(/^the /, "");
const The = ({ noun }: DatabaseKind): string => noun.replace(/^t/, "T");

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

function inspect(db: Database, file: string, kind: DatabaseKind): "empty" | "log" {
  const id = Number(db.prepare("PRAGMA application_id").get()?.["application_id"]);
  if (id !== kind.mark) {
    const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
    if (tables === 0) return "empty";
    throw new EpisodeLogError(
      "foreign",
      `${file} is a database, but not ${a(kind)}; it was left as it is. Name another file.`,
    );
  }
  const version = Number(db.prepare("SELECT max(version) AS v FROM format").get()?.["v"]);
  if (version > kind.format) {
    throw new EpisodeLogError(
      "newer-format",
      `${The(kind)} at ${file} has format ${version}, and this version knows formats up to ` +
        `${kind.format}; it was left as it is. Use the newer version that wrote it.`,
    );
  }
  if (!(version >= 1)) {
    throw new EpisodeLogError("corrupt", `${The(kind)} at ${file} ${adviceOn("corrupt", kind)}.`);
  }
  return "log";
}

function createSchema(db: Database, kind: DatabaseKind): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
    if (tables === 0) {
      db.exec(kind.schema);
      db.prepare("INSERT INTO format VALUES (?, ?)").run(kind.format, Date.now());
      db.exec(`PRAGMA application_id = ${kind.mark}`);
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function refuseOtherFiles(file: string, kind: DatabaseKind): void {
  if (!statSync(file).isFile()) {
    throw new EpisodeLogError("disk", `${The(kind)} at ${file} cannot be used: not a file.`);
  }
  const head = Buffer.alloc(16);
  const handle = openSync(file, "r");
  try {
    const length = readSync(handle, head);
    if (length > 0 && head.toString("latin1") !== "SQLite format 3\0") {
      throw new EpisodeLogError(
        "corrupt",
        `${file} is no database, or its beginning is damaged; it was left as it is. ` +
          "Name another file, or move this one away to begin a new one.",
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
