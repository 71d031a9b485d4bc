import type { Prompt } from "../roleplay/observation.ts";
import { createRepetitionWatch, type Repetition } from "../roleplay/repetition.ts";
import type { Segment } from "../roleplay/utterance.ts";
import {
  createUtteranceParser,
  type ParsedUtterance,
  type ParserOptions,
  type VisiblePart,
} from "../roleplay/parser/utterance-parser.ts";
import type {
  CallPurpose,
  Model,
  ModelCall,
  ModelEnd,
  PromptBasis,
  Random,
  Sampling,
  ThinkingPart,
} from "./ports.ts";
import { endAtSentence } from "./sentence-close.ts";
import { endInSilence, isSilenced } from "./silencing.ts";
import { release, type TurnStage } from "./turn-stage.ts";

/** The phase of a turn that others perceive: a call whose visible parts are released as they come. */

export interface SpeechRequest {
  readonly callId: string;
  readonly prompt: Prompt;
  readonly basis: PromptBasis;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
  readonly thinking: ThinkingPart;
  readonly parser: Omit<ParserOptions, "onPart">;
  /** How often the persona has begun to guard what it thought. */
  readonly guards: () => number;
  /** The visible opening that stands in the prefill and that the model therefore does not write again. */
  readonly opening: string;
}

export interface Spoken {
  readonly end: ModelEnd;
  readonly parsed: ParsedUtterance;
  /** The turn as it was shown and as it was kept private. */
  readonly segments: readonly Segment[];
  /** Where the text began to go round in circles, for which it was stopped. */
  readonly repetition: Repetition | null;
  readonly call: ModelCall | null;
  /** True if anything that a reader would see is out. */
  readonly visible: boolean;
  /** It was stopped before anything was out, because there is more to answer; nothing of it was shown. */
  readonly overtaken: boolean;
}

/**
 * Speaks until the model is done, the parser has seen enough, or `cancel` aborts; `news` stops it too, as long as
 * nothing is out. Never rejects.
 */
export async function speak(
  request: SpeechRequest,
  stage: TurnStage,
  { model, random }: { model: Model; random: Random },
  { cancel, news }: { cancel: AbortSignal; news: AbortSignal },
): Promise<Spoken> {
  const shown = new Map<number, string>();
  const enough = new AbortController();
  let overtaken = false;
  // Thought may draft a sentence that is then spoken: of the whole text only its going round counts.
  const [aloud, all] = [createRepetitionWatch(), createRepetitionWatch({ sentences: false })];
  let repetition: Repetition | null = null;
  let closing: VisiblePart[] | null = null;
  const parser = createUtteranceParser({
    ...request.parser,
    onPart: (part) => {
      if (overtaken) return;
      if (closing !== null) return void closing.push(part);
      if ("text" in part) repetition ??= aloud.push(part.text);
      release(part, shown, stage);
    },
  });
  const isVisible = () => [...shown.values()].some((text) => text.trim() !== "");
  const overtake = () => {
    if (shown.size > 0) return;
    overtaken = true;
    enough.abort();
  };
  // A composite signal looks through all its sources whenever it is asked, and this one is asked for every token.
  let cancelled = cancel.aborted;
  const onCancel = () => void (cancelled = true);
  cancel.addEventListener("abort", onCancel, { once: true });
  if (news.aborted) overtake();
  news.addEventListener("abort", overtake, { once: true });
  parser.push(request.opening);
  let end: ModelEnd = { status: "failed", failure: "cut" };
  let call: ModelCall | null = null;
  const { callId, prompt, purpose, thinking, sampling } = request;
  const guards = request.guards();
  let read = 0;
  const seed = Math.floor(random() * 2 ** 31);
  const events = model.generate(
    { callId, prompt, purpose, thinking, sampling: { ...sampling, seed } },
    AbortSignal.any([cancel, enough.signal]),
  );
  for await (const event of events) {
    if (event.type === "end") {
      ({ end, call } = event);
      break;
    }
    // What arrives after a cancellation was never asked for: it stays unread.
    if (cancelled || overtaken) continue;
    if (repetition !== null) continue;
    read += event.text.length;
    parser.push(event.text);
    repetition ??= all.push(event.text);
    if (parser.terminated || repetition !== null) enough.abort();
  }
  const tooLong = end.status === "complete" && end.finishReason === "length";
  const silenced = isSilenced(cancel);
  if (silenced || (tooLong && !parser.terminated)) closing = [];
  const parsed = parser.end();
  const { segments } = parsed.utterance;
  const close = silenced ? endInSilence : endAtSentence;
  const kept = closing === null ? segments : close(closing, shown, segments, stage);
  news.removeEventListener("abort", overtake);
  cancel.removeEventListener("abort", onCancel);
  if (call !== null) {
    const { start, others } = request.parser;
    const told = { start, others: [...others], guards };
    const reading = {
      read,
      parser: told,
      ...(overtaken ? { overtaken } : {}),
      ...(silenced ? { silenced } : {}),
    };
    call = { ...call, basis: request.basis, reading };
  }
  return { end, parsed, segments: kept, call, visible: isVisible(), repetition, overtaken };
}
