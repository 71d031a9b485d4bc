import type { Language } from "../../shared/protocol.ts";
import type { Prompt } from "../roleplay/observation.ts";
import { shorterPrompt } from "../roleplay/prompt/shorter-prompt.ts";
import type { ThinkingPlan } from "../roleplay/thinking/thinking-policy.ts";
import { privateTextOf, type Segment } from "../roleplay/utterance.ts";
import type { ParserOptions } from "../roleplay/parser/utterance-parser.ts";
import type {
  CallPurpose,
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  PromptBasis,
  Random,
  Sampling,
} from "./ports.ts";
import { secondTry } from "./second-try.ts";
import { speak, type Spoken } from "./speaking.ts";
import type { TurnStage } from "./turn-stage.ts";
import { NO_THOUGHT, think, type Thought } from "./thinking.ts";
import { speechRequest, thoughtRequest } from "./turn-calls.ts";
import { CANCELLED, judge, type TurnVerdict } from "./turn-verdict.ts";

/** One persona's turn: think as planned, release what is visible as it comes, say how it ended. */

export interface TurnRequest {
  readonly turnId: string;
  readonly prompt: Prompt;
  readonly basis: PromptBasis;
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
  /** How often the persona has begun to guard what it thought. */
  readonly guards: () => number;
  /** Of the sheet that speaks; absent or null where nobody counts versions. */
  readonly version?: string | null;
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
  /** Whether this turn may wait for a busy endpoint: nobody else does, and nobody is kept waiting by it. */
  mayWait(): boolean;
  /** All that a turn may take, in ms; whatever is out then stays. */
  readonly within: number;
}

export interface PerformedTurn extends TurnVerdict {
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

/** A persona that is spoken to again and again must come to speak: so often it thinks anew, and then no more. */
const RENEWALS = 3;

/**
 * Performs a turn, with what was thought `ahead` of it. Never rejects; at most one retry, and only while nothing
 * visible has gone out; ends within its time whatever hangs.
 */
export async function performTurn(
  ask: Ask,
  stage: TurnStage,
  ports: Ports,
  life: TurnLife,
  ahead: Thought = NO_THOUGHT,
): Promise<PerformedTurn> {
  const late = new AbortController();
  const cancelLate = ports.clock.after(life.within, () => late.abort());
  try {
    return await perform(ask, stage, ports, life, ahead, late.signal);
  } finally {
    cancelLate();
  }
}

async function perform(
  ask: Ask,
  stage: TurnStage,
  ports: Ports,
  life: TurnLife,
  ahead: Thought,
  late: AbortSignal,
): Promise<PerformedTurn> {
  const stop = AbortSignal.any([life.cancel, late]);
  const calls: ModelCall[] = [...ahead.calls];
  const fresh = () => calls.length - ahead.calls.length + 1;
  let thought = ahead;
  let renewed = 0;
  let loops = 0;
  /** The end that the one retry is for; null before it. */
  let first: ModelEnd | null = null;
  let shorter = false;

  /** Waits for the retry; false if there is to be none. */
  async function again(end: ModelEnd): Promise<boolean> {
    const next =
      first === null && !stop.aborted ? secondTry(end, life.mayWait, ports.random) : null;
    if (next === null) return false;
    first = end;
    shorter = next.shorter;
    await pause(ports.clock, next.wait, stop);
    return true;
  }

  for (;;) {
    const asked = ask(thought.text.length);
    const request = shorter ? shortened(asked) : asked;
    const { plan } = request;
    // A thought that cannot be taken up again would be lost whole: then what is said meanwhile waits.
    const news = life.news(renewed < RENEWALS && plan.mode !== "full");
    const done = (verdict: TurnVerdict, spoken: Spoken | null): PerformedTurn => ({
      ...verdict,
      segments: spoken?.segments ?? onlyThought(thought),
      anomalies: { ...spoken?.parsed.anomalies, ...(loops === 0 ? {} : { repetition: loops }) },
      calls,
      plan,
      renewed,
      needsFallback: verdict.outcome === "fallback",
    });
    const outOfTime = (visible: boolean): TurnVerdict =>
      life.cancel.aborted
        ? CANCELLED
        : { outcome: visible ? "cut" : "fallback", cause: "timeout-turn" };

    if (plan.budget !== null) {
      const either = AbortSignal.any([stop, news]);
      const phase = await think(thoughtRequest(request, thought, fresh()), ports, either);
      calls.push(...phase.thought.calls);
      thought = { ...phase.thought, calls: [...thought.calls, ...phase.thought.calls] };
      if (phase.looped) loops += 1;
      const { end } = phase;
      if (stop.aborted) return done(outOfTime(false), null);
      if (news.aborted) {
        renewed += 1;
        continue;
      }
      if (await again(end)) continue;
      if (end.status === "failed") {
        return done({ outcome: "fallback", cause: causeOf(first, end) }, null);
      }
    }

    const signals = { cancel: stop, news };
    const spoken = await speak(speechRequest(request, thought, fresh()), stage, ports, signals);
    if (spoken.call !== null) calls.push(spoken.call);
    if (spoken.repetition !== null) loops += 1;
    if (stop.aborted) return done(outOfTime(spoken.visible), spoken);
    if (spoken.overtaken || (news.aborted && !spoken.visible)) {
      renewed += 1;
      continue;
    }
    if (!spoken.visible && (await again(spoken.end))) continue;
    const verdict = judge(spoken);
    const { end } = spoken;
    const failed = end.status === "failed" && verdict.cause === end.failure;
    return done(failed ? { ...verdict, cause: causeOf(first, end) } : verdict, spoken);
  }
}

/** Why a turn failed: a retry that met an open breaker says nothing new. */
function causeOf(first: ModelEnd | null, last: ModelEnd & { readonly status: "failed" }) {
  const again = last.failure === "circuit-open" && first?.status === "failed";
  return again ? first.failure : last.failure;
}

function shortened(asked: TurnRequest): TurnRequest {
  const basis = { ...asked.basis, shorter: true };
  return { ...asked, prompt: shorterPrompt(asked.prompt), basis };
}

function onlyThought({ text }: Thought): Segment[] {
  return text === "" ? [] : [{ kind: "system-thinking", text: privateTextOf(text) }];
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
