import type { EpisodeHead, StoredRecord } from "./verification.ts";
import type { EventRecord } from "./record.ts";
import type { EpisodeTable, LogQueries } from "./log-tables.ts";

/** What a stored record is read with. */
const RECORD_COLUMNS = [
  "episode",
  "seq",
  "type",
  "turn",
  "participant",
  "outcome",
  "at",
  "hash",
  "body",
  "prompt_tokens",
  "completion_tokens",
  "logprobs",
] as const;

/** Everything that is asked of a log's tables, written once for SQLite and PostgreSQL. */

/** An episode's row with its times, in ms. */
export type EpisodeRow = Omit<EpisodeTable, "rowid">;

/** A record with its place in the chain. */
export type LinkedRecord = EventRecord & { readonly seq: number; readonly hash: Uint8Array };

/** Up to `limit` records of one episode in order, with `from <= seq < to`. */
export function recordPage(
  queries: LogQueries,
  episode: string,
  { from, to, limit, types = [] }: RecordRange,
): Promise<StoredRecord[]> {
  const page = queries
    .selectFrom("records")
    .select(RECORD_COLUMNS)
    .where("episode", "=", episode)
    .where("seq", ">=", from)
    .where("seq", "<", to)
    .orderBy("seq")
    .limit(limit);
  return (types.length === 0 ? page : page.where("type", "in", types)).execute();
}

/** A stretch of an episode's records; of these kinds alone where any are named. */
export interface RecordRange {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly types?: readonly EventRecord["type"][];
}

/** The hash of one record; null when it is not there. */
export async function hashAt(
  queries: LogQueries,
  episode: string,
  seq: number,
): Promise<Uint8Array | null> {
  const row = await queries
    .selectFrom("records")
    .select("hash")
    .where("episode", "=", episode)
    .where("seq", "=", seq)
    .executeTakeFirst();
  return row?.hash ?? null;
}

/** The rows of all episodes, in the order in which they began. */
export function allEpisodes(queries: LogQueries): Promise<EpisodeRow[]> {
  return queries
    .selectFrom("episodes")
    .select(["id", "records", "head", "first_at", "last_at"])
    .orderBy("rowid")
    .execute();
}

/** Up to `limit` episodes that began before the one of this row, the newest first; null for the newest of all. */
export function episodesBefore(
  queries: LogQueries,
  before: number | null,
  limit: number,
): Promise<(EpisodeRow & { rowid: number })[]> {
  return queries
    .selectFrom("episodes")
    .select(["rowid", "id", "records", "head", "first_at", "last_at"])
    .$if(before !== null, (query) => query.where("rowid", "<", before ?? 0))
    .orderBy("rowid", "desc")
    .limit(limit)
    .execute();
}

/**
 * Up to `limit` records of one episode in order from `from` on and before `until`, of these types, and of this turn
 * where one is named.
 */
export function recordsOfTypes(
  queries: LogQueries,
  episode: string,
  {
    types,
    turn,
    from,
    until,
    limit,
  }: {
    types: readonly EventRecord["type"][];
    turn: string | null;
    from: number;
    until: number | null;
    limit: number;
  },
): Promise<StoredRecord[]> {
  return (
    queries
      .selectFrom("records")
      .select(RECORD_COLUMNS)
      .$if(turn === null, (query) => query.where("episode", "=", episode))
      // A turn has a handful of records, however long its episode is: they are found by it alone.
      .$if(turn !== null, (query) =>
        query
          .where("turn", "=", turn)
          .where((is) => is(is.fn<string>("coalesce", ["episode", is.val("")]), "=", episode)),
      )
      // Found by their types, all there are would be sorted for each page of a long episode.
      .where((is) => is(is.fn<string>("coalesce", ["type", is.val("")]), "in", types))
      .where("seq", ">=", from)
      .$if(until !== null, (query) => query.where("seq", "<", until))
      .orderBy("seq")
      .limit(limit)
      .execute()
  );
}

