import { failureOf, openForWriting, type Database, type WriterSettings } from "./database.ts";
import type { EventRecord } from "./record.ts";
import { CHAIN_START, linkHash } from "./record-chain.ts";

/** Writes batches of records, each in one transaction. Synchronous: it lives on the writer's thread. */
export interface EpisodeStore {
  /** All of them durable, in order, or none: then it throws an `EpisodeLogError`. */
  commit(records: readonly EventRecord[]): void;
  close(): void;
}

interface Head {
  records: number;
  head: Uint8Array;
  firstAt: number;
  lastAt: number;
}

/** Opens the SQLite file and numbers and chains what is committed to it. */
export function openEpisodeStore(settings: WriterSettings): EpisodeStore {
  const db = openForWriting(settings);
  const insert = db.prepare(
    `INSERT INTO records (episode, seq, type, turn, participant, outcome, at, hash, body,
       prompt_tokens, completion_tokens, logprobs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const readHead = db.prepare("SELECT records, head, first_at, last_at FROM episodes WHERE id = ?");
  const writeHead = db.prepare(
    `INSERT INTO episodes (id, records, head, first_at, last_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET records = excluded.records, head = excluded.head,
       last_at = excluded.last_at`,
  );

  /** Read anew in each transaction: a head kept in memory would outlive a commit that failed. */
  function headOf(episode: string, at: number): Head {
    const row = readHead.get(episode);
    if (row === undefined) return { records: 0, head: CHAIN_START, firstAt: at, lastAt: at };
    return {
      records: row["records"] as number,
      head: row["head"] as Uint8Array,
      firstAt: row["first_at"] as number,
      lastAt: row["last_at"] as number,
    };
  }

  function write(records: readonly EventRecord[]): void {
    const heads = new Map<string, Head>();
    for (const record of records) {
      let head = heads.get(record.episode);
      if (head === undefined) {
        head = headOf(record.episode, record.at);
        heads.set(record.episode, head);
      }
      const seq = head.records;
      const hash = linkHash(head.head, { ...record, seq });
      insert.run(
        record.episode,
        seq,
        record.type,
        record.turn,
        record.participant,
        record.outcome,
        record.at,
        hash,
        record.body,
        record.prompt_tokens,
        record.completion_tokens,
        record.logprobs,
      );
      head.records = seq + 1;
      head.head = hash;
      head.lastAt = record.at;
    }
    for (const [id, { records, head, firstAt, lastAt }] of heads) {
      writeHead.run(id, records, head, firstAt, lastAt);
    }
  }

  return {
    commit(records) {
      try {
        db.exec("BEGIN IMMEDIATE");
        write(records);
        db.exec("COMMIT");
      } catch (error) {
        rollBack(db);
        throw failureOf(error, settings.file);
      }
    },
    close() {
      try {
        db.close();
      } catch (error) {
        throw failureOf(error, settings.file);
      }
    },
  };
}

function rollBack(db: Database): void {
  try {
    if (db.isTransaction) db.exec("ROLLBACK");
  } catch {
    // The failure that led here is the one to report; a lost rollback is undone when the file is next opened.
  }
}
