import { isDeepStrictEqual } from "node:util";
import type { Transcript } from "../../client/transcript.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { ParticipantId, TranscriptEntry } from "../../shared/protocol.ts";

/** Keeps account of what each player holds, to see that all hold the same and that the log holds it too. Times in ms. */
export interface StepLedger {
  came(reader: ParticipantId, at: number): void;
  /** `at` by wall time, as in the log. */
  left(reader: ParticipantId, at: number): void;
  /** A reader holds an entry that is over. */
  holds(reader: ParticipantId, entry: TranscriptEntry): void;
  /** A reader's line or request was acknowledged under this turn id. */
  acknowledged(turnId: string): void;
  began(turnId: string, at: number): void;
  /** `logged`: whether its end said that it is on disk. */
  ended(turnId: string, at: number, logged: boolean): void;
  /** Something that must not be, in one sentence. */
  broken(sentence: string): void;
  /**
   * Compares everything with the log. `stalls`: how often the server said that its log cannot be written; only then may
   * a line be missing from it, or a turn that said so itself.
   */
  settle(record: readonly EpisodeEvent[], at: number, stalls?: number): readonly string[];
  readonly figures: {
    readonly turns: number;
    readonly lines: number;
    readonly held: number;
    /** Entries that more than one player held. */
    readonly shared: number;
    readonly acknowledged: number;
    readonly longestTurn: number;
    /** What is missing from the log, because the disk was stuck and the server said so. */
    readonly unlogged: number;
  };
}

/** No turn may last longer: its own deadline, and a log that takes its time, are well below. */
const LONGEST = 60_000;
/** Somebody who leaves may miss what ends in the same moment. */
const PARTING = 2_000;
const SHOWN = 12;

export function createStepLedger(): StepLedger {
  const first = new Map<string, { entry: TranscriptEntry; readers: Set<ParticipantId> }>();
  const present = new Map<ParticipantId, { from: number; until: number }>();
  const acknowledged = new Set<string>();
  const running = new Map<string, number>();
  const over = new Set<string>();
  const durable = new Set<string>();
  const unlogged = new Set<string>();
  const wrong: string[] = [];
  let held = 0;
  let longestTurn = 0;
  let more = 0;

  function broken(sentence: string): void {
    if (wrong.length < SHOWN) wrong.push(sentence);
    else more += 1;
  }

  return {
    get figures() {
      const all = [...first.values()];
      return {
        turns: all.filter(({ entry }) => entry.kind === "persona").length,
        lines: all.filter(({ entry }) => entry.kind !== "persona").length,
        held,
        shared: all.filter(({ readers }) => readers.size > 1).length,
        acknowledged: acknowledged.size,
        longestTurn,
        unlogged: unlogged.size,
      };
    },
    came: (reader, at) => void present.set(reader, { from: at, until: Number.POSITIVE_INFINITY }),
    left: (reader, at) =>
      void present.set(reader, { from: present.get(reader)?.from ?? 0, until: at }),
    holds(reader, entry) {
      const known = first.get(entry.turnId);
      if (known === undefined) {
        first.set(entry.turnId, { entry, readers: new Set([reader]) });
        held += 1;
        return;
      }
      if (!known.readers.has(reader)) held += 1;
      known.readers.add(reader);
      const difference = differenceOf(known.entry, entry);
      if (difference !== null) {
        broken(`players hold different versions of turn ${entry.turnId}: ${difference}`);
      }
    },
    acknowledged: (turnId) => void acknowledged.add(turnId),
    began(turnId, at) {
      if (!running.has(turnId) && !over.has(turnId)) running.set(turnId, at);
    },
    ended(turnId, at, logged) {
      if (logged) durable.add(turnId);
      const since = running.get(turnId);
      over.add(turnId);
      running.delete(turnId);
      if (since === undefined) return;
      longestTurn = Math.max(longestTurn, at - since);
      if (at - since > LONGEST) broken(`turn ${turnId} was open for ${Math.round(at - since)} ms`);
    },
    broken,
    settle(record, at, stalls = 0) {
      function absent(turnId: string, sentence: string): void {
        if (stalls === 0 || durable.has(turnId)) broken(sentence);
        else unlogged.add(turnId);
      }
      const logged = new Map<string, EpisodeEvent & { type: "line" | "turn" }>();
      for (const event of record) {
        if (event.type !== "line" && event.type !== "turn") continue;
        if (logged.has(event.turnId)) broken(`the log has turn ${event.turnId} twice`);
        logged.set(event.turnId, event);
      }
      for (const turnId of acknowledged) {
        if (!logged.has(turnId))
          absent(turnId, `line ${turnId} was acknowledged and is not in the log`);
      }
      for (const [turnId, since] of running) {
        if (logged.has(turnId)) continue;
        // One that somebody still holds open is found at every quiet point, whatever the disk does.
        absent(turnId, `turn ${turnId} was open for ${Math.round(at - since)} ms and never ended`);
      }
      for (const [turnId, { entry, readers }] of first) {
        const event = logged.get(turnId);
        if (event === undefined) {
          absent(turnId, `players hold turn ${turnId}, and it is not in the log`);
          continue;
        }
        const difference = differenceFromLog(entry, event);
        if (difference !== null) broken(`turn ${turnId} is other in the log: ${difference}`);
        for (const reader of readers) {
          if (event.whisper && reader !== event.speaker && !event.listeners.includes(reader))
            broken(`a whisper, turn ${turnId}, reached ${reader}, whom it was not for`);
        }
      }
      for (const event of logged.values()) {
        for (const listener of event.listeners) {
          const stay = present.get(listener);
          if (stay === undefined || event.at > stay.until - PARTING || event.at < stay.from)
            continue;
          if (first.get(event.turnId)?.readers.has(listener) !== true)
            broken(`${listener} was in earshot of turn ${event.turnId} and does not hold it`);
        }
      }
      return more === 0 ? wrong : [...wrong, `and ${more} more`];
    },
  };
}

