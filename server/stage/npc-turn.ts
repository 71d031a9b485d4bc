import type { Language, TurnOutcome } from "../../shared/protocol.ts";
import type { Prompt } from "../roleplay/observation.ts";
import type { ThinkingPlan } from "../roleplay/thinking-policy.ts";
import {
  ACTION_OPEN,
  afterTheLine,
  bridgeToWords,
  openThought,
  THOUGHT_OPEN,
} from "../roleplay/thought.ts";
import { privateTextOf, type Segment } from "../roleplay/utterance.ts";
import type { ParserOptions, Terminator } from "../roleplay/utterance-parser.ts";
import type {
  CallPurpose,
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelFailure,
  Random,
  Sampling,
} from "./ports.ts";
import { speak, type Spoken, type TurnStage } from "./speaking.ts";
import { NO_THOUGHT, think, type Thought } from "./thinking.ts";

/** One persona's turn: think as planned, release what is visible as it comes, say how it ended. */

export interface TurnRequest {
  readonly turnId: string;
  readonly prompt: Prompt;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
  /** Cap on the words that follow a closed thought, in tokens. */
  readonly speakTokens: number;
  readonly plan: ThinkingPlan;
  readonly self: { readonly name: string; readonly language: Language };
  /** Whose line is answered, by the name the persona knows. */
  readonly partner: string;
  /** How a whole call is read; a thought of its own is told to the parser beside it. */
  readonly parser: Omit<ParserOptions, "onPart" | "thought">;
}

/** What a turn is asked for anew whenever there is more to answer; `thoughtAhead` is what it has thought so far. */
export type Ask = (thoughtAhead: number) => TurnRequest;

/** What may stop a turn from outside. */
export interface TurnLife {
  readonly cancel: AbortSignal;
  /**
   * A new signal, which aborts when something is said that this turn should still take in; with `wanted` false it
   * never does, and what is said from then on has to wait for the next turn.
   */
  news(wanted: boolean): AbortSignal;
}

export interface PerformedTurn {
  readonly outcome: TurnOutcome;
  /** Why the outcome is not a plain `complete`: a closed code, or null. */
  readonly cause: ModelFailure | Terminator | "length" | "content-filter" | "empty" | null;
  readonly segments: readonly Segment[];
  readonly anomalies: Readonly<Record<string, number>>;
  readonly calls: readonly ModelCall[];
  readonly plan: ThinkingPlan;
  /** How often it was thought over again because more was said to the persona. */
  readonly renewed: number;
  /** Nothing of the model's could be shown: an authored line has to stand in. */
  readonly needsFallback: boolean;
}

interface Ports {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
}

/** Failures after which the same call may well succeed. */
const RETRIED: ReadonlySet<ModelFailure> = new Set([
  "unreachable",
  "server-error",
  "timeout-connect",
]);
/** A persona that is spoken to again and again must come to speak: so often it thinks anew, and then no more. */
const RENEWALS = 3;

/**
 * Performs a turn, with what was thought `ahead` of it. Never rejects; at most one retry, and only while nothing
 * visible has gone out.
 */
