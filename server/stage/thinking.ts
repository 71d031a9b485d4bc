import type { Prompt } from "../roleplay/observation.ts";
import { createRepetitionWatch } from "../roleplay/repetition.ts";
import { keptThought, openThought, THOUGHT_CLOSE } from "../roleplay/thinking/thought.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type {
  CallPurpose,
  Model,
  ModelCall,
  ModelEnd,
  PromptBasis,
  Random,
  Sampling,
} from "./ports.ts";

/** One private phase of a turn: a call that thinks and says nothing. Its text never goes near a parser or a client. */

export interface ThoughtRequest {
  readonly callId: string;
  readonly prompt: Prompt;
  readonly basis: PromptBasis;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
  readonly mode: ThinkingMode;
  /** The hard cap, in tokens. */
  readonly budget: number;
  /** The thought so far, whose last `forced` stretch no model wrote. */
  readonly begun: string;
  readonly forced: string;
  /** The call that thought the part before `forced`, and what was cut from its end, in characters. */
  readonly after: string | null;
  readonly trimmed: number;
}

/** A thought as far as it came. */
export interface Thought {
  /** All of it, from its beginning, ready to be continued or closed. */
  readonly text: string;
  /** Characters that were cut from the end of what the last call wrote. */
  readonly trimmed: number;
  /** The calls it took, in order. */
  readonly calls: readonly ModelCall[];
}

export const NO_THOUGHT: Thought = { text: "", trimmed: 0, calls: [] };

/**
 * Thinks until the thought is closed, the budget is spent, or `signal` aborts: whatever was thought by then is kept.
 * Never rejects; `end` says how the call ended. A thought that goes round in circles ends where it began to.
 */
export async function think(
  request: ThoughtRequest,
  { model, random }: { model: Model; random: Random },
  signal: AbortSignal,
): Promise<{ thought: Thought; end: ModelEnd; looped: boolean }> {
  const { callId, prompt, purpose, mode, budget, begun, forced, after, trimmed } = request;
  let raw = "";
  let end: ModelEnd = { status: "failed", failure: "cut" };
  let call: ModelCall | null = null;
  const enough = new AbortController();
  const watch = createRepetitionWatch({ sentences: false });
  let loopsFrom: number | null = null;
  const events = model.generate(
    {
      callId,
      prompt: { ...prompt, prefill: openThought(begun) },
      sampling: {
        ...request.sampling,
        maxTokens: Math.min(budget, request.sampling.maxTokens),
        stop: [THOUGHT_CLOSE, ...request.sampling.stop],
        seed: Math.floor(random() * 2 ** 31),
      },
      purpose,
      thinking: { mode, phase: "think", budget, after, forced, trimmed },
    },
    AbortSignal.any([signal, enough.signal]),
  );
  for await (const event of events) {
    if (event.type === "text") {
      if (loopsFrom !== null) continue;
      raw += event.text;
      loopsFrom = watch.push(event.text)?.from ?? null;
      if (loopsFrom !== null) enough.abort();
      continue;
    }
    ({ end, call } = event);
    break;
  }
  // An abort is how a thought is taken up before it is finished: what came until then is as good as any other.
  const closed = loopsFrom === null && end.status === "complete" && end.finishReason === "stop";
  const sound = raw.slice(0, loopsFrom ?? raw.length);
  const kept = keptThought(sound, !closed);
  // What came after it began to go round in circles is in the record and was never looked at.
  const written = Math.max(raw.length, call?.completionText.length ?? 0);
  const calls =
    call === null ? [] : [{ ...call, basis: request.basis, reading: { read: kept.text.length } }];
  return {
    thought: { text: begun + kept.text, trimmed: written - kept.text.length, calls },
    end,
    looped: loopsFrom !== null,
  };
}
