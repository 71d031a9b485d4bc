import type { ModelRequest } from "../stage/ports.ts";
import { CHATML_STOPS, defusePrompt, renderChatml } from "./chatml.ts";
import type { EndpointConfig } from "./endpoint-config.ts";

/** A body as it is sent, and the prompt's text where it was rendered here. */
export interface RequestBody {
  readonly body: Record<string, unknown>;
  readonly promptText: string | null;
}

/** Builds the body of one call. Every sampling field is sent, so that no server's own defaults take part. */
export function requestBody(config: EndpointConfig, request: ModelRequest): RequestBody {
  return config.dialect === "raw" ? rawBody(config, request) : chatBody(config, request);
}

function rawBody(config: EndpointConfig, request: ModelRequest): RequestBody {
  const promptText = renderChatml(request.prompt);
  const body = {
    model: config.model,
    prompt: promptText,
    ...sampling(config, request, [...new Set([...CHATML_STOPS, ...request.sampling.stop])]),
    // One alternative is asked for, because some servers read 0 as "no log-probabilities at all".
    ...(config.capture ? { return_token_ids: true, logprobs: 1 } : {}),
  };
  return { body, promptText };
}

function chatBody(config: EndpointConfig, request: ModelRequest): RequestBody {
  const { system, messages, prefill } = defusePrompt(request.prompt);
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
    ...sampling(config, request, request.sampling.stop),
    ...(config.capture ? { return_token_ids: true, logprobs: true, top_logprobs: 0 } : {}),
  };
  return { body, promptText: null };
}

function sampling(config: EndpointConfig, request: ModelRequest, stop: readonly string[]) {
  const { temperature, topP, maxTokens, seed } = request.sampling;
  return {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    seed,
    ...(stop.length === 0 ? {} : { stop: [...stop] }),
    n: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    ...(config.vendorFields
      ? { top_k: -1, min_p: 0, repetition_penalty: 1, skip_special_tokens: true }
      : {}),
    stream: true,
    stream_options: { include_usage: true },
  };
}
