import type { Generated, Kysely, Transaction } from "kysely";
import type { EpisodeEvent } from "../stage/episode-event.ts";

/** The tables that every kind of log has, by the names that SQLite and PostgreSQL share. */
export interface LogTables {
  readonly records: RecordTable;
  readonly episodes: EpisodeTable;
}

/** One row a record; see `EventRecord` and `StoredRecord`. */
export interface RecordTable {
  /** Grows with every record of any episode. */
  readonly position: Generated<number>;
  readonly episode: string;
  readonly seq: number;
  readonly type: EpisodeEvent["type"];
  readonly turn: string | null;
  readonly participant: string | null;
  readonly outcome: string | null;
  readonly at: number;
  readonly hash: Uint8Array;
  readonly body: string;
  readonly prompt_tokens: Uint8Array | null;
  readonly completion_tokens: Uint8Array | null;
  readonly logprobs: Uint8Array | null;
}

/** One row an episode: how far it has come. `rowid` is the order in which episodes began. */
export interface EpisodeTable {
  readonly rowid: Generated<number>;
  readonly id: string;
  readonly records: number;
  readonly head: Uint8Array;
  readonly first_at: number;
  readonly last_at: number;
}

/** Builds and runs queries on a log, whatever keeps it. */
export type LogQueries = Kysely<LogTables>;

/** The same inside one transaction. */
export type LogTransaction = Transaction<LogTables>;
