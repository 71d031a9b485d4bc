import type { NoticeCode, ParticipantId } from "../../shared/protocol.ts";
import type { Availability, Clock } from "./ports.ts";

/** Tells a room that its characters rest, once no endpoint could be asked for so long, and that they are back. */
export interface Resting {
  /** Someone came in: it should know why nobody has much to say. */
  greet(newcomer: ParticipantId): void;
  stop(): void;
}

/** What passes sooner is bridged by authored lines, in ms. */
const RESTS_AFTER = 30_000;
/** A newcomer first takes in what it finds, in ms. */
const GREETED_AFTER = 500;

/** Without an availability nobody ever rests. `tell` reaches everyone, or the one that is named. */
export function createResting(
  availability: Availability | undefined,
  clock: Clock,
  tell: (code: NoticeCode, to?: ParticipantId) => void,
): Resting {
  let resting = false;
  let cancel = () => {};

  function look(): void {
    cancel();
    const since = availability?.downSince ?? null;
    if (since === null) {
      if (resting) tell("characters-back");
      resting = false;
      return;
    }
    if (resting) return;
    const left = since + RESTS_AFTER - clock.elapsed();
    if (left > 0) cancel = clock.after(left, look);
    else {
      resting = true;
      tell("characters-resting");
    }
  }

  const unwatch = availability?.watch(look);
  look();
  return {
    greet(newcomer) {
      if (!resting) return;
      clock.after(GREETED_AFTER, () => {
        if (resting) tell("characters-resting", newcomer);
      });
    },
    stop() {
      unwatch?.();
      cancel();
      resting = false;
    },
  };
}
