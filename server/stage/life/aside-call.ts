import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Prompt } from "../../roleplay/observation.ts";
import type { CallPurpose, ModelEnd, Sampling, ThinkingPart } from "../ports.ts";
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
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
}

/** The whole text, or null where the call did not end well or was aborted. */
export async function askAside(
  { chronicle, model, random }: SceneContext,
  { callId, participant, prompt, purpose, sampling }: AsideCall,
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
      void chronicle.aside(callId, participant, event.call);
    }
  }
  return end.status === "complete" ? text : null;
}
