import type { ModelRequest, ThinkingPart } from "../../stage/ports.ts";

/** What a call will probably cost, in tokens: what the queue's fairness counts with. */
export interface ExpectedTokens {
  of(request: ModelRequest): number;
  /** Takes the length of a completion. */
  learn(request: ModelRequest, completion: number): void;
}

/** What any call costs beside its completion, so that calls of a few words are not free. */
const EACH = 64;
/** How much a new length moves the average. */
const WEIGHT = 0.1;

/** Knows nothing at first, and then the average of each part of the thinking; never more than a call may have. */
export function createExpectedTokens(): ExpectedTokens {
  const averages = new Map<`${ThinkingPart["mode"]} ${ThinkingPart["phase"]}`, number>();
  return {
    of({ sampling, thinking }) {
      const average = averages.get(`${thinking.mode} ${thinking.phase}`);
      return EACH + Math.min(sampling.maxTokens, Math.ceil(average ?? sampling.maxTokens));
    },
    learn({ thinking }, completion) {
      const part = `${thinking.mode} ${thinking.phase}` as const;
      const average = averages.get(part) ?? completion;
      averages.set(part, average + WEIGHT * (completion - average));
    },
  };
}
