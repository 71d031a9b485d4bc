import type { SceneEvent, TurnOutcome } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { ModelCall } from "../../stage/ports.ts";
import { canariesIn } from "./canaries.ts";

/** Keeps account of what players were told, to hold it against what is on record. Times in ms from the start. */
export interface Ledger {
  told(event: SceneEvent, at: number): void;
  /** A body's mark, as everyone sees it. */
  status(scene: number, body: string, status: string, at: number): void;
  /** Everything is over: says what was wrong, each in one sentence. */
  settle(record: readonly EpisodeEvent[], at: number): readonly string[];
  readonly ends: readonly TurnEnd[];
  readonly open: number;
}

export interface TurnEnd {
  readonly turnId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: TurnOutcome;
}

/** No turn and no mark may last longer, in ms. */
const LONGEST = 50_000;
const SHOWN_LEAKS = 5;

export function createLedger(): Ledger {
  const started = new Map<string, number>();
  const ended = new Map<string, { at: number; outcome: TurnOutcome; logged: boolean }>();
  const considering = new Map<string, number>();
  const ends: TurnEnd[] = [];
  const wrong: string[] = [];
  const leaked = new Set<string>();

  return {
    ends,
    get open() {
      return started.size - ended.size;
    },
    told(event, at) {
      for (const word of canariesIn(JSON.stringify(event))) leaked.add(word);
      if (event.type === "turn-start") {
        if (started.has(event.turnId)) wrong.push(`turn ${event.turnId} began twice`);
        started.set(event.turnId, at);
      }
      if (event.type !== "turn-end") return;
      const { turnId, outcome, logged } = event;
      const startedAt = started.get(turnId);
      if (startedAt === undefined) wrong.push(`turn ${turnId} ended and never began`);
      if (ended.has(turnId)) wrong.push(`turn ${turnId} ended twice`);
      ended.set(turnId, { at, outcome, logged });
      ends.push({ turnId, startedAt: startedAt ?? at, endedAt: at, outcome });
    },
    status(scene, body, status, at) {
      const key = `${scene} ${body}`;
      if (status === "considering") considering.set(key, considering.get(key) ?? at);
      else {
        const since = considering.get(key);
        considering.delete(key);
        if (since !== undefined && at - since > LONGEST) {
          wrong.push(`${body} of scene ${scene} considered for ${Math.round(at - since)} ms`);
        }
      }
    },
    settle(record, at) {
      const records = new Map<string, string[]>();
      for (const event of record) {
        if (event.type !== "turn") continue;
        records.set(event.turnId, [...(records.get(event.turnId) ?? []), event.outcome]);
      }
      for (const [turnId, since] of started) {
        const end = ended.get(turnId);
        if (end === undefined) {
          wrong.push(
            `turn ${turnId} had been open for ${Math.round(at - since)} ms and never ended`,
          );
          continue;
        }
        if (end.at - since > LONGEST) {
          wrong.push(`turn ${turnId} was open for ${Math.round(end.at - since)} ms`);
        }
        const found = records.get(turnId) ?? [];
        if (end.logged && (found.length !== 1 || found[0] !== end.outcome)) {
          wrong.push(`turn ${turnId} was told as logged, and the log has ${found.length} of it`);
        }
      }
      for (const [key] of considering) wrong.push(`the mark of ${key} was never cleared`);
      if (leaked.size > 0) {
        const some = [...leaked].slice(0, SHOWN_LEAKS).join(", ");
        wrong.push(`${leaked.size} private words were told to players, such as ${some}`);
      }
      return wrong;
    },
  };
}

/** Counts of one run's record. */
export interface CallFigures {
  readonly calls: Readonly<Record<string, number>>;
  readonly causes: Readonly<Record<string, number>>;
  /** Failed calls of a turn that another call of it followed. */
  readonly retries: number;
}

export function figuresOf(record: readonly EpisodeEvent[]): CallFigures {
  const calls: Record<string, number> = {};
  const causes: Record<string, number> = {};
  const byTurn = new Map<string, ModelCall[]>();
  for (const event of record) {
    if (event.type === "turn" && event.cause !== null) count(causes, event.cause);
    if (event.type !== "model-call") continue;
    const call = event.call as unknown as ModelCall;
    const { end } = call;
    count(calls, end.status === "failed" ? end.failure : end.status);
    byTurn.set(event.turnId, [...(byTurn.get(event.turnId) ?? []), call]);
  }
  const retries = [...byTurn.values()].reduce(
    (sum, list) => sum + list.slice(0, -1).filter(({ end }) => end.status === "failed").length,
    0,
  );
  return { calls, causes, retries };
}

function count(into: Record<string, number>, key: string): void {
  into[key] = (into[key] ?? 0) + 1;
}
