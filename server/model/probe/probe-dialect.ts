import type { Prompt } from "../../roleplay/observation.ts";
import type { ModelRequest } from "../../stage/ports.ts";
import { UNKNOWN_DIALECT, unknownCapabilities } from "./capabilities.ts";
import type { Capabilities, DialectTruth, Truth } from "./capabilities.ts";
import type { Dialect, EndpointConfig } from "../endpoint-config.ts";
import type { Fault } from "../failure-translation.ts";
import { askStreamed } from "./probe-call.ts";
import type { Caller, StreamedAnswer } from "./probe-call.ts";
import { requestBody } from "../request-body.ts";

/** The four tokens that every call of a probe may cost. */
export const PROBE_TOKENS = 4;

const PROMPT: Prompt = {
  system: "You answer in few words.",
  messages: [{ role: "user", content: "Say the letters of the alphabet." }],
  prefill: "",
};

/** What the first call of a dialect found, and what later ones build on. */
export interface FirstCall {
  readonly dialect: Dialect;
  readonly truth: DialectTruth;
  readonly answer: StreamedAnswer;
  /** The body that was accepted, or that was refused last. */
  readonly body: Record<string, unknown>;
}

/** What is left out, from nothing to all that some server refuses. */
const LEVELS: readonly Partial<DialectTruth>[] = [
  {},
  { completionIds: "no" },
  { completionIds: "no", logprobs: "no" },
  { completionIds: "no", vendorFields: "no" },
  { completionIds: "no", vendorFields: "no", logprobs: "no" },
];

/** A probe's body in the very form of play, so that what is tried is what will be sent. */
export function probeBody(
  config: EndpointConfig,
  dialect: Dialect,
  { prefill = "", truth = {} }: { prefill?: string; truth?: Partial<DialectTruth> } = {},
): Record<string, unknown> {
  const request: ModelRequest = {
    callId: "probe",
    prompt: { ...PROMPT, prefill },
    // Temperature 0 gives the same words twice, which the check of the stop strings needs.
    sampling: { temperature: 0, topP: 1, maxTokens: PROBE_TOKENS, seed: 1, stop: [] },
    purpose: { lane: "ambient", scene: "probe", persona: "probe", player: null },
    thinking: { mode: "full", phase: "whole", budget: null, after: null, forced: "", trimmed: 0 },
  };
  const assumed: Capabilities = {
    ...unknownCapabilities(dialect),
    [dialect]: { ...UNKNOWN_DIALECT, ...truth, prefill: "yes" },
  };
  const asked = { ...config, dialect, capture: true };
  return requestBody(asked, request, { capabilities: assumed, salt: null }).body;
}

/** Calls with everything that play would send, and with less each time it is refused. */
export async function firstCall(caller: Caller, dialect: Dialect): Promise<FirstCall> {
  let found: FirstCall | null = null;
  for (const level of LEVELS) {
    const body = probeBody(caller.config, dialect, { truth: level });
    const answer = await askStreamed(caller, dialect, body);
    found = { dialect, answer, body, truth: { ...truthOf(caller.config, answer, level) } };
    if (answer.fault?.failure !== "bad-request") break;
  }
  return found as FirstCall;
}

function truthOf(
  config: EndpointConfig,
  answer: StreamedAnswer,
  level: Partial<DialectTruth>,
): DialectTruth {
  const { fault } = answer;
  const works = worksAfter(fault);
  const ended = works === "yes";
  const told = (seen: boolean): Truth => (ended ? (seen ? "yes" : "no") : "unknown");
  return {
    ...UNKNOWN_DIALECT,
    works,
    streams: fault?.detail === "content type" ? "no" : answer.pieces > 1 ? "yes" : "unknown",
    finishReason: fault === null ? "yes" : fault.detail === "no finish reason" ? "no" : "unknown",
    usage: told(answer.usage),
    cachedTokens: told(answer.cachedTokens),
    // A call that brought no text says nothing of what comes with text.
    promptIds: told(answer.promptIds),
    completionIds:
      answer.pieces === 0 ? (level.completionIds ?? "unknown") : told(answer.completionIds),
    logprobs: answer.pieces === 0 ? (level.logprobs ?? "unknown") : told(answer.logprobs),
    vendorFields: config.vendorFields
      ? ended
        ? (level.vendorFields ?? "yes")
        : "unknown"
      : "unknown",
    reasoningField: answer.reasoning ? "yes" : answer.pieces > 0 ? "no" : "unknown",
  };
}

function worksAfter(fault: Fault | null): Truth {
  if (fault === null) return "yes";
  switch (fault.failure) {
    case "bad-request":
    case "model-not-found":
    case "malformed":
    case "context-too-long":
    case "wrong-model":
    case "too-long":
      return "no";
    case "cut":
      return fault.detail === "no finish reason" ? "no" : "unknown";
    default:
      return "unknown";
  }
}

/**
 * Whether stop strings end an answer. The words that the first call brought are asked for again, with a part of them
 * among five stop strings, and with it alone where five are refused.
 */
export async function probeStops(
  caller: Caller,
  first: FirstCall,
): Promise<Pick<DialectTruth, "stops" | "manyStops" | "stopNamed">> {
  const part = partOf(first.answer.text);
  if (part === null) return { stops: "unknown", manyStops: "unknown", stopNamed: "unknown" };
  const ask = (stop: readonly string[]) =>
    askStreamed(caller, first.dialect, { ...first.body, stop: [...stop] });
  const seldom = ["\u0001", "\u0002", "\u0003", "\u0004"];
  const many = await ask([...seldom, part]);
  const refused = many.fault?.failure === "bad-request";
  const answer = refused ? await ask([part]) : many;
  const stops = stoppedAt(first.answer.text, part, answer);
  return {
    stops,
    manyStops: refused ? "no" : stops,
    stopNamed: stops === "yes" ? (answer.stopReason === part ? "yes" : "no") : "unknown",
  };
}

function stoppedAt(text: string, part: string, answer: StreamedAnswer): Truth {
  if (answer.fault !== null) return "unknown";
  if (answer.text.includes(part)) return "no";
  // Other words than before: nothing was tried.
  return answer.text.trimEnd() === text.slice(0, text.indexOf(part)).trimEnd() ? "yes" : "unknown";
}

/** A part in the middle of a text that does not stand earlier in it. */
function partOf(text: string): string | null {
  const letters = [...text];
  for (let from = Math.ceil(letters.length / 2); from > 0; from -= 1) {
    const part = letters
      .slice(from, from + 6)
      .join("")
      .trim();
    const at = letters.slice(0, from).join("").length;
    if (
      part !== "" &&
      text.slice(at).trimStart().startsWith(part) &&
      !text.slice(0, at).includes(part)
    )
      return part;
  }
  return null;
}