export async function performTurn(
  ask: Ask,
  stage: TurnStage,
  ports: Ports,
  life: TurnLife,
  ahead: Thought = NO_THOUGHT,
): Promise<PerformedTurn> {
  const calls: ModelCall[] = [...ahead.calls];
  const fresh = () => calls.length - ahead.calls.length + 1;
  let thought = ahead;
  let retried = false;
  let renewed = 0;
  for (;;) {
    const request = ask(thought.text.length);
    const { plan } = request;
    const news = life.news(renewed < RENEWALS);
    const done = (
      verdict: Pick<PerformedTurn, "outcome" | "cause">,
      spoken: Spoken | null,
    ): PerformedTurn => ({
      ...verdict,
      segments: spoken?.parsed.utterance.segments ?? onlyThought(thought),
      anomalies: spoken?.parsed.anomalies ?? {},
      calls,
      plan,
      renewed,
      needsFallback: verdict.outcome === "fallback",
    });
    const mayRetry = (end: ModelEnd) =>
      end.status === "failed" && RETRIED.has(end.failure) && !retried && !life.cancel.aborted;

    if (plan.budget !== null) {
      const either = AbortSignal.any([life.cancel, news]);
      const phase = await think(thoughtRequest(request, thought, fresh()), ports, either);
      calls.push(...phase.thought.calls);
      thought = { ...phase.thought, calls };
      const { end } = phase;
      if (life.cancel.aborted) return done(CANCELLED, null);
      if (news.aborted) {
        renewed += 1;
        continue;
      }
      if (mayRetry(end)) {
        retried = true;
        await pause(ports.clock, 300 + 500 * ports.random(), life.cancel);
        continue;
      }
      if (end.status === "failed") return done({ outcome: "fallback", cause: end.failure }, null);
    }

    const spoken = await speak(speechRequest(request, thought, fresh()), stage, ports, {
      cancel: life.cancel,
      news,
    });
    if (spoken.call !== null) calls.push(spoken.call);
    const overtaken = spoken.overtaken || (news.aborted && !spoken.visible);
    if (overtaken && !life.cancel.aborted) {
      renewed += 1;
      continue;
    }
    if (!spoken.visible && mayRetry(spoken.end)) {
      retried = true;
      await pause(ports.clock, 300 + 500 * ports.random(), life.cancel);
      continue;
    }
    return done(judge(spoken, life.cancel.aborted), spoken);
  }
}

function thoughtRequest(request: TurnRequest, thought: Thought, attempt: number) {
  const { plan, self, partner } = request;
  const last = thought.calls.at(-1)?.callId ?? null;
  const forced = thought.text === "" ? "" : afterTheLine(self.language, partner, thought.text);
  return {
    callId: `${request.turnId}.${attempt}`,
    prompt: request.prompt,
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

function speechRequest(request: TurnRequest, thought: Thought, attempt: number) {
  const { plan, prompt, self, parser, sampling } = request;
  const callId = `${request.turnId}.${attempt}`;
  const { purpose } = request;
  if (plan.mode === "full") {
    const thinking = {
      mode: plan.mode,
      phase: "whole" as const,
      budget: null,
      after: null,
      forced: "",
      trimmed: 0,
    };
    return { callId, prompt, purpose, sampling, thinking, parser, opening: "" };
  }
  const forced = bridgeToWords(self.name, plan.actionFirst);
  const closed = plan.mode === "reflex" ? "" : thought.text;
  return {
    callId,
    prompt: { ...prompt, prefill: openThought(closed) + forced },
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
    opening: plan.actionFirst ? ACTION_OPEN : "",
  };
}

function onlyThought({ text }: Thought): Segment[] {
  return text === "" ? [] : [{ kind: "system-thinking", text: privateTextOf(text) }];
}

const CANCELLED = { outcome: "cancelled", cause: null } as const;

/** Terminators that merely mark where the model should have stopped: what came before is a whole turn. */
const NATURAL: ReadonlySet<Terminator> = new Set<Terminator>(["template-token", "other-speaker"]);

function judge(
  { end, parsed: { terminated }, visible }: Spoken,
  cancelled: boolean,
): Pick<PerformedTurn, "outcome" | "cause"> {
  if (cancelled) return CANCELLED;
  const short = visible ? "cut" : "fallback";
  if (terminated !== null) {
    return { outcome: visible && NATURAL.has(terminated) ? "complete" : short, cause: terminated };
  }
  switch (end.status) {
    case "failed":
      return { outcome: short, cause: end.failure };
    case "aborted":
      return CANCELLED;
    case "complete":
      if (end.finishReason === "length") return { outcome: short, cause: "length" };
      if (end.finishReason === "content-filter") return { outcome: short, cause: "content-filter" };
      return visible
        ? { outcome: "complete", cause: null }
        : { outcome: "fallback", cause: "empty" };
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
