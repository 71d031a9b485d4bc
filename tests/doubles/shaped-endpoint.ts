import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startSseEndpoint } from "./sse-endpoint.ts";
import type { Received, ScriptedAnswer, SseEndpoint } from "./sse-endpoint.ts";

/** How servers differ in what they do; each absent one is as in a sound vLLM. */
export interface Behaviour {
  readonly unknownFields?: "ignored" | "refused";
  /** Another's template put around a raw prompt. */
  readonly rawTemplate?: "none" | "twice";
  readonly chatPrefill?: "continued" | "closed" | "continued-after-thought" | "refused";
  readonly chatTemplate?: "plain" | "think-block" | "wordy";
  readonly stops?: "honoured" | "ignored" | "four";
  readonly logprobs?: "raw" | "processed" | "none";
  readonly priority?: "refused" | "taken" | "ignored";
  readonly reasoningParser?: boolean;
  readonly finishes?: boolean;
  /** A whole JSON answer instead of a stream. */
  readonly streams?: boolean;
  /** All text in one chunk. */
  readonly gathers?: boolean;
  readonly usage?: boolean;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Form {
  readonly chunk: Json;
  readonly usage: Json;
}

/** A server as it is seen from outside; see tests/fixtures/endpoints/README.md. */
export interface Shape {
  readonly about: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pages: Readonly<Record<string, Json>>;
  readonly missing: Json;
  readonly refusal: Json;
  readonly unknownModel?: Json;
  readonly raw?: Form;
  readonly chat?: Form;
  readonly behaviour: Behaviour;
}

const folder = resolve(import.meta.dirname, "../fixtures/endpoints");

export function shape(name: string): Shape {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Shape;
}

/** Fields of OpenAI's own schema that are sent here; everything else is a vendor's. */
const STANDARD = new Set(
  "model prompt messages max_tokens temperature top_p seed stop n presence_penalty frequency_penalty stream stream_options logprobs top_logprobs".split(
    " ",
  ),
);

/** Plays the shape over real sockets. Its model says the alphabet, one letter a token. */
export function startShapedEndpoint(
  known: Shape,
  changes: { readonly behaviour?: Behaviour; readonly pages?: Shape["pages"] } = {},
): Promise<SseEndpoint> {
  const behaviour = { ...known.behaviour, ...changes.behaviour };
  const pages: Record<string, Json | undefined> = { ...known.pages, ...changes.pages };
  const models = JSON.stringify(pages["/v1/models"] ?? null);
  return startSseEndpoint(async (answer, received) => {
    const json = (status: number, body: Json) => {
      answer.head(status, { ...known.headers, "content-type": "application/json" });
      answer.end(JSON.stringify(body));
    };
    const page = pages[received.path];
    if (page !== undefined) return json(200, page);
    const form =
      received.path === "/v1/completions"
        ? known.raw
        : received.path === "/v1/chat/completions"
          ? known.chat
          : undefined;
    if (form === undefined) return json(404, known.missing);
    const { body } = received;
    if (known.unknownModel !== undefined && !models.includes(JSON.stringify(body["model"]))) {
      return json(404, known.unknownModel);
    }
    const why = refusalOf(received, behaviour);
    if (why !== null) return json(400, fill(known.refusal, { why }));
    await play(answer, known, form, behaviour, received);
  });
}

function refusalOf({ body }: Received, behaviour: Behaviour): string | null {
  const odd = Object.keys(body).find((field) => !STANDARD.has(field));
  if (behaviour.unknownFields === "refused" && odd !== undefined) return "Unknown parameter.";
  if (behaviour.stops === "four" && stopsOf(body).length > 4) return "'stop' is too long.";
  if (behaviour.priority === "refused" && (body["priority"] ?? 0) !== 0) {
    return "Got priority 1 but Priority scheduling is not enabled.";
  }
  const messages = messagesOf(body);
  if (behaviour.chatPrefill === "refused" && messages.at(-1)?.role === "assistant") {
    return "The last message must be the user's.";
  }
  return null;
}

async function play(
  answer: ScriptedAnswer,
  known: Shape,
  form: Form,
  behaviour: Behaviour,
  { body }: Received,
): Promise<void> {
  const prompt = promptOf(body, behaviour);
  const promptIds = tokensOf(prompt).map(idOf);
  const { texts, finish, stop } = spoken(prompt, body, behaviour);
  const asksLogprobs = body["logprobs"] !== undefined && body["logprobs"] !== false;
  const asksIds = body["return_token_ids"] === true;
  const parser = behaviour.reasoningParser === true && form === known.chat;
  const pieces = behaviour.gathers === true ? [texts.join("")] : texts;
  const logprob =
    behaviour.logprobs === "processed" && Number(body["temperature"]) > 1 ? -1.4 : -0.7;
  if (behaviour.streams === false) {
    answer.head(200, { ...known.headers, "content-type": "application/json" });
    answer.end(JSON.stringify({ object: "whole", choices: [{ index: 0, text: texts.join("") }] }));
    return;
  }
  answer.head(200, known.headers);
  for (const [index, text] of pieces.entries()) {
    await answer.event(
      fill(form.chunk, {
        model: String(body["model"]),
        text: parser ? "" : text,
        reasoning: parser ? text : undefined,
        logprob: asksLogprobs && behaviour.logprobs !== "none" ? logprob : undefined,
        finish: null,
        stop: null,
        ids: asksIds ? tokensOf(text).map(idOf) : undefined,
        promptIds: asksIds && index === 0 ? promptIds : undefined,
      }),
    );
  }
  const shared = { model: String(body["model"]), text: "", ids: undefined, promptIds: undefined };
  if (behaviour.finishes !== false) {
    await answer.event(fill(form.chunk, { ...shared, finish, stop }));
    if (behaviour.usage !== false) {
      await answer.event(
        fill(form.usage, {
          ...shared,
          promptTokens: promptIds.length,
          completionTokens: texts.length,
          totalTokens: promptIds.length + texts.length,
        }),
      );
    }
  }
  answer.end("data: [DONE]\n\n");
}

/** The alphabet from the letter after the prompt's last, as far as stops and limit allow. */
function spoken(prompt: string, body: Record<string, unknown>, behaviour: Behaviour) {
  const last = /\b([A-Za-z])$/.exec(prompt)?.[1];
  const from = last === undefined ? 0 : last.toUpperCase().charCodeAt(0) - 64;
  const limit = Number(body["max_tokens"] ?? 16);
  const texts = Array.from({ length: limit }, (_, index) => {
    const letter = String.fromCharCode(65 + ((from + index) % 26));
    return from + index === 0 ? letter : ` ${letter}`;
  });
  const whole = texts.join("");
  const found = stopsOf(body)
    .map((stop) => ({ stop, at: whole.indexOf(stop) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0];
  if (found === undefined || behaviour.stops === "ignored") {
    return { texts, finish: "length", stop: null };
  }
  return { texts: tokensOf(whole.slice(0, found.at)), finish: "stop", stop: found.stop };
}

function promptOf(body: Record<string, unknown>, behaviour: Behaviour): string {
  if (body["prompt"] !== undefined) {
    const prompt = String(body["prompt"]);
    return behaviour.rawTemplate === "twice" ? closed("user", prompt) + OPEN : prompt;
  }
  const messages = messagesOf(body);
  const last = messages.at(-1);
  const prefilled = last?.role === "assistant";
  const wordy = behaviour.chatTemplate === "wordy" ? closed("system", "Be good and be brief.") : "";
  const before = (prefilled ? messages.slice(0, -1) : messages)
    .map(({ role, content }) => closed(role, content))
    .join("");
  const thought = behaviour.chatTemplate === "think-block" ? THOUGHT : "";
  const head = `${wordy}${before}${OPEN}${thought}`;
  if (!prefilled) return head;
  switch (behaviour.chatPrefill) {
    case "closed":
      return `${head}${last.content}<|im_end|>\n${OPEN}`;
    case "continued-after-thought":
      return `${head}${THOUGHT}${last.content}`;
    default:
      return `${head}${last.content}`;
  }
}

const OPEN = "<|im_start|>assistant\n";
const THOUGHT = "<think>\n\n</think>\n\n";

function closed(role: string, content: string): string {
  return `<|im_start|>${role}\n${content}<|im_end|>\n`;
}

function messagesOf(body: Record<string, unknown>): { role: string; content: string }[] {
  return (body["messages"] ?? []) as { role: string; content: string }[];
}

function stopsOf(body: Record<string, unknown>): string[] {
  return (body["stop"] ?? []) as string[];
}

function tokensOf(text: string): string[] {
  return text.match(/<\|\w+\|>|<\/?think>|\n+| ?\w+|./gsu) ?? [];
}

function idOf(token: string): number {
  return [...token].reduce((id, char) => (id * 31 + (char.codePointAt(0) ?? 0)) % 150_000, 7);
}

type Values = Readonly<Record<string, Json | undefined>>;

/** The template with its values; a key that holds nothing but values that are not there becomes null or goes. */
function fill(template: Json, values: Values): Json {
  return filled(template, values) ?? null;
}

function filled(template: Json, values: Values): Json | undefined {
  if (typeof template === "string") {
    const name = /^\{(\w+)\}$/.exec(template)?.[1];
    return name === undefined ? template : values[name];
  }
  if (Array.isArray(template)) {
    const items = (template as readonly Json[]).map((item) => filled(item, values));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (typeof template !== "object" || template === null) return template;
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(template)) {
    const read = filled(value, values);
    if (key === "logprob" && read === undefined) return undefined;
    if (key === "logprobs" && (read === undefined || isHollow(read))) entries.push([key, null]);
    else if (read !== undefined) entries.push([String(filled(key, values) ?? key), read]);
  }
  return Object.fromEntries(entries);
}

/** Log-probabilities that were not asked for leave no probability behind. */
function isHollow(value: Json): boolean {
  return !/"(?:token_logprobs|content)":\[/.test(JSON.stringify(value));
}
