import type { Clock, ModelCall, ModelEnd, ModelRequest } from "../stage/ports.ts";
import type { EndpointConfig } from "./endpoint-config.ts";

/** What an endpoint's name needs in a record. */
export type EndpointName = Pick<EndpointConfig, "baseUrl" | "dialect" | "model" | "synthetic">;

/** The record of a call that was never sent; `detail` is one of our own fixed words. */
export function unsentCall(
  { baseUrl, dialect, model, synthetic }: EndpointName,
  request: ModelRequest,
  end: ModelEnd,
  detail: string,
  clock: Clock,
): ModelCall {
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
