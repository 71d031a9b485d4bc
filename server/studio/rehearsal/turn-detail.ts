import type { Language } from "../../../shared/protocol.ts";
import type {
  CallDetail,
  RecalledView,
  TimingDetail,
  TurnDetail,
} from "../../../shared/studio/rehearsal.ts";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { promptView } from "./prompt-view.ts";

/** How a turn came to be, out of the events that the log has of it. */

type Of<K extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: K }>;

/** The detail of a turn; `events` are those of its episode. Null for a turn that is not among them. */
export function turnDetail(
  events: readonly EpisodeEvent[],
  turnId: string,
  speaker: { readonly name: string; readonly language: Language },
  endpointName: (call: Record<string, unknown>) => string,
): TurnDetail | null {
  const turn = events.find(
    (one): one is Of<"turn"> => one.type === "turn" && one.turnId === turnId,
  );
  if (turn === undefined) return null;
  const calls = events.flatMap((one) =>
    one.type === "model-call" && one.turnId === turnId ? [one.call] : [],
  );
  const last = calls.at(-1);
  return {
    turnId,
    chosenBy: turn.chosenBy,
    thinking: turn.thinking ? { mode: turn.thinking.mode, why: turn.thinking.why } : null,
    anomalies: Object.entries(turn.anomalies).flatMap(([kind, times]) =>
      times > 0 ? [{ kind, times }] : [],
    ),
    prompt: last === undefined ? null : promptView(last, speaker),
    recalled: recalledFor(events, turn),
    cut: turn.cut ?? null,
    calls: calls.map((call) => callDetail(call, endpointName(call))),
    timing: timingOf(turn, calls),
  };
}

/** The texts that came back to the persona for this turn, each with its items and why they came. */
function recalledFor(events: readonly EpisodeEvent[], turn: Of<"turn">): RecalledView[] {
  const asked = turn.recalled ?? [];
  if (asked.length === 0) return [];
  const why = new Map(asked.map((item) => [item.id, item.why]));
  const told = new Set<string>();
  return events.flatMap((event): RecalledView[] => {
    if (event.type !== "observed" || event.observation.kind !== "recalled") return [];
    if (!event.minds.some(({ persona }) => persona === turn.speaker)) return [];
    const { text, items } = event.observation;
    const here = items.filter((id) => why.has(id) && !told.has(id));
    if (here.length === 0) return [];
    for (const id of here) told.add(id);
    return [{ text, items: here.map((id) => ({ id, why: why.get(id) ?? [] })) }];
  });
}

function callDetail(call: Record<string, unknown>, endpoint: string): CallDetail {
  const request = recordOf(call["request"]);
  const { promptText } = call;
  const end = recordOf(call["end"]);
  const timing = recordOf(call["timing"]);
  const edge = recordOf(call["edge"]);
  const usage = recordOf(call["usage"]);
  const sent = typeof promptText === "string" ? promptText : null;
  // What stands above as the very text is not repeated inside the body.
  const { prompt: _prompt, ...rest } = request;
  return {
    callId: String(call["callId"]),
    phase: String(recordOf(call["thinking"])["phase"] ?? ""),
    model: String(call["servedModel"] ?? call["requestedModel"] ?? ""),
    endpoint,
    synthetic: call["synthetic"] === true,
    dialect: String(call["dialect"] ?? ""),
    temperature: numberOr(request["temperature"]),
    topP: numberOr(request["top_p"]),
    maxTokens: numberOr(request["max_tokens"]) ?? numberOr(request["max_completion_tokens"]),
    seed: numberOr(request["seed"]),
    status: String(end["status"] ?? ""),
    why: textOr(end["finishReason"]) ?? textOr(end["failure"]),
    sent,
    body: JSON.stringify(sent === null ? request : rest, null, 2),
    written: String(call["completionText"] ?? ""),
    promptTokens: numberOr(usage["prompt_tokens"]),
    completionTokens: numberOr(usage["completion_tokens"]),
    queued: numberOr(edge["queued"]),
    firstText: numberOr(timing["firstText"]),
    ms: numberOr(timing["end"]) ?? 0,
  };
}

/** Tokens of a thought's own call are thought; those of a whole turn are parted as its text is. */
function timingOf(turn: Of<"turn">, calls: readonly Record<string, unknown>[]): TimingDetail {
  const seen = calls.map((call) => callDetail(call, ""));
  const first = seen[0];
  const wrote = seen.map(({ completionTokens, written }) => ({
    tokens: completionTokens ?? estimateTokens(written),
    counted: completionTokens !== null,
  }));
  const thoughtText = turn.segments
    .flatMap(({ kind, text }) => (kind === "speech" || kind === "action" ? [] : [text]))
    .join("\n");
  const saidText = turn.segments
    .flatMap(({ kind, text }) => (kind === "speech" || kind === "action" ? [text] : []))
    .join("\n");
  const thinkCalls = seen.map(({ phase }) => phase === "think");
  const inThink = wrote.reduce((sum, { tokens }, at) => sum + (thinkCalls[at] ? tokens : 0), 0);
  const inWords = wrote.reduce((sum, { tokens }, at) => sum + (thinkCalls[at] ? 0 : tokens), 0);
  const ownThought = thinkCalls.includes(true)
    ? turn.segments.flatMap(({ kind, text }) => (kind === "role-thinking" ? [text] : [])).join("\n")
    : thoughtText;
  const [a, b] = [estimateTokens(ownThought), estimateTokens(saidText)];
  const share = a + b === 0 ? 0 : a / (a + b);
  const streaming = seen.reduce(
    (sum, { ms, firstText }) => sum + (firstText === null ? 0 : ms - firstText),
    0,
  );
  const written = inThink + inWords;
  return {
    queued: seen.some(({ queued }) => queued !== null)
      ? seen.reduce((sum, { queued }) => sum + (queued ?? 0), 0)
      : null,
    firstToken: first?.firstText ?? null,
    firstVisible: turn.timing.firstVisible,
    end: turn.timing.end,
    tokensPerSecond: streaming > 0 ? written / (streaming / 1_000) : null,
    thought: Math.round(inThink + inWords * share),
    spoken: Math.round(inWords * (1 - share)),
    estimated: !wrote.every(({ counted }) => counted) || (share > 0 && share < 1),
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function textOr(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
