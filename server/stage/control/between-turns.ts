import type { Happenings } from "../happenings.ts";
import type { Mind } from "../mind.ts";

/** Lets what must not happen in the middle of a turn wait for its end. */
export interface BetweenTurns {
  /** Runs now where no turn runs, else when it has ended and before the next one begins; a later one replaces it. */
  run(mind: Mind, what: "recast" | "reset", act: () => void): void;
  /** What waits for this mind will not happen. */
  forget(mind: Mind): void;
}

/** Must be made before anything that could begin a turn when another has ended. */
export function createBetweenTurns(happenings: Happenings): BetweenTurns {
  const waiting = new Map<Mind, Map<string, () => void>>();
  happenings.on("turn-ended", ({ mind }) => {
    const acts = waiting.get(mind);
    waiting.delete(mind);
    for (const act of acts?.values() ?? []) act();
  });
  return {
    run(mind, what, act) {
      if (mind.running === null) return act();
      const acts = waiting.get(mind) ?? new Map<string, () => void>();
      waiting.set(mind, acts.set(what, act));
    },
    forget: (mind) => void waiting.delete(mind),
  };
}
