import type { ModelEnd, ModelFailure, Random } from "./ports.ts";

/** Failures after which the same call may well succeed. A stall is none: whoever waited for it should wait no more. */
const PASSING: ReadonlySet<ModelFailure> = new Set<ModelFailure>([
  "unreachable",
  "server-error",
  "timeout-connect",
  "cut",
  "malformed",
]);

/** An endpoint that asks for more patience than this, in ms, is not waited for. */
const LONGEST_WAIT = 5_000;

/** A turn's one more try. */
export interface SecondTry {
  /** How long to wait first, in ms. */
  readonly wait: number;
  /** The prompt did not fit: it has to be shorter. */
  readonly shorter: boolean;
}

/**
 * Whether a call that ended so, with nothing visible out, is tried again. `mayWait` is asked before anyone waits for
 * an endpoint that is busy: if others wait already, it is theirs.
 */
export function secondTry(end: ModelEnd, mayWait: () => boolean, random: Random): SecondTry | null {
  if (end.status !== "failed") return null;
  const { failure, retryAfter = 0 } = end;
  if (failure === "context-too-long") return { wait: 0, shorter: true };
  if (retryAfter > LONGEST_WAIT) return null;
  const jitter = 300 + 500 * random();
  if (PASSING.has(failure)) return { wait: Math.max(jitter, retryAfter), shorter: false };
  if (failure !== "overloaded" || end.retryAfter === undefined || !mayWait()) return null;
  return { wait: retryAfter + 100 * random(), shorter: false };
}
