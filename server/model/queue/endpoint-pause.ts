import type { Clock } from "../../stage/ports.ts";

/** A pause that an endpoint asked for. */
export interface EndpointPause {
  /** What is left of it, in ms; 0 for none. */
  readonly left: number;
  /** Begins one, or makes a running one longer; never shorter. */
  begin(ms: number): void;
  /** Forgets it without telling. */
  cancel(): void;
}

/** Calls back when a pause is over. */
export function createEndpointPause(clock: Clock, onOver: () => void): EndpointPause {
  let until = Number.NEGATIVE_INFINITY;
  let stopTimer = () => {};
  const left = () => Math.max(0, until - clock.elapsed());

  function over(): void {
    // A timer may come a little early, and its pause has not been waited out then.
    if (left() > 0) stopTimer = clock.after(left(), over);
    else onOver();
  }

  return {
    get left() {
      return left();
    },
    begin(ms) {
      if (ms <= left()) return;
      until = clock.elapsed() + ms;
      stopTimer();
      stopTimer = clock.after(ms, over);
    },
    cancel: () => stopTimer(),
  };
}
