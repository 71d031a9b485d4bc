import type {
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
} from "../stage/ports.ts";

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
  const call: ModelCall = {
    callId: request.callId,
    purpose: request.purpose,
    thinking: request.thinking,
    dialect: model.continuesPrefill ? "raw" : "chat",
    endpoint: model.description,
    requestedModel: model.description,
    servedModel: null,
    synthetic: model.synthetic,
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
    timing: { startedAt: clock.now() - took, headers: null, firstText: null, end: took },
    edge: {
      httpStatus: null,
      detail,
      reasoningLength: 0,
      controlTokensDefused: 0,
      ...(queued === undefined ? {} : { queued }),
    },
  };
  return { type: "end", end, call };
}

/** True if a record tells of a call that never reached an endpoint. */
export function wasNeverMade(call: ModelCall): boolean {
  return Object.keys(call.request).length === 0;
}
