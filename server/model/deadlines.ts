import type { Clock, ModelFailure } from "../stage/ports.ts";
import type { DeadlineSettings } from "./endpoint-config.ts";

/** What a deadline that passed means for the call; `closing` only ends the wait for the usage. */
export type Expiry =
  | Extract<
      ModelFailure,
      "timeout-connect" | "timeout-first-token" | "timeout-idle" | "timeout-turn"
    >
  | "closing";

/** The timers of one call: one for the stage it is in, one for the whole. */
export interface Deadlines {
  headersCame(): void;
  contentCame(): void;
  /** The reader is busy elsewhere: the endpoint's silence is not counted until the next of these. */
  pause(): void;
  finishCame(): void;
  stop(): void;
}

/** Starts with the wait for the headers; calls `expire` for each deadline that passes until `stop`. */
export function startDeadlines(
  settings: DeadlineSettings,
  clock: Clock,
  expire: (expiry: Expiry) => void,
): Deadlines {
  let stage: { expiry: Expiry; ms: number } = { expiry: "timeout-connect", ms: settings.headers };
  const cancelTurn = clock.after(settings.turn, () => expire("timeout-turn"));
  let cancelStage = arm();

  function arm(): () => void {
    const { expiry, ms } = stage;
    return clock.after(ms, () => expire(expiry));
  }
  function enter(expiry: Expiry, ms: number): void {
    cancelStage();
    stage = { expiry, ms };
    cancelStage = arm();
  }

  return {
    headersCame: () => enter("timeout-first-token", settings.firstToken),
    contentCame: () => enter("timeout-idle", settings.idle),
    pause: () => cancelStage(),
    finishCame: () => enter("closing", settings.closing),
    stop: () => {
      cancelStage();
      cancelTurn();
    },
  };
}
