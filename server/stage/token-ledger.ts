import type { AheadTrigger } from "../roleplay/thinking/thinking-mode.ts";
import type { ModelCall } from "./ports.ts";

/** What thinking ahead costs one scene, so that it can be kept within its share. All figures in tokens. */
export interface TokenLedger {
  readonly generated: number;
  readonly thrownAway: number;
  /** Calls that a turn was made of. */
  spent(calls: readonly ModelCall[]): void;
  /** A thought ahead was taken up; `trimmed` characters of it were not. */
  used(trigger: AheadTrigger, calls: readonly ModelCall[], trimmed: number): void;
  /** A thought ahead came to nothing. */
  dropped(trigger: AheadTrigger, calls: readonly ModelCall[]): void;
  /** Whether another thought of `budget` tokens may begin, so that in all likelihood the share is kept; if so, it has. */
  begins(trigger: AheadTrigger, budget: number): boolean;
}

/** How often each trigger is right, before this scene has shown it: [times right, times tried]. */
const PRIOR: Readonly<Record<AheadTrigger, readonly [number, number]>> = {
  typing: [9, 10],
  "after-turn": [4, 10],
  facing: [3, 10],
  approach: [1, 10],
};
/** What a scene may lose before it has generated anything. */
const GRANT = 100;
/** English prose has about four characters to a token; where an endpoint tells no figure, this is the estimate. */
const CHARACTERS_A_TOKEN = 4;

/** `share`: the part of all generated tokens that may be thrown away. */
export function createTokenLedger(share: number): TokenLedger {
  let generated = 0;
  let thrownAway = 0;
  let open = 0;
  const tried = new Map<AheadTrigger, { right: number; times: number }>();

  function note(trigger: AheadTrigger, right: number): void {
    const [priorRight, priorTimes] = PRIOR[trigger];
    const known = tried.get(trigger) ?? { right: priorRight, times: priorTimes };
    tried.set(trigger, { right: known.right + right, times: known.times + 1 });
  }
  function useRate(trigger: AheadTrigger): number {
    const [right, times] = PRIOR[trigger];
    const known = tried.get(trigger);
    return known === undefined ? right / times : known.right / known.times;
  }

  return {
    get generated() {
      return generated;
    },
    get thrownAway() {
      return thrownAway;
    },
    spent(calls) {
      generated += sum(calls);
    },
    used(trigger, calls, trimmed) {
      open = Math.max(0, open - 1);
      generated += sum(calls);
      thrownAway += Math.ceil(trimmed / CHARACTERS_A_TOKEN);
      note(trigger, 1);
    },
    dropped(trigger, calls) {
      open = Math.max(0, open - 1);
      const tokens = sum(calls);
      generated += tokens;
      thrownAway += tokens;
      note(trigger, 0);
    },
    begins(trigger, budget) {
      // Those that run may be lost as well.
      const atRisk = budget * (1 - useRate(trigger)) * (open + 1);
      if (thrownAway + atRisk > share * generated + GRANT) return false;
      open += 1;
      return true;
    },
  };
}

/** Tokens that a call generated: as its ids say, or its usage, or an estimate from its text. */
export function tokensOf(call: ModelCall): number {
  const told = call.usage?.["completion_tokens"];
  if (call.completionTokenIds !== null) return call.completionTokenIds.length;
  if (typeof told === "number" && Number.isFinite(told)) return told;
  return Math.ceil(call.completionText.length / CHARACTERS_A_TOKEN);
}

function sum(calls: readonly ModelCall[]): number {
  return calls.reduce((total, call) => total + tokensOf(call), 0);
}
