import * as z from "zod";
import { conversationOfMessages, conversationOfPrompt, type Conversation } from "./chatml.ts";
import { textOfIds, tokensOf } from "./toy-tokenizer.ts";

/** What a request asks for, whichever endpoint it came by. */
export interface Wanted {
  readonly endpoint: "completions" | "chat";
  readonly conversation: Conversation;
  readonly promptIds: readonly number[];
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly returnTokenIds: boolean;
  readonly logprobs: boolean;
  readonly stop: readonly string[];
  readonly keepStop: boolean;
  readonly maxTokens: number;
  readonly seed: number | null;
}

/** A refusal in OpenAI's shape. */
export interface BadRequest {
  readonly status: number;
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

const Text = z.union([
  z.string(),
  z.null(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);
const Shared = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  include_stop_str_in_output: z.boolean().nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  seed: z.number().int().nullish(),
  n: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  return_token_ids: z.boolean().nullish(),
};
const Completions = z.looseObject({
  ...Shared,
  prompt: z.union([
    z.string(),
    z.array(z.string()),
    z.array(z.number().int()),
    z.array(z.array(z.number().int())),
  ]),
  logprobs: z.union([z.number().int().min(0), z.boolean()]).nullish(),
});
const Chat = z.looseObject({
  ...Shared,
  messages: z.array(z.looseObject({ role: z.string(), content: Text.optional() })).min(1),
  logprobs: z.boolean().nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  continue_final_message: z.boolean().nullish(),
});

/** Both engines this stands in for give a completion sixteen tokens unless told otherwise. */
const DEFAULT_COMPLETION_TOKENS = 16;

export interface ServedModel {
  readonly id: string;
  readonly contextLength: number;
}

export function readRequest(
  endpoint: "completions" | "chat",
  body: unknown,
  served: ServedModel,
): Wanted | BadRequest {
  const parsed = endpoint === "chat" ? Chat.safeParse(body) : Completions.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path.join(".") ?? "";
    return bad(
      `Invalid request body${path === "" ? "" : ` at '${path}'`}: ${issue?.message ?? "it does not validate"}.`,
      path === "" ? null : path,
      "invalid_body",
    );
  }
  const data = parsed.data;
  if (data.model !== served.id) {
    return {
      status: 404,
      message: `The model '${data.model}' does not exist. This server has '${served.id}'.`,
      param: "model",
      code: "model_not_found",
    };
  }
  if ((data.n ?? 1) !== 1)
    return bad(
      "This server gives one choice per request: 'n' must be 1.",
      "n",
      "unsupported_value",
    );
  const prompt =
    "messages" in data
      ? chatConversation(data as z.infer<typeof Chat>)
      : promptConversation((data as z.infer<typeof Completions>).prompt);
  if (typeof prompt === "string") return bad(prompt, "prompt", "invalid_prompt");
  const room = served.contextLength - prompt.ids.length;
  const asked =
    data.max_tokens ??
    ("max_completion_tokens" in data
      ? (data as z.infer<typeof Chat>).max_completion_tokens
      : null) ??
    null;
  const maxTokens = asked ?? (endpoint === "chat" ? room : DEFAULT_COMPLETION_TOKENS);
  if (room < 1 || (asked !== null && asked > room)) {
    return bad(
      `This model's maximum context length is ${served.contextLength} tokens. However, you requested ${prompt.ids.length + Math.max(1, maxTokens)} tokens (${prompt.ids.length} in the ${endpoint === "chat" ? "messages" : "prompt"}, ${Math.max(1, maxTokens)} in the completion). Please reduce the length of the ${endpoint === "chat" ? "messages or completion" : "prompt or completion"}.`,
      endpoint === "chat" ? "messages" : "prompt",
      "context_length_exceeded",
    );
  }
  const stop =
    data.stop === null || data.stop === undefined
      ? []
      : typeof data.stop === "string"
        ? [data.stop]
        : data.stop;
  return {
    endpoint,
    conversation: prompt.conversation,
    promptIds: prompt.ids,
    model: data.model,
    stream: data.stream ?? false,
    includeUsage: data.stream_options?.include_usage ?? false,
    returnTokenIds: data.return_token_ids ?? false,
    logprobs: data.logprobs !== null && data.logprobs !== undefined && data.logprobs !== false,
    stop: stop.filter((text) => text !== ""),
    keepStop: data.include_stop_str_in_output ?? false,
    maxTokens,
    seed: data.seed ?? null,
  };
}

function bad(message: string, param: string | null, code: string): BadRequest {
  return { status: 400, message, param, code };
}

interface Prompted {
  readonly conversation: Conversation;
  readonly ids: number[];
}

function promptConversation(prompt: z.infer<typeof Completions>["prompt"]): Prompted | string {
  let text: string | null;
  if (typeof prompt === "string") text = prompt;
  else if (prompt.length === 0) text = null;
  else if (typeof prompt[0] === "string") text = prompt.length === 1 ? prompt[0] : null;
  else if (typeof prompt[0] === "number") text = textOfIds(prompt as number[]);
  else text = prompt.length === 1 ? textOfIds(prompt[0] as number[]) : null;
  if (text === null)
    return "This server answers one prompt per request: a string, or token ids of its own toy tokenizer.";
  return { conversation: conversationOfPrompt(text), ids: tokensOf(text).map((token) => token.id) };
}

function chatConversation(data: z.infer<typeof Chat>): Prompted {
  const messages = data.messages.map(({ role, content }) => ({
    role,
    content:
      typeof content === "string"
        ? content
        : (content ?? []).map((part) => part.text ?? "").join(""),
  }));
  const conversation = conversationOfMessages(messages, data.continue_final_message ?? false);
  const closed = conversation.prefill === "" ? messages : messages.slice(0, -1);
  const rendered = closed
    .map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`)
    .join("");
  const ids = tokensOf(`${rendered}<|im_start|>assistant\n${conversation.prefill}`);
  return { conversation, ids: ids.map((token) => token.id) };
}
