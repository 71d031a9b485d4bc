import type { Completion } from "./completion.ts";
import type { Wanted } from "./request-body.ts";
import type { Token } from "./toy-tokenizer.ts";

/** Answers and chunks in OpenAI's shape, with vLLM's names for what OpenAI has none for. Every one says that it is synthetic. */

export const FINGERPRINT = "understudy-synthetic";

export interface Head {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

export function usageOf(wanted: Wanted, completionTokens: number): Record<string, number> {
  return {
    prompt_tokens: wanted.promptIds.length,
    completion_tokens: completionTokens,
    total_tokens: wanted.promptIds.length + completionTokens,
  };
}

function envelope(head: Head, object: string): Record<string, unknown> {
  return {
    id: head.id,
    object,
    created: head.created,
    model: head.model,
    system_fingerprint: FINGERPRINT,
    synthetic: true,
  };
}

/** A piece of the answer: its text and the tokens it is made of. */
export interface Portion {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly logprobs: readonly number[];
  /** Where the text begins in the whole. */
  readonly offset: number;
}

export function chunkOf(
  wanted: Wanted,
  head: Head,
  portion: Portion,
  first: boolean,
  finish: { reason: string; stop: string | null } | null,
): Record<string, unknown> {
  const chat = wanted.endpoint === "chat";
  const ids = wanted.returnTokenIds ? { token_ids: portion.tokens.map((token) => token.id) } : {};
  const promptIds = wanted.returnTokenIds && first ? { prompt_token_ids: wanted.promptIds } : {};
  const shared = {
    index: 0,
    logprobs: wanted.logprobs && portion.tokens.length > 0 ? logprobsOf(wanted, portion) : null,
    finish_reason: finish?.reason ?? null,
    ...(finish ? { stop_reason: finish.stop } : {}),
    ...ids,
  };
  const choice = chat
    ? {
        ...shared,
        delta: {
          ...(first ? { role: "assistant" } : {}),
          ...(finish && portion.text === "" ? {} : { content: portion.text }),
        },
      }
    : { ...shared, text: portion.text, ...promptIds };
  return {
    ...envelope(head, chat ? "chat.completion.chunk" : "text_completion"),
    ...(chat ? promptIds : {}),
    choices: [choice],
    ...(wanted.includeUsage ? { usage: null } : {}),
  };
}

export function usageChunk(
  wanted: Wanted,
  head: Head,
  completionTokens: number,
): Record<string, unknown> {
  return {
    ...envelope(head, wanted.endpoint === "chat" ? "chat.completion.chunk" : "text_completion"),
    choices: [],
    usage: usageOf(wanted, completionTokens),
  };
}

export function wholeAnswer(
  wanted: Wanted,
  head: Head,
  completion: Completion,
  text: string,
): Record<string, unknown> {
  const chat = wanted.endpoint === "chat";
  const portion: Portion = {
    text,
    tokens: completion.tokens,
    logprobs: completion.logprobs,
    offset: 0,
  };
  const promptIds = wanted.returnTokenIds ? { prompt_token_ids: wanted.promptIds } : {};
  const shared = {
    index: 0,
    logprobs: wanted.logprobs ? logprobsOf(wanted, portion) : null,
    finish_reason: completion.finishReason,
    stop_reason: completion.stopReason,
    ...(wanted.returnTokenIds ? { token_ids: completion.tokens.map((token) => token.id) } : {}),
  };
  const calls =
    completion.finishReason === "tool_calls"
      ? {
          tool_calls: [
            { id: "call_0", type: "function", function: { name: "look", arguments: "{}" } },
          ],
        }
      : {};
  const choice = chat
    ? { ...shared, message: { role: "assistant", content: text, refusal: null, ...calls } }
    : { ...shared, text, ...promptIds };
  return {
    ...envelope(head, chat ? "chat.completion" : "text_completion"),
    ...(chat ? promptIds : {}),
    choices: [choice],
    usage: usageOf(wanted, completion.tokens.length),
  };
}

function logprobsOf(wanted: Wanted, portion: Portion): Record<string, unknown> {
  const decoder = new TextDecoder();
  const names = portion.tokens.map((token) => decoder.decode(token.bytes));
  if (wanted.endpoint === "chat") {
    return {
      content: portion.tokens.map((token, i) => ({
        token: names[i],
        logprob: portion.logprobs[i],
        bytes: [...token.bytes],
        top_logprobs: [],
      })),
      refusal: null,
    };
  }
  let offset = portion.offset;
  return {
    tokens: names,
    token_logprobs: portion.logprobs,
    top_logprobs: portion.tokens.map(() => null),
    text_offset: names.map((name) => {
      const at = offset;
      offset += name.length;
      return at;
    }),
  };
}
