import {
  ACTION_OPEN,
  afterTheLine,
  bridgeToWords,
  openThought,
  THOUGHT_OPEN,
} from "../roleplay/thinking/thought.ts";
import type { TurnRequest } from "./npc-turn.ts";
import type { SpeechRequest } from "./speaking.ts";
import type { Thought, ThoughtRequest } from "./thinking.ts";

/** The calls that one turn is told in: a thought of its own, and the words. `attempt` counts the turn's calls from 1. */

/** A call that thinks on from what was thought so far, within the plan's budget. */
export function thoughtRequest(
  request: TurnRequest,
  thought: Thought,
  attempt: number,
): ThoughtRequest {
  const { plan, self, partner } = request;
  const last = thought.calls.at(-1)?.callId ?? null;
  const forced = thought.text === "" ? "" : afterTheLine(self.language, partner, thought.text);
  return {
    callId: `${request.turnId}.${attempt}`,
    prompt: request.prompt,
    basis: request.basis,
    purpose: request.purpose,
    sampling: request.sampling,
    mode: plan.mode,
    budget: plan.budget ?? 1,
    begun: thought.text + forced,
    forced,
    after: thought.text === "" ? null : last,
    trimmed: thought.trimmed,
  };
}

/** The call that speaks: the whole turn as HER was trained, or the words after a closed thought. */
export function speechRequest(
  request: TurnRequest,
  thought: Thought,
  attempt: number,
): SpeechRequest {
  const { plan, prompt, self, parser, sampling } = request;
  const callId = `${request.turnId}.${attempt}`;
  const { purpose, basis, guards } = request;
  if (plan.mode === "full") {
    const thinking = {
      mode: plan.mode,
      phase: "whole" as const,
      budget: null,
      after: null,
      forced: "",
      trimmed: 0,
    };
    return { callId, prompt, basis, purpose, sampling, thinking, parser, guards, opening: "" };
  }
  const forced = bridgeToWords(self.name, plan.actionFirst);
  const closed = plan.mode === "reflex" ? "" : thought.text;
  return {
    callId,
    prompt: { ...prompt, prefill: openThought(closed) + forced },
    basis,
    purpose,
    sampling: { ...sampling, maxTokens: Math.min(sampling.maxTokens, request.speakTokens) },
    thinking: {
      mode: plan.mode,
      phase: "speak" as const,
      budget: plan.budget,
      after: plan.mode === "reflex" ? null : (thought.calls.at(-1)?.callId ?? null),
      forced: plan.mode === "reflex" ? THOUGHT_OPEN + forced : forced,
      trimmed: plan.mode === "reflex" ? 0 : thought.trimmed,
    },
    parser: { ...parser, thought: closed },
    guards,
    opening: plan.actionFirst ? ACTION_OPEN : "",
  };
}
