import { existsSync } from "node:fs";
import { EPISODE_FORMAT, type EpisodeEvent, type Redacted } from "../stage/episode-event.ts";
import type * as z from "zod";
import { clearFreePages, openForWriting } from "./database.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { inTransaction, type LogDatabase } from "./log-database.ts";
import type { LogPlace, PostgresPlace } from "./log-place.ts";
import { episodesNamed, insertRecords, recordPage, type LinkedRecord } from "./log-queries.ts";
import type { LogTransaction } from "./log-tables.ts";
import {
  clearDeadRows,
  openPostgresForReading,
  openPostgresForWriting,
  otherWriters,
} from "./postgres-database.ts";
import { readerOf, type EpisodeReader } from "./reader.ts";
import { eventOf, recordOf } from "./record.ts";
import { CHAIN_START, linkHash } from "./record-chain.ts";
import { logDatabaseOf } from "./sqlite-database.ts";

/** Why an episode is rewritten, and whose words leave it; null where it is nobody's in particular. */
export type RewriteReason = Pick<z.infer<typeof Redacted>, "participant" | "reason">;

/** What a rewriting did to an episode. */
export interface Rewritten {
  /** Records that are no longer as they were, those that are gone included. */
  readonly records: number;
  /** Records that are gone. */
  readonly gone: number;
  /** Characters of text and numbers of tokens that are gone. */
  readonly characters: number;
}

/** An episode with something taken out of each event: another event, the same, or null for none. */
export type Rewrite = (event: EpisodeEvent) => EpisodeEvent | null;

/**
 * Rewrites what was logged, which nothing else may: each episode whole or not at all, as a new chain whose last record
 * says how much left and why. While it is open nobody else has the log. Rejects with an `EpisodeLogError`.
 */