/** How two versions of one entry that is over differ; null where they do not. The waiting gesture has done its work. */
function differenceOf(a: TranscriptEntry, b: TranscriptEntry): string | null {
  const { gesture: _a, ...one } = a;
  const { gesture: _b, ...other } = b;
  if (isDeepStrictEqual(one, other)) return null;
  const keys = Object.keys({ ...one, ...other }) as (keyof typeof one)[];
  return keys
    .filter((key) => !isDeepStrictEqual(one[key], other[key]))
    .map((key) => `${key} ${JSON.stringify(one[key])} and ${JSON.stringify(other[key])}`)
    .join("; ");
}

type Said = EpisodeEvent & { type: "line" | "turn" };

function differenceFromLog(entry: TranscriptEntry, event: Said): string | null {
  const heard = entry.segments.filter((segment) => segment !== null);
  const said = event.segments.filter(({ kind }) => kind === "speech" || kind === "action");
  const words = (all: readonly { kind: string; text: string }[]) =>
    all.map(({ kind, text }) => `${kind}:${text}`).join("\n");
  if (words(heard) !== words(said))
    return `${JSON.stringify(words(heard))} and ${JSON.stringify(words(said))}`;
  if (event.speaker !== entry.speaker) return `${entry.speaker} and ${event.speaker}`;
  const state = event.type === "turn" ? event.outcome : "complete";
  return state === entry.state ? null : `${entry.state} and ${state}`;
}

/**
 * How what a client holds differs from a snapshot that came right after it, each in one sentence. After a `gap` the
 * client may have missed something: then only what both hold has to agree.
 */
export function transcriptDifferences(
  held: Transcript,
  fresh: Transcript,
  gap: boolean,
): readonly string[] {
  const wrong: string[] = [];
  if (held.you !== "" && held.you !== fresh.you) return [`${held.you} is ${fresh.you} all at once`];
  if (fresh.seq < held.seq) wrong.push(`a snapshot goes back from ${held.seq} to ${fresh.seq}`);
  const byTurn = new Map(fresh.entries.map((entry) => [entry.turnId, entry]));
  for (const entry of held.entries) {
    const other = byTurn.get(entry.turnId);
    // The server forgets the oldest sooner than who heard little.
    if (other === undefined) continue;
    if (gap && entry.state === "open") continue;
    const difference =
      entry.state === "open" && !isDeepStrictEqual(entry, other)
        ? `${JSON.stringify(entry)} and ${JSON.stringify(other)}`
        : differenceOf(entry, other);
    if (difference !== null)
      wrong.push(`turn ${entry.turnId} is other on the server: ${difference}`);
  }
  if (gap) return wrong;
  const order = (all: readonly TranscriptEntry[]) => all.map(({ turnId }) => turnId).join(" ");
  const newest = held.entries.slice(held.entries.length - fresh.entries.length);
  if (fresh.entries.length > held.entries.length || order(newest) !== order(fresh.entries))
    wrong.push(`${held.you} holds other turns than the server says, or in another order`);
  return wrong;
}
