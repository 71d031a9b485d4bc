import type {
  Availability,
  Model,
  ModelCall,
  ModelEvent,
  ModelFailure,
  ModelRequest,
} from "../../stage/ports.ts";
import type { Breaker } from "./breaker.ts";

/**
 * Failures that another endpoint may not share. A TLS failure is not among them: who sits between us and the one
 * endpoint must not be able to choose the other. A bad or too long request would be as bad there.
 */
const ELSEWHERE: ReadonlySet<ModelFailure> = new Set<ModelFailure>([
  "unreachable",
  "unauthorized",
  "model-not-found",
  "overloaded",
  "server-error",
  "timeout-connect",
  "timeout-first-token",
  "cut",
  "malformed",
  "wrong-model",
  "circuit-open",
]);

/** A model and the one that stands in for it. */
export interface Failover extends Model, Availability {
  /** How many calls the second endpoint was asked for. */
  readonly taken: number;
}

/**
 * The first endpoint plays; the second takes over while the first one's breaker is open, or when a call fails there
 * before any text, thought included. One call never holds text of both, and its one end is that of the endpoint that
 * spoke.
 */
export function createFailover(
  first: { readonly model: Model; readonly breaker: Breaker },
  second: { readonly model: Model; readonly breaker: Breaker },
): Failover {
  let taken = 0;

  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    let spoke = false;
    let failed: ModelCall | null = null;
    for await (const event of first.model.generate(request, signal)) {
      spoke ||= event.type === "text";
      if (event.type === "end" && !spoke && !signal.aborted && mayMove(event.call)) {
        failed = event.call;
        break;
      }
      yield event;
    }
    if (failed === null) return;
    taken += 1;
    for await (const event of second.model.generate(request, signal)) {
      yield event.type === "end" ? { ...event, call: insteadOf(event.call, failed) } : event;
    }
  }

  function mayMove({ end }: ModelCall): boolean {
    if (end.status !== "failed" || !ELSEWHERE.has(end.failure)) return false;
    return end.failure !== "circuit-open" || first.breaker.openedBy !== "tls";
  }

  return {
    get synthetic() {
      return first.model.synthetic || second.model.synthetic;
    },
    description: `${first.model.description}, or ${second.model.description}`,
    get continuesPrefill() {
      return first.model.continuesPrefill && second.model.continuesPrefill;
    },
    get taken() {
      return taken;
    },
    get downSince() {
      const [a, b] = [first.breaker.downSince, second.breaker.downSince];
      if (a === null) return null;
      if (first.breaker.openedBy === "tls") return a;
      return b === null ? null : Math.max(a, b);
    },
    watch(changed) {
      const ends = [first.breaker.watch(changed), second.breaker.watch(changed)];
      return () => {
        for (const end of ends) end();
      };
    },
    generate,
  };
}

function insteadOf(call: ModelCall, { endpoint, end }: ModelCall): ModelCall {
  if (call.edge === undefined || end.status !== "failed") return call;
  return { ...call, edge: { ...call.edge, insteadOf: { endpoint, failure: end.failure } } };
}
