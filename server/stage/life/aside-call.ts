import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Prompt } from "../../roleplay/observation.ts";
import type { HeardTurn } from "../hearing.ts";
import type {
  AsideBasis,
  CallPurpose,
  ModelEnd,
  QuotedLine,
  Sampling,
  ThinkingPart,
} from "../ports.ts";
import type { SceneContext } from "../scene-context.ts";

/** One small call that plays nobody: it thinks nothing, and is on record like every other. */

const PLAIN: ThinkingPart = {
  mode: "reflex",
  phase: "whole",
  budget: null,
  after: null,
  forced: "",
  trimmed: 0,
};

export interface AsideCall {
  readonly callId: string;
  /** Whose it is on the record. */
  readonly participant: ParticipantId;
  readonly prompt: Prompt;
  /** What the prompt was made of, for the record. */
  readonly basis: WithoutPrefill<AsideBasis>;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
}

type WithoutPrefill<B> = B extends AsideBasis ? Omit<B, "prefill"> : never;

/** A turn as a prompt quotes it: who, and what was said and done so far. */
export function quoted({ name, segments }: Pick<HeardTurn, "name" | "segments">): string {
  return `${name}: ${wordsOf(segments)}`;
}

/** The same for the record, where the words stand already unless the turn still goes on. */
export function quotedLine({ turnId, state, segments }: HeardTurn): QuotedLine {
  return state === "open" ? { turnId, text: wordsOf(segments) } : { turnId };
}

function wordsOf(segments: HeardTurn["segments"]): string {
  return segments.flatMap((segment) => (segment ? [segment.text] : [])).join(" ");
}

/** The whole text, or null where the call did not end well or was aborted. */
export async function askAside(
  { chronicle, model, random }: SceneContext,
  { callId, participant, prompt, basis, purpose, sampling }: AsideCall,
  signal: AbortSignal,
): Promise<string | null> {
  let text = "";
  let end: ModelEnd = { status: "aborted" };
  const seed = Math.floor(random() * 2 ** 31);
  const request = {
    callId,
    // An endpoint that closes a prefilled turn would answer it anew.
    prompt: model.continuesPrefill ? prompt : { ...prompt, prefill: "" },
    sampling: { ...sampling, seed },
    purpose,
    thinking: PLAIN,
  };
  for await (const event of model.generate(request, signal)) {
    if (event.type === "text") text += event.text;
    else {
      end = event.end;
      const aside = { ...basis, prefill: request.prompt.prefill } as AsideBasis;
      void chronicle.aside(callId, participant, { ...event.call, aside });
    }
  }
  return end.status === "complete" ? text : null;
}
