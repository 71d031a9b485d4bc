import type { VisibleSegment } from "../../shared/protocol.ts";
import type { Prompt } from "../roleplay/observation.ts";
import {
  createUtteranceParser,
  type ParsedUtterance,
  type ParserOptions,
  type VisiblePart,
} from "../roleplay/utterance-parser.ts";
import type {
  CallPurpose,
  Model,
  ModelCall,
  ModelEnd,
  Random,
  Sampling,
  ThinkingPart,
} from "./ports.ts";

/** The phase of a turn that others perceive: a call whose visible parts are released as they come. */

/** Where the visible parts of a turn go, as they come. */
export interface TurnStage {
  delta(segment: number, kind: VisibleSegment["kind"], text: string): void;
  segmentEnd(segment: number, kind: VisibleSegment["kind"]): void;
  retract(segment: number): void;
}

export interface SpeechRequest {
  readonly callId: string;
  readonly prompt: Prompt;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
  readonly thinking: ThinkingPart;
  readonly parser: Omit<ParserOptions, "onPart">;
  /** The visible opening that stands in the prefill and that the model therefore does not write again. */
  readonly opening: string;
}

export interface Spoken {
  readonly end: ModelEnd;
  readonly parsed: ParsedUtterance;
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
  const parser = createUtteranceParser({
    ...request.parser,
    onPart: (part) => {
      if (!overtaken) release(part, shown, stage);
    },
  });
  const isVisible = () => [...shown.values()].some((text) => text.trim() !== "");
  const overtake = () => {
    if (shown.size > 0) return;
    overtaken = true;
    enough.abort();
  };
  if (news.aborted) overtake();
  news.addEventListener("abort", overtake, { once: true });
  parser.push(request.opening);
  let end: ModelEnd = { status: "failed", failure: "cut" };
  let call: ModelCall | null = null;
  const { callId, prompt, purpose, thinking, sampling } = request;
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
    if (cancel.aborted || overtaken) continue;
    parser.push(event.text);
    if (parser.terminated) enough.abort();
  }
  const parsed = parser.end();
  news.removeEventListener("abort", overtake);
  return { end, parsed, call, visible: isVisible(), overtaken };
}

function release(part: VisiblePart, shown: Map<number, string>, stage: TurnStage): void {
  switch (part.type) {
    case "speech-delta":
    case "action-delta": {
      const kind = part.type === "speech-delta" ? "speech" : "action";
      shown.set(part.segment, (shown.get(part.segment) ?? "") + part.text);
      stage.delta(part.segment, kind, part.text);
      return;
    }
    case "segment-end":
      stage.segmentEnd(part.segment, part.kind);
      return;
    case "retract":
      shown.delete(part.segment);
      stage.retract(part.segment);
      return;
    case "terminated":
      return;
  }
}
