import { createHash } from "node:crypto";
import { THOUGHT_CLOSE } from "../../server/roleplay/thinking/thought.ts";
import type { Clock, Model, ModelEnd, ModelEvent, ModelRequest } from "../../server/stage/ports.ts";
import { callOf } from "./scripted-model.ts";

/**
 * A model that keeps HER's protocol at a steady pace: it goes on with an open thought, closes it after its own length,
 * and then speaks. It honours the prefill, the stop text, the token limit and the signal. One word is one token.
 */
export interface ThinkingModel extends Model {
  readonly requests: ModelRequest[];
  readonly aborted: string[];
  /** Tokens generated so far. */
  readonly tokens: number;
}

export interface ThinkingModelOptions {
  /** Words of a whole thought. */
  readonly thought?: number;
  /** What follows the thought; `{n}` is the number of the call. */
  readonly words?: string;
  /** Ms to the first token and between two tokens. */
  readonly firstToken?: number;
  readonly perToken?: number;
  /** How a call fails instead, by the order of calls; null for not at all. */
  readonly fails?: (request: ModelRequest, call: number) => ModelEnd | null;
}

export function thinkingModel(clock: Clock, options: ThinkingModelOptions = {}): ThinkingModel {
  const { thought = 60, words = "<role_action>nods</role_action>Aye, so it is, traveller." } =
    options;
  const { firstToken = 150, perToken = 25, fails = () => null } = options;
  const requests: ModelRequest[] = [];
  const aborted: string[] = [];
  let tokens = 0;
  return {
    synthetic: true,
    description: "thinks and speaks at a steady pace",
    continuesPrefill: true,
    requests,
    aborted,
    get tokens() {
      return tokens;
    },
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const failure = fails(request, requests.length);
      const all = failure === null ? continuation(request, thought, words, requests.length) : [];
      let text = "";
      let generated = 0;
      let end: ModelEnd = failure ?? { status: "complete", finishReason: "stop" };
      for (const [index, piece] of all.entries()) {
        await wait(clock, index === 0 ? firstToken : perToken, signal);
        if (signal.aborted) break;
        if (index >= request.sampling.maxTokens) {
          end = { status: "complete", finishReason: "length" };
          break;
        }
        tokens += 1;
        generated += 1;
        text += piece;
        yield { type: "text", text: piece };
      }
      if (signal.aborted) {
        aborted.push(request.callId);
        end = { status: "aborted" };
      }
      const call = callOf(request, text, end, clock);
      yield { type: "end", end, call: { ...call, usage: { completion_tokens: generated } } };
    },
  };
}

function continuation(
  request: ModelRequest,
  length: number,
  words: string,
  call: number,
): string[] {
  const { prefill } = request.prompt;
  const spoken = words.replaceAll("{n}", String(call)).match(/<[^>]*>|\S+\s*/gu) ?? [];
  const open = prefill.includes("<system_thinking>") || prefill === "";
  if (open && !prefill.includes(THOUGHT_CLOSE)) {
    const begun = prefill.split(/\s+/u).length - 1;
    const rest = Array.from({ length: Math.max(1, length - begun) }, (_, i) => word(prefill, i));
    const thinking = [...(prefill === "" ? ["<system_thinking>"] : []), ...rest];
    return request.sampling.stop.includes(THOUGHT_CLOSE)
      ? thinking
      : [...thinking, THOUGHT_CLOSE, ...spoken];
  }
  return prefill.endsWith("<role_action>") && spoken[0] === "<role_action>"
    ? spoken.slice(1)
    : spoken;
}

/** A word that is said nowhere else, so that a test can search for it. */
function word(prefill: string, index: number): string {
  return `t${createHash("sha256").update(`${prefill} ${index}`).digest("hex").slice(0, 6)} `;
}

function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = clock.after(ms, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}
