import type { HeardTurn } from "../hearing.ts";
import type { Mind } from "../mind.ts";
import type { TurnRequest } from "../npc-turn.ts";
import type { Thought } from "../thinking.ts";

/** What a persona's turn was asked with, so that it can be asked for once more and mean the same. */
export interface KeptTurn {
  readonly turn: HeardTurn;
  readonly mind: Mind;
  readonly request: TurnRequest;
  /** What was thought before the line came, and taken up with it. */
  readonly ahead: Thought;
}

export interface KeptTurns {
  keep(kept: KeptTurn): void;
  find(turnId: string): KeptTurn | null;
}

/** A prompt is large: only so many of a scene's last turns are kept. */
const CAPACITY = 20;

export function createKeptTurns(capacity = CAPACITY): KeptTurns {
  const kept = new Map<string, KeptTurn>();
  return {
    keep(one) {
      kept.set(one.turn.turnId, one);
      const oldest = kept.keys().next().value;
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
    },
    find: (turnId) => kept.get(turnId) ?? null,
  };
}
