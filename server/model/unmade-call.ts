import type { EndpointConfig } from "./endpoint-config.ts";
import type {
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
} from "../stage/ports.ts";

/** What an endpoint's name needs in a record. */
export type EndpointName = Pick<EndpointConfig, "baseUrl" | "dialect" | "model" | "synthetic">;

/** The record of a call that was never sent to an endpoint; `detail` is one of our own fixed words. */
export function unsentCall(
  { baseUrl, dialect, model, synthetic }: EndpointName,
  request: ModelRequest,
  end: ModelEnd,
  detail: string | null,
  clock: Clock,
): ModelCall & Required<Pick<ModelCall, "edge">> {
  return {
    callId: request.callId,
    purpose: request.purpose,
    thinking: request.thinking,
    dialect,
    endpoint: baseUrl,
    requestedModel: model,
    servedModel: null,
    synthetic,
    systemFingerprint: null,
    request: {},
    promptText: null,
    promptTokenIds: null,
    completionText: "",
    completionTokenIds: null,
    logprobs: null,
    finishReason: null,
    stopReason: null,
    usage: null,
    end,
    timing: { startedAt: clock.now(), headers: null, firstText: null, end: 0 },
    edge: { httpStatus: null, detail, reasoningLength: 0, controlTokensDefused: 0 },
  };
}

/** What is known of a call that nobody made. */
export interface UnmadeCall {
  /** The model it was meant for. */
  readonly model: Pick<Model, "description" | "synthetic" | "continuesPrefill">;
  readonly request: ModelRequest;
  readonly end: ModelEnd;
  /** Why, in fixed words of ours; null where the end says it all. */
  readonly detail: string | null;
  /** Monotonic, ms: when it was asked for. */
  readonly since: number;
  /** How long it waited for a slot, in ms; absent if it never came to wait. */
  readonly queued?: number;
}

/** The one event of a call that never reached an endpoint. Its record has an empty body, for nothing was sent. */
export function unmadeCall(unmade: UnmadeCall, clock: Clock): ModelEvent {
  const { model, request, end, detail, since, queued } = unmade;
  const took = clock.elapsed() - since;
  const { description, synthetic, continuesPrefill } = model;
  const dialect = continuesPrefill ? "raw" : "chat";
  const name: EndpointName = { baseUrl: description, dialect, model: description, synthetic };
  const unsent = unsentCall(name, request, end, detail, clock);
  const call: ModelCall = {
    ...unsent,
    timing: { ...unsent.timing, startedAt: clock.now() - took, end: took },
    edge: { ...unsent.edge, ...(queued === undefined ? {} : { queued }) },
  };
  return { type: "end", end, call };
}

/** True if a record tells of a call that never reached an endpoint. */
export function wasNeverMade(call: ModelCall): boolean {
  return Object.keys(call.request).length === 0;
}
