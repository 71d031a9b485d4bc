import type { Prompt } from "../../roleplay/observation.ts";
import type { ModelCall } from "../../stage/ports.ts";
import { wasNeverMade } from "../unmade-call.ts";

/** Tokens of one call. */
export interface TokenCount {
  readonly prompt: number;
  readonly completion: number;
  /** At least one of the two was estimated from the text. */
  readonly estimated: boolean;
}

const NONE: TokenCount = { prompt: 0, completion: 0, estimated: false };

/**
 * What a call used: as the endpoint tells it, else as the ids it returned count it, else estimated. Nothing for a
 * call that was never made, or that was refused before any answer.
 */
export function tokensOf(call: ModelCall, prompt: Prompt): TokenCount {
  const told = {
    prompt: figure(call.usage?.["prompt_tokens"]) ?? call.promptTokenIds?.length ?? null,
    completion:
      figure(call.usage?.["completion_tokens"]) ?? call.completionTokenIds?.length ?? null,
  };
  const known = told.prompt !== null || told.completion !== null;
  if (!known && (wasNeverMade(call) || wasRefused(call))) return NONE;
  return {
    prompt: told.prompt ?? estimateOfPrompt(prompt),
    completion: told.completion ?? estimateOf(call.completionText),
    estimated: told.prompt === null || told.completion === null,
  };
}

/** An endpoint that never sent headers has worked for nobody, unless we stopped waiting while it may have. */
function wasRefused({ end, timing, completionText }: ModelCall): boolean {
  if (timing.headers !== null || completionText !== "") return false;
  return end.status === "failed" && !end.failure.startsWith("timeout");
}

function figure(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? Math.ceil(value)
    : null;
}

/**
 * Tokens of a text, on the high side: a token for three letters, or for one character of a script without spaces.
 * Qwen's tokenizer needs about a token for four English letters and for one and a half Han characters.
 */
export function estimateOf(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x2e80) wide += 1;
  return Math.ceil((text.length - wide) / 3 + wide);
}

/** Estimated tokens of a prompt, without what a layout puts around its messages. */
export function estimateOfPrompt({ system, messages, prefill }: Prompt): number {
  return messages.reduce(
    (sum, { content }) => sum + estimateOf(content),
    estimateOf(system) + estimateOf(prefill),
  );
}

/** Special tokens that a chat layout puts around one message, at most. */
const AROUND_A_MESSAGE = 8;

/**
 * More tokens than a prompt can have: a byte-level tokenizer, as all current models use, never makes more tokens
 * than bytes.
 */
export function mostTokensOf({ system, messages, prefill }: Prompt): number {
  let bytes = Buffer.byteLength(system) + Buffer.byteLength(prefill) + 2 * AROUND_A_MESSAGE;
  for (const { content } of messages) bytes += Buffer.byteLength(content) + AROUND_A_MESSAGE;
  return bytes;
}
