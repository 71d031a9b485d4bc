import { createBackend } from "../model/backend/backend.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type { Clock, Model, ModelRequest } from "../stage/ports.ts";
import type { AskJudge } from "../training/rewards/judge.ts";
import { createPlaces } from "../training/rewards/places.ts";
import { alertWords } from "./alert-words.ts";
import { understudyEndpoint, type Config } from "./config.ts";
import { patient, wholeAnswer } from "./patient-asking.ts";

/** A judge that can be asked: the configured endpoint, or the understudy where there is none. */
export interface OpenJudge {
  readonly ask: AskJudge;
  readonly model: string;
  /** The understudy, or an endpoint that its operator calls a stand-in. */
  readonly synthetic: boolean;
  close(): Promise<void>;
}

export interface JudgeSettings {
  /** Questions that are asked at once. */
  readonly concurrency: number;
  /** The longest answer, in tokens: thinking and the form. */
  readonly maxTokens: number;
}

/** Opens the judge. It is asked at temperature 0, so that the same question has the same answer as far as it can. */
export async function openJudge(
  config: Config,
  { concurrency, maxTokens }: JudgeSettings,
  clock: Clock,
): Promise<OpenJudge> {
  const understudy =
    config.endpoint === null
      ? await startUnderstudy({ seed: config.seed, think: 0, contextLength: 262_144 })
      : null;
  const endpoint = patient(
    config.endpoint ?? understudyEndpoint(config, understudy?.url ?? "", UNDERSTUDY_MODEL),
    LONGEST,
  );
  const second = config.fallback === null ? null : patient(config.fallback, LONGEST);
  const backend = createBackend({
    first: endpoint,
    // Another model would judge by other lights, unasked.
    second: second?.model === endpoint.model ? second : null,
    clock,
    alert: (alert) => console.error(alertWords(alert)),
  });
  const places = createPlaces(concurrency, Number.POSITIVE_INFINITY);
  let count = 0;
  const request = (prompt: ModelRequest["prompt"]): ModelRequest => ({
    callId: `judge-${(count += 1)}`,
    prompt,
    sampling: { temperature: 0, topP: 1, maxTokens, seed: 0, stop: [] },
    purpose: { lane: "answer", scene: "rewards", persona: "judge", player: null },
    thinking: { mode: "full", phase: "whole", budget: null, after: null, forced: "", trimmed: 0 },
  });
  return {
    model: backend.model.description,
    synthetic: backend.model.synthetic,
    ask: (prompt, signal) =>
      places.in(async () => {
        const first = await asked(backend.model, request(prompt), signal);
        if (typeof first === "string" || !first.again || signal.aborted) return textOf(first);
        return textOf(await asked(backend.model, request(prompt), signal));
      }, signal),
    async close() {
      backend.close();
      await understudy?.close();
    },
  };
}

/** How long a judgement may take, in ms. */
const LONGEST = 100_000;

/** The text, or whether it makes sense to ask once more. */
async function asked(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<string | { readonly again: boolean }> {
  const { text, end } = await wholeAnswer(model, request, signal);
  if (end.status === "complete") return text;
  return { again: end.status === "failed" && PASSING.has(end.failure) };
}

function textOf(answer: string | { readonly again: boolean }): string | null {
  return typeof answer === "string" ? answer : null;
}

const PASSING: ReadonlySet<string> = new Set([
  "unreachable",
  "overloaded",
  "server-error",
  "timeout-connect",
  "cut",
]);
