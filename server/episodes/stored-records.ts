import { setImmediate as breathe } from "node:timers/promises";
import { patiently, type LogDatabase } from "./log-database.ts";
import { recordPage } from "./log-queries.ts";
import type { StoredRecord } from "./verification.ts";

/** Records read at a time, between which other work of the process goes on. */
const PAGE = 64;

/**
 * The records of one episode as they are stored, in order, with `from <= seq < to`, page by page: what is in memory does
 * not grow with the episode, and nothing is held open between two pages. With `types`, of these alone.
 */
export async function* recordsOf(
  log: LogDatabase,
  episode: string,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
  types: readonly StoredRecord["type"][] = [],
): AsyncIterable<StoredRecord> {
  for (let next = from; ;) {
    await breathe();
    const page = { from: next, to, limit: PAGE, types };
    const rows = await patiently(log, () => recordPage(log.queries, episode, page));
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    next = last.seq + 1;
  }
}
