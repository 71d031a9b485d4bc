import type { Clock, Model, ModelEvent, ModelRequest } from "../../stage/ports.ts";
import { unsentCall, type EndpointName } from "../unmade-call.ts";
import { wrappedModel } from "../wrapped-model.ts";

/** No endpoint is left alone for longer than this on its own word, in ms. */
const LONGEST_REST = 60_000;

/**
 * Wraps one endpoint so that a `Retry-After` holds for all who ask it: until then every call ends at once as
 * `overloaded`, unsent, with the time that is left.
 */
export function createResting(model: Model, endpoint: EndpointName, clock: Clock): Model {
  let until = Number.NEGATIVE_INFINITY;
  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const left = until - clock.elapsed();
    if (left > 0) {
      const retryAfter = Math.ceil(left);
      const end = { status: "failed", failure: "overloaded", retryAfter } as const;
      yield { type: "end", end, call: unsentCall(endpoint, request, end, "retry-after", clock) };
      return;
    }
    for await (const event of model.generate(request, signal)) {
      if (event.type === "end" && event.end.status === "failed") {
        const { failure, retryAfter = 0 } = event.end;
        if (failure === "overloaded") {
          until = clock.elapsed() + Math.min(retryAfter, LONGEST_REST);
        }
      }
      yield event;
    }
  }
  return wrappedModel(model, generate);
}