export interface EpisodeRewriting {
  /** Leaves an episode in which `rewrite` changes nothing byte for byte as it was. */
  rewriteEpisode(id: string, why: RewriteReason, rewrite: Rewrite): Promise<Rewritten>;
  /** Reads the same log; nobody else can while it is open. */
  readonly reader: EpisodeReader;
  /** Leaves no trace of what was rewritten in the log's files: to be called after the last episode. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}

/** Records that are read at a time. */
const PAGE = 64;

/** Opens a log for rewriting; rejects with `busy` while a server or anyone else has it open. */
export async function openEpisodeRewriting(place: LogPlace): Promise<EpisodeRewriting> {
  const where = place.open();
  const { log, clear } = where.kind === "file" ? openFile(where.file) : await openPostgres(where);
  return {
    reader: readerOf(log),
    async rewriteEpisode(id, why, rewrite) {
      try {
        return await inTransaction(log, "writing", (transaction) =>
          rewritten(log, transaction, { id, why, rewrite }),
        );
      } catch (error) {
        if (error === NOTHING) return { records: 0, gone: 0, characters: 0 };
        throw log.failureOf(error);
      }
    },
    async scrub() {
      try {
        await clear();
      } catch (error) {
        throw log.failureOf(error);
      }
    },
    close: () => log.close(),
  };
}

/** A log that nobody else has open, and what clears it of what left. */
interface LogAlone {
  readonly log: LogDatabase;
  readonly clear: () => void | Promise<void>;
}

function openFile(file: string): LogAlone {
  if (!existsSync(file))
    throw new EpisodeLogError("missing", `There is no episode log at ${file} yet.`);
  const db = openForWriting({ file, busyTimeoutMs: 200, maxFileBytes: null, alone: true });
  db.exec("PRAGMA secure_delete = ON");
  return { log: logDatabaseOf(db, file), clear: () => clearFreePages(db, file) };
}

async function openPostgres(place: PostgresPlace): Promise<LogAlone> {
  // Only to see that there is one: opening for writing would make it.
  await (await openPostgresForReading(place)).close();
  const log = await openPostgresForWriting({
    place,
    busyTimeoutMs: 2_000,
    patienceMs: 3_000,
    alone: true,
  });
  try {
    if ((await otherWriters(log, place)) > 0) {
      throw new EpisodeLogError(
        "busy",
        `The episode log at ${place.shown} is being written by a server.`,
      );
    }
    return { log, clear: () => clearDeadRows(log, place) };
  } catch (error) {
    await log.close();
    throw log.failureOf(error);
  }
}

/** Undoes the transaction of an episode in which nothing has to change. */
const NOTHING = new Error("nothing changes");

async function rewritten(
  log: LogDatabase,
  transaction: LogTransaction,
  { id, why, rewrite }: { id: string; why: RewriteReason; rewrite: Rewrite },
): Promise<Rewritten> {
  await log.hold(transaction, [id]);
  const [episode] = await episodesNamed(transaction, [id]);
  if (episode === undefined) throw NOTHING;
  let head = CHAIN_START;
  let seq = 0;
  let lastAt = episode.first_at;
  let [records, gone, characters, fewer] = [0, 0, 0, 0];

  /** Places in front of what is still to be read are free: what is written never overtakes what is read. */
  async function put(event: EpisodeEvent): Promise<void> {
    const record = recordOf(event);
    const hash = linkHash(head, { ...record, seq });
    const linked: LinkedRecord = { ...record, seq, hash };
    if (seq < (episode?.records ?? 0)) await overwrite(transaction, linked);
    else await insertRecords(transaction, [linked]);
    head = hash;
    seq += 1;
    lastAt = event.at;
  }

  for (let from = 0; from < episode.records; from += PAGE) {
    const page = { from, to: episode.records, limit: PAGE };
    const stored = await recordPage(transaction, id, page);
    if (stored.length === 0) {
      throw new EpisodeLogError(
        "corrupt",
        `Episode ${id} has records missing and was left as it is: see npm run episodes -- verify.`,
      );
    }
    for (const before of stored) {
      const event = eventOf(before);
      const after = rewrite(event);
      if (after === event) {
        // In the version it was written in: nothing of it changes but its place in the chain.
        const hash = linkHash(head, { ...before, seq });
        await overwrite(transaction, { ...before, seq, hash });
        head = hash;
        seq += 1;
        lastAt = before.at;
        continue;
      }
      records += 1;
      characters += weightOf(event) - (after === null ? 0 : weightOf(after));
      if (after !== null) await put(after);
      else {
        gone += 1;
        if (event.type === "redaction") fewer += event.fewer ?? 0;
      }
    }
  }
  if (records === 0) throw NOTHING;
  // The redaction itself takes one of the places that became free.
  fewer += Math.max(0, gone - 1);
  await put({
    v: EPISODE_FORMAT,
    episodeId: id,
    at: lastAt,
    type: "redaction",
    ...why,
    records,
    characters: Math.max(0, characters),
    ...(fewer > 0 ? { fewer } : {}),
  });
  await transaction
    .deleteFrom("records")
    .where("episode", "=", id)
    .where("seq", ">=", seq)
    .execute();
  await log.tally(transaction, Math.max(0, seq - episode.records));
  await transaction
    .updateTable("episodes")
    .set({ records: seq, head, last_at: lastAt })
    .where("id", "=", id)
    .execute();
  return { records, gone, characters: Math.max(0, characters) };
}

async function overwrite(transaction: LogTransaction, record: LinkedRecord): Promise<void> {
  const { type, turn, participant, outcome, at, hash, body } = record;
  const { prompt_tokens, completion_tokens, logprobs } = record;
  await transaction
    .updateTable("records")
    .set({
      type,
      turn,
      participant,
      outcome,
      at,
      hash,
      body,
      prompt_tokens,
      completion_tokens,
      logprobs,
    })
    .where("episode", "=", record.episode)
    .where("seq", "=", record.seq)
    .execute();
}

/** Characters of all texts in an event, and its numbers in lists: what a person or a trainer could read. */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value)) {
    if (typeof value[0] === "number") return value.length;
    return value.reduce((sum: number, one) => sum + weightOf(one), 0);
  }
  return Object.values(value).reduce((sum: number, one) => sum + weightOf(one), 0);
}
