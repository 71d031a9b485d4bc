import { LANES } from "../stage/ports.ts";
import type { Lane, ModelRequest } from "../stage/ports.ts";
import type { Capabilities, DialectTruth } from "./probe/capabilities.ts";
import { CHATML_STOPS, defusePrompt, renderChatml } from "./chatml.ts";
import type { EndpointConfig } from "./endpoint-config.ts";

/** A body as it is sent, and the prompt's text where it was rendered here. */
export interface RequestBody {
  readonly body: Record<string, unknown>;
  readonly promptText: string | null;
}

/** What is known of the endpoint by now. */
export interface Known {
  readonly capabilities: Capabilities;
  /** Keeps this world's cached prompts apart from another's; null for none. */
  readonly salt: string | null;
}

/** As many stop strings as every server takes that takes any. */
const STOPS_EVERYWHERE = 4;

/**
 * Builds the body of one call. Every sampling field is sent, so that no server's own defaults take part, and nothing
 * that the endpoint was seen to refuse or to leave out. Without knowledge the configuration alone decides.
 */
export function requestBody(
  config: EndpointConfig,
  request: ModelRequest,
  known: Known | null = null,
): RequestBody {
  return config.dialect === "raw"
    ? rawBody(config, request, known)
    : chatBody(config, request, known);
}

function rawBody(config: EndpointConfig, request: ModelRequest, known: Known | null): RequestBody {
  const truth = known?.capabilities.raw ?? null;
  const promptText = renderChatml(request.prompt);
  const body = {
    model: config.model,
    prompt: promptText,
    ...sampling(config, request, truth, [...new Set([...CHATML_STOPS, ...request.sampling.stop])]),
    ...(captures(config, truth, "completionIds") ? { return_token_ids: true } : {}),
    // One alternative is asked for, because some servers read 0 as "no log-probabilities at all".
    ...(captures(config, truth, "logprobs") ? { logprobs: 1 } : {}),
    ...placeInLine(request, known),
  };
  return { body, promptText };
}

function chatBody(config: EndpointConfig, request: ModelRequest, known: Known | null): RequestBody {
  const truth = known?.capabilities.chat ?? null;
  const { system, messages, prefill: asked } = defusePrompt(request.prompt);
  const prefill = (truth?.prefill ?? "yes") === "yes" ? asked : "";
  const body = {
    model: config.model,
    messages: [
      { role: "system", content: system },
      ...messages,
      ...(prefill === "" ? [] : [{ role: "assistant", content: prefill }]),
    ],
    // Without these two a template closes the prefilled turn, and the model answers a finished one.
    ...(prefill === "" ? {} : { continue_final_message: true, add_generation_prompt: false }),
    ...(config.chatTemplateKwargs === null
      ? {}
      : { chat_template_kwargs: config.chatTemplateKwargs }),
    ...sampling(config, request, truth, request.sampling.stop),
    ...(captures(config, truth, "completionIds") ? { return_token_ids: true } : {}),
    ...(captures(config, truth, "logprobs") ? { logprobs: true, top_logprobs: 0 } : {}),
    ...placeInLine(request, known),
  };
  return { body, promptText: null };
}

function captures(
  config: EndpointConfig,
  truth: DialectTruth | null,
  what: "completionIds" | "logprobs",
): boolean {
  return config.capture && truth?.[what] !== "no";
}

function sampling(
  config: EndpointConfig,
  request: ModelRequest,
  truth: DialectTruth | null,
  stop: readonly string[],
) {
  const { temperature, topP, maxTokens, seed } = request.sampling;
  const stops = truth?.manyStops === "no" ? stop.slice(0, STOPS_EVERYWHERE) : stop;
  return {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    seed,
    ...(stops.length === 0 ? {} : { stop: [...stops] }),
    n: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    ...(config.vendorFields && truth?.vendorFields !== "no"
      ? { top_k: -1, min_p: 0, repetition_penalty: 1, skip_special_tokens: true }
      : {}),
    ...(config.stream === false
      ? { stream: false }
      : { stream: true, stream_options: { include_usage: true } }),
  };
}

/** Priority and cache salt, each only where it is known to be understood: the wrong direction is worse than none. */
function placeInLine({ purpose }: ModelRequest, known: Known | null): Record<string, unknown> {
  if (known === null) return {};
  const { priority, cacheSalt } = known.capabilities;
  return {
    ...(priority === "lower-first" || priority === "higher-first"
      ? { priority: priorityOf(purpose.lane, priority) }
      : {}),
    ...(cacheSalt === "yes" && known.salt !== null ? { cache_salt: known.salt } : {}),
  };
}

function priorityOf(lane: Lane, direction: "lower-first" | "higher-first"): number {
  const place = LANES.indexOf(lane);
  return direction === "lower-first" ? place : LANES.length - 1 - place;
}
