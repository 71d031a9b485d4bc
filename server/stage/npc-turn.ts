import type { TurnOutcome, VisibleSegment } from "../../shared/protocol.ts";
import type { Prompt } from "../roleplay/observation.ts";
import { isVisible, type Segment } from "../roleplay/utterance.ts";
import {
  createUtteranceParser,
  type ParsedUtterance,
  type ParserOptions,
  type Terminator,
  type VisiblePart,
} from "../roleplay/utterance-parser.ts";
import type {
  CallPurpose,
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelFailure,
  Random,
  Sampling,
  ThinkingPart,
} from "./ports.ts";

/** One persona's turn: ask the model, release what is visible as it comes, say how it ended. */

/** Where the visible parts of a turn go, as they come. */
export interface TurnStage {
  delta(segment: number, kind: VisibleSegment["kind"], text: string): void;
  segmentEnd(segment: number, kind: VisibleSegment["kind"]): void;
  retract(segment: number): void;
}

export interface TurnRequest {
  readonly turnId: string;
  readonly prompt: Prompt;
  readonly purpose: CallPurpose;
  readonly sampling: Omit<Sampling, "seed">;
  readonly parser: Omit<ParserOptions, "onPart">;
}

export interface PerformedTurn {
  readonly outcome: TurnOutcome;
  /** Why the outcome is not a plain `complete`: a closed code, or null. */
  readonly cause: ModelFailure | Terminator | "length" | "content-filter" | "empty" | null;
  readonly segments: readonly Segment[];
  readonly anomalies: Readonly<Record<string, number>>;
  readonly calls: readonly ModelCall[];
  /** Nothing of the model's could be shown: an authored line has to stand in. */
  readonly needsFallback: boolean;
}

/** HER as it was trained: thought and words in one call. */
const WHOLE: ThinkingPart = {
  mode: "full",
  phase: "whole",
  budget: null,
  after: null,
  forced: "",
  trimmed: 0,
};

/** Failures after which the same call may well succeed. */
const RETRIED: ReadonlySet<ModelFailure> = new Set([
  "unreachable",
  "server-error",
  "timeout-connect",
]);

/** Performs a turn. Never rejects; at most one retry, and only while nothing visible has gone out. */
export async function performTurn(
  request: TurnRequest,
  stage: TurnStage,
  ports: { model: Model; clock: Clock; random: Random },
  signal: AbortSignal,
): Promise<PerformedTurn> {
  const calls: ModelCall[] = [];
  for (let attempt = 1; ; attempt++) {
    const shown: Shown = { segments: new Map() };
    const { end, parsed } = await callModel(request, attempt, shown, stage, ports, signal, calls);
    const visible = [...shown.segments.values()].some((text) => text.trim() !== "");
    const failure = end.status === "failed" ? end.failure : null;
    if (failure !== null && RETRIED.has(failure) && !visible && attempt === 1 && !signal.aborted) {
      await pause(ports.clock, 300 + 500 * ports.random(), signal);
      continue;
    }
    const verdict = judge(end, parsed.terminated, visible, signal.aborted);
    return {
      ...verdict,
      segments: parsed.utterance.segments,
      anomalies: parsed.anomalies,
      calls,
      needsFallback: verdict.outcome === "fallback",
    };
  }
}

interface Shown {
  readonly segments: Map<number, string>;
}

async function callModel(
  request: TurnRequest,
  attempt: number,
  shown: Shown,
  stage: TurnStage,
  { model, random }: { model: Model; random: Random },
  signal: AbortSignal,
  calls: ModelCall[],
): Promise<{ end: ModelEnd; parsed: ParsedUtterance }> {
  const enough = new AbortController();
  const parser = createUtteranceParser({
    ...request.parser,
    onPart: (part) => release(part, shown, stage),
  });
  let end: ModelEnd = { status: "failed", failure: "cut" };
  const seed = Math.floor(random() * 2 ** 31);
  const events = model.generate(
    {
      callId: `${request.turnId}.${attempt}`,
      prompt: request.prompt,
      sampling: { ...request.sampling, seed },
      purpose: request.purpose,
      thinking: WHOLE,
    },
    AbortSignal.any([signal, enough.signal]),
  );
  for await (const event of events) {
    if (event.type === "end") {
      end = event.end;
      calls.push(event.call);
      break;
    }
    // What arrives after a cancellation was never asked for: it stays unread.
    if (signal.aborted) continue;
    parser.push(event.text);
    if (parser.terminated) enough.abort();
  }
  return { end, parsed: parser.end() };
}

function release(part: VisiblePart, shown: Shown, stage: TurnStage): void {
  switch (part.type) {
    case "speech-delta":
    case "action-delta": {
      const kind = part.type === "speech-delta" ? "speech" : "action";
      shown.segments.set(part.segment, (shown.segments.get(part.segment) ?? "") + part.text);
      stage.delta(part.segment, kind, part.text);
      return;
    }
    case "segment-end":
      stage.segmentEnd(part.segment, part.kind);
      return;
    case "retract":
      shown.segments.delete(part.segment);
      stage.retract(part.segment);
      return;
    case "terminated":
      return;
  }
}

/** Terminators that merely mark where the model should have stopped: what came before is a whole turn. */
const NATURAL: ReadonlySet<Terminator> = new Set<Terminator>(["template-token", "other-speaker"]);

function judge(
  end: ModelEnd,
  terminated: Terminator | null,
  visible: boolean,
  cancelled: boolean,
): Pick<PerformedTurn, "outcome" | "cause"> {
  if (cancelled) return { outcome: "cancelled", cause: null };
  const short = visible ? "cut" : "fallback";
  if (terminated !== null) {
    return { outcome: visible && NATURAL.has(terminated) ? "complete" : short, cause: terminated };
  }
  switch (end.status) {
    case "failed":
      return { outcome: short, cause: end.failure };
    case "aborted":
      return { outcome: "cancelled", cause: null };
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

/** True when a segment holds anything a reader would see. */
export function showsAnything(segments: readonly Segment[]): boolean {
  return segments.some((segment) => isVisible(segment) && segment.text.trim() !== "");
}
