import type { Clock, ModelCall, ModelEnd, ModelFailure } from "../../stage/ports.ts";

/**
 * What the end of a call says about the endpoint. `alive`: it does its work, whatever it thought of this request.
 * `failing`: one of the failures of which a few open a breaker. `gone`: every call fails alike, one is enough.
 * `broken`: the same, until an operator mends it. `silent`: nothing was learned.
 */
export type Standing = "alive" | "failing" | "gone" | "broken" | "silent";

/** A name that does not resolve: there is nothing to try again within the breaker's window. */
const UNRESOLVED: ReadonlySet<string> = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"]);

/** Judges one end by the rows of the fault table. */
export function standingOf(end: ModelEnd, call: ModelCall): Standing {
  switch (end.status) {
    case "complete":
      return "alive";
    case "aborted":
      return "silent";
    case "failed":
      return standingOfFailure(end.failure, end.retryAfter, call.edge?.detail ?? null);
    default:
      return end satisfies never;
  }
}

function standingOfFailure(
  failure: ModelFailure,
  retryAfter: number | undefined,
  detail: string | null,
): Standing {
  switch (failure) {
    case "unauthorized":
    case "model-not-found":
    case "tls":
      return "broken";
    case "unreachable":
      return detail !== null && UNRESOLVED.has(detail) ? "gone" : "failing";
    case "server-error":
    case "timeout-connect":
    case "timeout-first-token":
    case "timeout-idle":
    case "timeout-turn":
    case "cut":
    case "malformed":
    case "wrong-model":
      return "failing";
    // An endpoint that says when to come back is at work; one that says only "no" may as well be down.
    case "overloaded":
      return retryAfter === undefined ? "failing" : "silent";
    case "bad-request":
    case "context-too-long":
    case "too-long":
      return "alive";
    case "shed":
    case "capped":
    case "circuit-open":
      return "silent";
    default:
      return failure satisfies never;
  }
}

/** When a breaker opens: after `failures` within `within` ms among the last `of` calls. */
export interface BreakingPoint {
  readonly failures: number;
  readonly of: number;
  readonly within: number;
}

/** The last calls as a breaker remembers them: at most `of`. */
export interface Tally {
  note(standing: Standing): void;
  /** It is time to open. */
  readonly full: boolean;
  clear(): void;
}

/**
 * Starts with nothing remembered. Only the last calls count, so that a few failures among hundreds of streams close
 * nothing down, and an outage after a good hour is noticed as fast as any.
 */
export function createTally({ failures, of, within }: BreakingPoint, clock: Clock): Tally {
  let calls: { readonly at: number; readonly failed: boolean }[] = [];
  let certain = false;
  return {
    note(standing) {
      if (standing === "silent") return;
      certain ||= standing === "broken" || standing === "gone";
      calls = [...calls, { at: clock.elapsed(), failed: standing !== "alive" }].slice(-of);
    },
    get full() {
      const since = clock.elapsed() - within;
      return certain || calls.filter(({ at, failed }) => failed && at > since).length >= failures;
    },
    clear() {
      calls = [];
      certain = false;
    },
  };
}
