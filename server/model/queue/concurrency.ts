import type { ModelEnd, ModelFailure } from "../../stage/ports.ts";
import type { EndpointLoad } from "./endpoint-load.ts";

export interface ConcurrencySettings {
  /** Calls at once that are always allowed; at least 1. */
  readonly floor: number;
  /** Calls at once that are never passed. */
  readonly ceiling: number;
  /** Calls at once before anything is known. */
  readonly start: number;
}

export const DEFAULT_CONCURRENCY: ConcurrencySettings = { floor: 2, ceiling: 32, start: 8 };

/** A call that ended at the endpoint. Times monotonic, in ms. */
export interface CallSample {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly end: ModelEnd;
  /** From the request to its first text; null if none came. */
  readonly firstText: number | null;
  /** How long the oldest answer or talk has waited for a slot; null if none waits. */
  readonly oldestWait: number | null;
}

/** How many calls an endpoint is given at once. */
export interface Concurrency {
  /** A whole number between floor and ceiling. */
  readonly limit: number;
  ended(sample: CallSample): void;
  /** What the endpoint tells of itself. */
  loadIs(load: EndpointLoad, at: number): void;
}

/** What a failure says about how much an endpoint can bear; the rest says nothing. */
const CUT_BY_FAILURE: Partial<Record<ModelFailure, number>> = {
  overloaded: 0.5,
  "timeout-first-token": 0.5,
  "timeout-connect": 0.7,
  "timeout-idle": 0.7,
  "server-error": 0.7,
};
const SLOW_CUT = 0.8;

/** First text counts as slow when its average passes this many times the usual, and this many ms more. */
const SLOW = { times: 2.5, more: 300 } as const;
/** How much a new first-token time moves the average. */
const WEIGHT = 0.25;
/** By how much the usual first-token time may rise with each call, so that it does not stay at a lucky one for ever. */
const DRIFT = 1.005;
/** A wait of this many ms makes the limit grow by one with each good call, instead of by one with each limit's worth. */
const LONG_WAIT = 1_000;
/** What an endpoint told of itself holds for this many ms. */
const LOAD_HOLDS = 10_000;
/** Shares of the key-value cache in use: above the first the limit does not grow, above the second it falls. */
const CACHE = { full: 0.9, bursting: 0.97 } as const;
/** After a cut by the endpoint's own figures, these must move before the next, in ms. */
const LOAD_PAUSE = 4_000;

/**
 * Additive increase, multiplicative decrease (Chiu and Jain, 1989). It grows only while calls wait, since a limit that
 * nobody meets was not tried; and calls that began before the last cut neither cut again nor grow, since they knew
 * nothing of it.
 */
export function createConcurrency(settings: ConcurrencySettings): Concurrency {
  const floor = Math.max(1, settings.floor);
  const ceiling = Math.max(floor, settings.ceiling);
  let limit = Math.min(ceiling, Math.max(floor, settings.start));
  let lastCut = Number.NEGATIVE_INFINITY;
  let usual: number | null = null;
  let recent: number | null = null;
  let heldUntil = Number.NEGATIVE_INFINITY;

  function cut(factor: number, at: number): void {
    limit = Math.max(floor, limit * factor);
    lastCut = at;
    recent = null;
  }

  /** Takes a first-token time; true if they have become slow. */
  function isSlow(ms: number): boolean {
    usual = usual === null ? ms : Math.min(ms, usual * DRIFT);
    recent = recent === null ? ms : recent + WEIGHT * (ms - recent);
    return recent > SLOW.times * usual + SLOW.more;
  }

  return {
    get limit() {
      return Math.floor(limit);
    },
    ended({ startedAt, endedAt, end, firstText, oldestWait }) {
      if (startedAt < lastCut) return;
      if (end.status === "failed") {
        const factor = CUT_BY_FAILURE[end.failure];
        if (factor !== undefined) cut(factor, endedAt);
        return;
      }
      if (firstText !== null && isSlow(firstText)) {
        cut(SLOW_CUT, endedAt);
        return;
      }
      if (end.status !== "complete" || oldestWait === null || endedAt < heldUntil) return;
      limit = Math.min(ceiling, limit + (oldestWait > LONG_WAIT ? 1 : 1 / limit));
    },
    loadIs({ waiting, cache }, at) {
      const busy = (waiting ?? 0) > 0 || (cache ?? 0) >= CACHE.full;
      heldUntil = busy ? at + LOAD_HOLDS : at;
      const tooMuch = (waiting ?? 0) >= Math.max(2, limit / 2) || (cache ?? 0) >= CACHE.bursting;
      if (tooMuch && at - lastCut >= LOAD_PAUSE) cut(SLOW_CUT, at);
    },
  };
}
