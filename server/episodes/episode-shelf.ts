import { setImmediate as breathe } from "node:timers/promises";
import type { EpisodeEvent } from "../stage/episode-event.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { patiently, type LogDatabase } from "./log-database.ts";
import { openLogForReading } from "./log-opening.ts";
import { placeOf, type LogPlace } from "./log-place.ts";
import { episodesBefore, episodesNamed, recordsOfTypes } from "./log-queries.ts";
import type { LoggedEvent } from "./reader.ts";
import { eventOf } from "./record.ts";

/** A log as somebody looks through it: episodes from the newest on, and of each only the events that are asked for. */
export interface EpisodeShelf {
  /** Up to `limit` episodes that began before this place, newest first; null for the newest. */
  newest(before: number | null, limit: number): Promise<readonly EpisodeAt[]>;
  find(id: string): Promise<Omit<EpisodeAt, "place"> | null>;
  /**
   * Up to `limit` events of these types in order, from the record `from` on and before `until`, and of one turn where
   * it is named. A record that cannot be read is left out.
   */
  events<T extends EpisodeEvent["type"]>(
    id: string,
    which: { types: readonly T[]; turn?: string; from?: number; until?: number; limit: number },
  ): Promise<readonly (LoggedEvent & { event: Extract<EpisodeEvent, { type: T }> })[]>;
  close(): Promise<void>;
}

/** Where an episode stands. Times are wall time in ms. */
export interface EpisodeAt {
  /** Grows with each episode that begins. */
  readonly place: number;
  readonly id: string;
  readonly records: number;
  readonly startedAt: number;
  readonly lastAt: number;
}

/** Records read at a time, between which other work of the process goes on. */
const PAGE = 64;

/** Opens at the first question, and again after a failure; rejects with an `EpisodeLogError`. */
export function createEpisodeShelf(place: string | LogPlace): EpisodeShelf {
  let opened: Promise<LogDatabase> | null = null;

  async function asked<T>(question: (log: LogDatabase) => Promise<T>): Promise<T> {
    opened ??= openLogForReading(placeOf(place));
    const opening = opened;
    let log: LogDatabase | null = null;
    try {
      const open = await opening;
      log = open;
      return await patiently(open, () => question(open));
    } catch (error) {
      if (opened === opening) opened = null;
      await log?.close().catch(() => {});
      throw error;
    }
  }

  return {
    newest: (before, limit) =>
      asked(async ({ queries }) => {
        const rows = await episodesBefore(queries, before, limit);
        return rows.map(({ rowid, id, records, first_at, last_at }) => ({
          place: Number(rowid),
          id,
          records,
          startedAt: first_at,
          lastAt: last_at,
        }));
      }),
    find: (id) =>
      asked(async ({ queries }) => {
        const [row] = await episodesNamed(queries, [id]);
        if (row === undefined) return null;
        return { id, records: row.records, startedAt: row.first_at, lastAt: row.last_at };
      }),
    async events<T extends EpisodeEvent["type"]>(
      id: string,
      {
        types,
        turn,
        from = 0,
        until,
        limit,
      }: { types: readonly T[]; turn?: string; from?: number; until?: number; limit: number },
    ) {
      const found: (LoggedEvent & { event: Extract<EpisodeEvent, { type: T }> })[] = [];
      let next = from;
      for (let left = limit; left > 0;) {
        await breathe();
        const page = {
          types,
          turn: turn ?? null,
          from: next,
          until: until ?? null,
          limit: Math.min(PAGE, left),
        };
        const rows = await asked(({ queries }) => recordsOfTypes(queries, id, page));
        for (const row of rows) {
          const event = read(row);
          if (event !== null)
            found.push({ seq: row.seq, event: event as Extract<EpisodeEvent, { type: T }> });
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < page.limit) break;
        left -= rows.length;
        next = last.seq + 1;
      }
      return found;
    },
    async close() {
      const log = await opened?.catch(() => null);
      opened = null;
      await log?.close();
    },
  };
}

function read(row: Parameters<typeof eventOf>[0]): EpisodeEvent | null {
  try {
    return eventOf(row);
  } catch (error) {
    if (error instanceof EpisodeLogError) return null;
    throw error;
  }
}
