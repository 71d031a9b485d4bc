import type { LiveFigures, LiveNote } from "../../../shared/studio/live.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createSceneNames, type SceneNames } from "./names.ts";
import { createTally } from "./tally.ts";

/** What one running scene has logged lately, kept so that a page can show it and open its lines. */

type Of<K extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: K }>;

/** A line or a turn, by its number in the scene. */
export interface BookLine {
  readonly n: number;
  readonly event: Of<"line"> | Of<"turn">;
}

/** Everything that a turn came from and came to. */
export interface KeptTurn {
  readonly line: BookLine & { readonly event: Of<"turn"> };
  readonly calls: readonly Of<"model-call">[];
  /** What the persona observed since it spoke last. */
  readonly observed: readonly Of<"observed">[];
  /** Deeds that its words asked for; one that was walked up to comes later. */
  readonly deeds: Of<"deed">[];
}

export interface SceneBook {
  readonly names: SceneNames;
  /** The next event of the scene. */
  take(event: EpisodeEvent): void;
  /** Lines after a number, oldest first, and how many of them are no longer kept. */
  since(n: number): { readonly lines: readonly BookLine[]; readonly missed: number };
  /** Null for a turn that is unknown, or too long ago. */
  turn(turnId: string): KeptTurn | null;
  notesSince(n: number): readonly LiveNote[];
  figures(): Omit<LiveFigures, "personas" | "players">;
}

/** What is done is done to personas. */
const NUMBERED = { players: false, language: "en" } as const;
/** Lines and notes that a page can go back to, turns whose traces can be opened, and observations before one turn. */
const LINES = 300;
const NOTES = 100;
const TURNS = 40;
const OBSERVED = 40;

export function createSceneBook(): SceneBook {
  const names = createSceneNames();
  const tally = createTally();
  const lines: BookLine[] = [];
  const notes: LiveNote[] = [];
  const turns = new Map<string, KeptTurn>();
  const calls = new Map<string, Of<"model-call">[]>();
  const deeds = new Map<string, Of<"deed">[]>();
  const observed = new Map<string, Of<"observed">[]>();
  let count = 0;
  let noted = 0;

  function keep(event: BookLine["event"]): BookLine {
    const line = { n: (count += 1), event };
    lines.push(line);
    if (lines.length > LINES) lines.shift();
    return line;
  }

  function note(event: Of<"control"> | Of<"recast"> | Of<"admitted">): void {
    const what = event.type === "control" ? event.control : event.type;
    const whom = event.participant === null ? null : names.of(event.participant, NUMBERED).name;
    notes.push({ n: (noted += 1), at: event.at, what, whom, by: event.by });
    if (notes.length > NOTES) notes.shift();
  }

  function turnEnded(event: Of<"turn">): void {
    const { turnId, speaker } = event;
    turns.set(turnId, {
      line: { n: keep(event).n, event },
      calls: calls.get(turnId) ?? [],
      observed: (observed.get(speaker) ?? []).filter(
        ({ observation }) => observation.kind !== "own",
      ),
      deeds: deeds.get(turnId) ?? [],
    });
    calls.delete(turnId);
    // A take is an answer to what was there before it.
    if (event.instead === undefined) observed.delete(speaker);
    const oldest = turns.keys().next().value;
    if (turns.size > TURNS && oldest !== undefined) turns.delete(oldest);
    tally.turn(event);
  }

  return {
    names,
    take(event) {
      names.take(event);
      switch (event.type) {
        case "line":
          keep(event);
          break;
        case "turn":
          turnEnded(event);
          break;
        case "model-call":
          tally.call(event.call);
          if (event.discarded === undefined)
            bounded(calls, event.turnId).push({ ...event, call: withoutTokens(event.call) });
          break;
        case "observed":
          for (const { persona } of event.minds) {
            const mine = bounded(observed, persona, Number.POSITIVE_INFINITY);
            mine.push(event);
            if (mine.length > OBSERVED) mine.shift();
          }
          break;
        case "deed":
          if (event.turnId === null) break;
          (turns.get(event.turnId)?.deeds ?? bounded(deeds, event.turnId)).push(event);
          break;
        case "control":
        case "recast":
        case "admitted":
          note(event);
          break;
        default:
      }
    },
    since(n) {
      const first = lines[0]?.n ?? count + 1;
      return {
        lines: lines.filter((line) => line.n > n),
        missed: Math.max(0, first - 1 - n),
      };
    },
    turn: (turnId) => turns.get(turnId) ?? null,
    notesSince: (n) => notes.filter((one) => one.n > n),
    figures: tally.figures,
  };
}

/** The list under a key; of too many keys the oldest leaves. */
function bounded<T>(lists: Map<string, T[]>, key: string, most = TURNS * 2): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  const oldest = lists.keys().next().value;
  if (lists.size > most && oldest !== undefined) lists.delete(oldest);
  return list;
}

/** Token ids and log-probabilities are large, and nobody reads them here. */
function withoutTokens(call: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...call, promptTokenIds: null, completionTokenIds: null, logprobs: null };
}
