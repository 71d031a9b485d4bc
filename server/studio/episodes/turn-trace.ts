import type { TurnTrace } from "../../../shared/studio/episodes.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { happened, versionOf } from "./episode-digest.ts";
import type { EpisodeSight } from "./episode-sight.ts";

type Of<T extends EpisodeEvent["type"]> = LoggedEvent & {
  readonly event: Extract<EpisodeEvent, { type: T }>;
};

/** What is on record of one turn. */
export interface TurnRecords {
  readonly turn: Of<"turn">;
  readonly calls: readonly Of<"model-call">[];
  readonly deeds: readonly Of<"deed">[];
  readonly feedback: readonly Of<"feedback">[];
  /** What its persona observed before it, since it last spoke. */
  readonly observed: readonly Of<"observed">[];
}

/** From what was perceived to what came of it, as its reader may see it. */
export function traceOf(
  { turn: { seq, event: turn }, calls, deeds, feedback, observed }: TurnRecords,
  sight: EpisodeSight,
): TurnTrace {
  const behind = sight.behind(turn, seq);
  const thoughts = sight.thoughts(turn, seq);
  const words = sight.words(turn);
  const opinions = new Map(feedback.map(({ event }) => [event.participant, event]));
  return {
    turnId: turn.turnId,
    who: turn.speaker,
    observed: observed.map(({ event: { observation } }) => ({
      kind: observation.kind,
      from: observation.kind === "heard" ? sight.id(observation.from ?? observation.speaker) : null,
      text: behind(
        "text" in observation
          ? observation.text
          : observation.segments.map(({ text }) => text).join(" "),
      ),
    })),
    chosenBy: turn.chosenBy,
    thinking: turn.thinking ?? null,
    // Ids of memories begin with whom they are of.
    recalled: (turn.recalled ?? []).map(({ why }) =>
      why.flatMap(({ kind }) => (typeof kind === "string" ? [kind] : [])),
    ),
    cut: turn.cut ?? null,
    calls: calls.map(({ event: { call } }) => callView(call, behind)),
    // All four channels in their order where both halves may be read, else what may.
    segments:
      "shown" in thoughts && "shown" in words
        ? mergedInOrder(turn, thoughts.shown, words.shown)
        : "shown" in words
          ? words
          : thoughts,
    sayDo: (turn.sayDo ?? []).map(({ verb, target, item, outcome }) => ({
      verb,
      target: target === null ? null : sight.id(target),
      item,
      outcome,
    })),
    deeds: deeds.map(({ event: { verb, target, outcome, refusal } }) => ({
      verb,
      target: target === null ? null : sight.id(target),
      done: outcome === "done",
      refusal,
    })),
    outcome: turn.outcome,
    cause: turn.cause,
    anomalies: happened(turn.anomalies),
    trainable: turn.trainable,
    version: versionOf(turn),
    timing: turn.timing,
    feedback: [...opinions.values()].map(({ participant, rating, reasons }) => ({
      who: sight.id(participant),
      up: rating === "up",
      reasons,
    })),
  };
}

function mergedInOrder(
  { segments }: Of<"turn">["event"],
  thoughts: readonly TurnTraceSegment[],
  words: readonly TurnTraceSegment[],
): TurnTrace["segments"] {
  const [private_, visible] = [[...thoughts], [...words]];
  const shown = segments.flatMap(({ kind }) => {
    const next = kind === "speech" || kind === "action" ? visible.shift() : private_.shift();
    return next === undefined ? [] : [next];
  });
  return { shown };
}
type TurnTraceSegment = Extract<TurnTrace["segments"], { shown: unknown }>["shown"][number];

const SAMPLING = [
  "temperature",
  "top_p",
  "max_tokens",
  "top_k",
  "min_p",
  "repetition_penalty",
  "presence_penalty",
  "frequency_penalty",
  "seed",
];

/** Read leniently: a call is on record as its endpoint and its version of the log wrote it. */
function callView(
  call: Record<string, unknown>,
  behind: ReturnType<EpisodeSight["behind"]>,
): TurnTrace["calls"][number] {
  const request = fieldsOf(call["request"]);
  const usage = fieldsOf(call["usage"]);
  const timing = fieldsOf(call["timing"]);
  const sampling: Record<string, string | number | boolean> = {};
  for (const name of SAMPLING) {
    const value = request[name];
    if (typeof value === "number" || typeof value === "string" || typeof value === "boolean")
      sampling[name] = value;
  }
  return {
    callId: String(call["callId"] ?? ""),
    phase: String(fieldsOf(call["thinking"])["phase"] ?? ""),
    model: String(call["servedModel"] ?? call["requestedModel"] ?? ""),
    status: String(fieldsOf(call["end"])["status"] ?? ""),
    promptTokens: countOf(call["promptTokenIds"]) ?? numberOf(usage["prompt_tokens"]),
    completionTokens: countOf(call["completionTokenIds"]) ?? numberOf(usage["completion_tokens"]),
    firstText: numberOf(timing["firstText"]),
    end: numberOf(timing["end"]) ?? 0,
    sampling,
    prompt: behind(promptOf(call, request)),
    completion: behind(String(call["completionText"] ?? "")),
  };
}

function promptOf(call: Record<string, unknown>, request: Record<string, unknown>): string {
  if (typeof request["prompt"] === "string") return request["prompt"];
  if (typeof call["promptText"] === "string") return call["promptText"];
  if (!Array.isArray(request["messages"])) return "";
  return request["messages"]
    .map((one: unknown) => {
      const { role, content } = fieldsOf(one);
      return `${String(role)}:\n${typeof content === "string" ? content : JSON.stringify(content)}\n`;
    })
    .join("\n");
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function countOf(value: unknown): number | null {
  return Array.isArray(value) ? value.length : null;
}
