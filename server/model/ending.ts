import type { ModelEnd } from "../stage/ports.ts";
import type { Fault } from "./failure-translation.ts";

/** How a call ended, with the edge's own word for why. */
export interface Verdict {
  readonly end: ModelEnd;
  readonly fault: Fault | null;
}

export const ABORTED: Verdict = { end: { status: "aborted" }, fault: null };

/** The verdict of a call that a fault ended. */
export function failed(fault: Fault): Verdict {
  const { failure, retryAfter } = fault;
  return {
    end: { status: "failed", failure, ...(retryAfter === undefined ? {} : { retryAfter }) },
    fault,
  };
}

/** The verdict of a call that came with a finish reason. */
export function finished(reason: string): Verdict {
  switch (reason) {
    case "stop":
    case "length":
      return { end: { status: "complete", finishReason: reason }, fault: null };
    case "content_filter":
      return { end: { status: "complete", finishReason: "content-filter" }, fault: null };
    // Inference servers close a request they gave up on with a finish reason of its own.
    case "abort":
      return failed({ failure: "cut", detail: "finish reason abort" });
    case "error":
      return failed({ failure: "server-error", detail: "finish reason error" });
    default:
      return { end: { status: "complete", finishReason: "other" }, fault: null };
  }
}

/** The end of one call, as it is found: the first cause wins, and whatever it is, the work upstream stops. */
export interface Ending {
  /** Aborts when the call has ended. */
  readonly signal: AbortSignal;
  /** Resolves when the call has ended; for races with what might hang. */
  readonly stopped: Promise<undefined>;
  /** Null while the call runs. */
  verdict(): Verdict | null;
  settle(verdict: Verdict): void;
  /** The endpoint has said all that counts: nothing has to be stopped upstream. `settle` still closes it. */
  conclude(verdict: Verdict): void;
}

/** Starts as a call that runs. */
export function createEnding(): Ending {
  const upstream = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    upstream.signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  let verdict: Verdict | null = null;
  return {
    signal: upstream.signal,
    stopped,
    verdict: () => verdict,
    settle(next) {
      verdict ??= next;
      upstream.abort();
    },
    conclude(next) {
      verdict ??= next;
    },
  };
}
