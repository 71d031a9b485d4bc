import type { Clock, ModelEnd, ModelFailure } from "../../stage/ports.ts";

/**
 * What an operator must hear of, in closed words: a failure that will not pass by itself, an endpoint that has been
 * left alone for 30 s (`down`), and its return (`back`).
 */
export const ALERTS = [
  "tls",
  "unauthorized",
  "model-not-found",
  "context-too-long",
  "bad-request",
  "malformed",
  "wrong-model",
  "down",
  "back",
] as const;
export type AlertCode = (typeof ALERTS)[number];

/** One alert; no text of the endpoint's is in it. */
export interface Alert {
  readonly code: AlertCode;
  /** The address that the operator configured. */
  readonly endpoint: string;
  /** How often the same was to be said since the last time it was. */
  readonly heldBack: number;
}
export type TellOperator = (alert: Alert) => void;

/** The same thing is said again after this many ms at the earliest. */
const AGAIN_AFTER = 300_000;
/** A prompt that is too long once is cut; after so many within `AGAIN_AFTER` the window is set wrong. */
const TOO_LONG_TWICE = 2;

/** The alerts of one endpoint. */
export interface Alerts {
  /** Takes the end of each call that was made to it. */
  ended(end: ModelEnd): void;
  /** Returns whether it was told or held back; `back` is always told. */
  raise(code: AlertCode): boolean;
}

/** Tells each thing at once the first time, and then at most every five minutes. */
export function createAlerts(endpoint: string, clock: Clock, tell: TellOperator): Alerts {
  const told = new Map<AlertCode, { at: number; heldBack: number }>();
  let tooLong: readonly number[] = [];

  function raise(code: AlertCode): boolean {
    const last = told.get(code);
    const now = clock.elapsed();
    if (code !== "back" && last !== undefined && now - last.at < AGAIN_AFTER) {
      last.heldBack += 1;
      return false;
    }
    told.set(code, { at: now, heldBack: 0 });
    tell({ code, endpoint, heldBack: last?.heldBack ?? 0 });
    return true;
  }

  function recurs(): boolean {
    const now = clock.elapsed();
    tooLong = [...tooLong.filter((at) => now - at < AGAIN_AFTER), now].slice(-TOO_LONG_TWICE);
    return tooLong.length === TOO_LONG_TWICE;
  }

  return {
    raise,
    ended(end) {
      if (end.status !== "failed") return;
      const code = alertOf(end.failure);
      if (code === null || (code === "context-too-long" && !recurs())) return;
      raise(code);
    },
  };
}

/** The alert for a failure; null where time may mend it. */
function alertOf(failure: ModelFailure): AlertCode | null {
  switch (failure) {
    case "tls":
    case "unauthorized":
    case "model-not-found":
    case "context-too-long":
    case "bad-request":
    case "malformed":
    case "wrong-model":
      return failure;
    default:
      return null;
  }
}