/** The heads of all episodes, in the order in which they began. */
export function allHeads(queries: LogQueries): Promise<EpisodeHead[]> {
  return queries
    .selectFrom("episodes")
    .select(["id", "records", "head"])
    .orderBy("rowid")
    .execute();
}

/** The rows of these episodes, as far as they are there. */
export function episodesNamed(queries: LogQueries, ids: readonly string[]): Promise<EpisodeRow[]> {
  return queries
    .selectFrom("episodes")
    .select(["id", "records", "head", "first_at", "last_at"])
    .where("id", "in", ids)
    .execute();
}

/** How many records each episode has. */
export function recordCounts(queries: LogQueries): Promise<{ episode: string; n: number }[]> {
  return queries
    .selectFrom("records")
    .select(({ fn }) => ["episode", fn.countAll<number>().as("n")])
    .groupBy("episode")
    .execute();
}

/** Turns and lines of each episode, by how they came out. */
export function spokenCounts(queries: LogQueries) {
  return queries
    .selectFrom("records")
    .select(({ fn }) => ["episode", "type", "outcome", fn.countAll<number>().as("n")])
    .where("type", "in", ["turn", "line"])
    .groupBy(["episode", "type", "outcome"])
    .execute();
}

/** When each episode ended, for those that did. */
export function endTimes(queries: LogQueries): Promise<{ episode: string; at: number }[]> {
  return queries
    .selectFrom("records")
    .select(({ fn }) => ["episode", fn.max("at").as("at")])
    .where("type", "=", "episode-end")
    .groupBy("episode")
    .execute();
}

/** The bodies of the first `episode-start` of these episodes. */
export async function startBodies(
  queries: LogQueries,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await queries
    .selectFrom("records")
    .select(["episode", "body"])
    .where("type", "=", "episode-start")
    .where("episode", "in", ids)
    .orderBy("position", "desc")
    .execute();
  return new Map(rows.map(({ episode, body }) => [episode, body]));
}

/** Records that rewriting has taken out of a log for good, by its own redactions: they are not missing. */
export async function recordsTakenOut(queries: LogQueries): Promise<number> {
  const rows = await queries
    .selectFrom("records")
    .select("body")
    .where("type", "=", "redaction")
    .where("body", "like", '%"fewer":%')
    .execute();
  return rows.reduce((sum, { body }) => sum + fewerIn(body), 0);
}

function fewerIn(body: string): number {
  try {
    const { fewer }: { fewer?: unknown } = JSON.parse(body);
    return typeof fewer === "number" && fewer > 0 ? fewer : 0;
  } catch {
    return 0;
  }
}

/** Columns of a record, for how many fit into one statement. */
const MOST_ROWS = 500;

/** Writes records with their places; a place that is taken fails the transaction. */
export async function insertRecords(
  queries: LogQueries,
  records: readonly LinkedRecord[],
): Promise<void> {
  for (let i = 0; i < records.length; i += MOST_ROWS) {
    await queries
      .insertInto("records")
      .values(records.slice(i, i + MOST_ROWS).map(rowOf))
      .execute();
  }
}

/** Writes how far episodes have come; when an episode began is written once. */
export async function writeEpisodes(
  queries: LogQueries,
  episodes: readonly EpisodeRow[],
): Promise<void> {
  await queries
    .insertInto("episodes")
    .values([...episodes])
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((set) => ({
        records: set.ref("excluded.records"),
        head: set.ref("excluded.head"),
        last_at: set.ref("excluded.last_at"),
      })),
    )
    .execute();
}

/** Named one by one: whatever else an object carries is no column. */
function rowOf(record: LinkedRecord): LinkedRecord {
  const { episode, seq, type, turn, participant, outcome, at, hash, body } = record;
  const { prompt_tokens, completion_tokens, logprobs } = record;
  return {
    episode,
    seq,
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
  };
}
