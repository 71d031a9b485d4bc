import type { EpisodeAt, EpisodeShelf } from "../../episodes/episode-shelf.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import { TRANSCRIBED, type TranscribedEvent } from "./transcript-entries.ts";

/** A stretch of a transcript: bounded, wherever in however long an episode it is asked for. */
export interface TranscriptPiece {
  readonly events: readonly (LoggedEvent & { readonly event: TranscribedEvent })[];
  /** What to ask for before and after it; null at the ends. */
  readonly earlier: number | null;
  readonly next: number | null;
}

/** Where a stretch is asked for. */
export type Sought =
  /** On from a record. */
  | { readonly from: number }
  /** What stands before a record. */
  | { readonly before: number }
  /** Around a moment, in ms since the episode began. */
  | { readonly at: number }
  /** Around a turn. */
  | { readonly turn: string };

/** Entries of one stretch, and how many of them stand before what is sought. */
const ENTRIES = 200;
const LEAD = 40;
/** Records between two entries are seldom more than this many for each. */
const SPARSE = 8;

/** Reads one stretch; null for a turn that is not there. */
export async function pieceOf(
  shelf: Pick<EpisodeShelf, "events">,
  { id, records, startedAt }: Omit<EpisodeAt, "place">,
  sought: Sought,
): Promise<TranscriptPiece | null> {
  const read = (from: number, limit: number, until = records) =>
    shelf.events(id, { types: TRANSCRIBED, from, until, limit });

  /** The record that a stretch begins with which has so many entries before this one, or about so many. */
  async function back(before: number, entries: number): Promise<number> {
    const from = Math.max(0, before - entries * SPARSE);
    const there = await read(from, entries * SPARSE, before);
    return there.length > entries ? (there.at(-entries)?.seq ?? from) : from;
  }

  async function on(from: number, limit = ENTRIES): Promise<TranscriptPiece> {
    const events = await read(from, limit);
    const last = events.at(-1);
    return {
      events,
      earlier: from === 0 ? null : from,
      next: events.length < limit || last === undefined ? null : last.seq + 1,
    };
  }

  /** The first entry at or after a moment: entries are written in the order of their times. */
  async function recordAt(at: number): Promise<number> {
    let [low, high] = [0, records];
    while (low < high) {
      const middle = (low + high) >> 1;
      const [there] = await read(middle, 1);
      if (there === undefined || there.event.at - startedAt >= at) high = middle;
      else low = there.seq + 1;
    }
    return low;
  }

  if ("from" in sought) return on(sought.from);
  if ("before" in sought) {
    const from = await back(sought.before, ENTRIES);
    const events = await read(from, ENTRIES, sought.before);
    return { events, earlier: from === 0 ? null : from, next: sought.before };
  }
  if ("at" in sought) return on(await back(await recordAt(sought.at), LEAD));
  const [turn] = await shelf.events(id, { types: ["turn", "line"], turn: sought.turn, limit: 1 });
  return turn === undefined ? null : on(await back(turn.seq, LEAD));
}
