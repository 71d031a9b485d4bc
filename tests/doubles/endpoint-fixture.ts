import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { DEFAULT_LIMITS } from "../../server/model/endpoint-config.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";
import { Secret } from "../../server/model/secret.ts";
import type { Prompt } from "../../server/roleplay/observation.ts";
import type { ModelCall, ModelEnd, ModelRequest } from "../../server/stage/ports.ts";

export const API_KEY = "sk-canary-5d1f0c";

export const PROMPT: Prompt = {
  system: "You are Mara from Salt Harbour.",
  messages: [{ role: "user", content: "===Conversation Start===\n\nIlo: Good evening." }],
  prefill: "<system_thinking>",
};

export const REQUEST: ModelRequest = {
  callId: "call-1",
  prompt: PROMPT,
  sampling: { temperature: 0.7, topP: 0.9, maxTokens: 64, seed: 7, stop: [] },
  purpose: { lane: "answer", scene: "a-scene", persona: "mara", player: "p-1" },
  thinking: { mode: "full", phase: "whole", budget: null, after: null, forced: "", trimmed: 0 },
};

/** An endpoint's configuration with deadlines that no sound answer on loopback comes near. */
export function endpointConfig(
  baseUrl: string,
  changes: Partial<EndpointConfig> = {},
): EndpointConfig {
  return {
    baseUrl,
    apiKey: new Secret(API_KEY),
    model: "her-32b",
    dialect: "raw",
    capture: true,
    vendorFields: true,
    chatTemplateKwargs: null,
    expectModel: null,
    synthetic: false,
    deadlines: { headers: 8_000, firstToken: 8_000, idle: 8_000, turn: 15_000, closing: 8_000 },
    limits: DEFAULT_LIMITS,
    ...changes,
  };
}

export interface Heard {
  readonly texts: readonly string[];
  readonly text: string;
  readonly ends: readonly ModelEnd[];
  readonly end: ModelEnd;
  readonly call: ModelCall;
}

/** Makes one call and gathers all it yields; `onText` may act in the middle of it. */
export async function hear(
  config: EndpointConfig,
  {
    request = REQUEST,
    signal = new AbortController().signal,
    onText = () => {},
  }: { request?: ModelRequest; signal?: AbortSignal; onText?: (text: string) => void } = {},
): Promise<Heard> {
  const texts: string[] = [];
  const ends: { end: ModelEnd; call: ModelCall }[] = [];
  for await (const event of createEndpoint(config, systemClock()).generate(request, signal)) {
    if (event.type === "end") {
      ends.push(event);
      continue;
    }
    texts.push(event.text);
    onText(event.text);
  }
  const last = ends.at(-1);
  if (last === undefined) throw new Error("The call yielded no end.");
  return {
    texts,
    text: texts.join(""),
    ends: ends.map(({ end }) => end),
    end: last.end,
    call: last.call,
  };
}

/** One text chunk as vLLM writes it for completions. */
export function rawChunk(text: string, changes: Record<string, unknown> = {}) {
  return { object: "text_completion", model: "her-32b", choices: [{ index: 0, text, ...changes }] };
}

/** One text chunk as servers write it for chat completions. */
export function chatChunk(content: string | null, changes: Record<string, unknown> = {}) {
  return {
    object: "chat.completion.chunk",
    model: "her-32b",
    choices: [{ index: 0, delta: { content }, ...changes }],
  };
}
