import type { LiveFigures } from "../../../shared/studio/live.ts";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Counts of one scene: no text goes in, and none comes out. */
export interface Tally {
  turn(event: Extract<EpisodeEvent, { type: "turn" }>): void;
  call(call: Readonly<Record<string, unknown>>): void;
  figures(): Omit<LiveFigures, "personas" | "players">;
}

/** Turns whose latency is kept. */
const LATENCIES = 500;
/** Kinds of anomaly that get a count of their own. */
const KINDS = 40;

export function createTally(): Tally {
  const latencies: number[] = [];
  const outcomes = new Map<string, number>();
  const anomalies = new Map<string, number>();
  const tokens = { prompt: 0, completion: 0 };
  let turns = 0;
  let calls = 0;

  function add(to: Map<string, number>, kind: string, times: number): void {
    if (times === 0) return;
    const known = to.has(kind) || to.size < KINDS ? kind : "other";
    to.set(known, (to.get(known) ?? 0) + times);
  }

  return {
    turn({ outcome, anomalies: found, timing }) {
      turns += 1;
      if (outcome !== "complete") add(outcomes, outcome, 1);
      for (const [kind, times] of Object.entries(found)) add(anomalies, kind, times);
      if (timing.firstVisible === null) return;
      latencies.push(timing.firstVisible);
      if (latencies.length > LATENCIES) latencies.shift();
    },
    call(call) {
      const usage = Object(call["usage"]) as Record<string, unknown>;
      calls += 1;
      tokens.prompt += counted(usage["prompt_tokens"], call["promptText"]);
      tokens.completion += counted(usage["completion_tokens"], call["completionText"]);
    },
    figures: () => ({
      turns,
      firstVisible:
        latencies.length === 0
          ? null
          : {
              p50: quantile(latencies, 0.5),
              p95: quantile(latencies, 0.95),
              of: latencies.length,
            },
      outcomes: Object.fromEntries(outcomes),
      anomalies: Object.fromEntries(anomalies),
      calls,
      tokens: { ...tokens },
    }),
  };
}

/** What the endpoint counted, else an estimate of the text. */
function counted(told: unknown, text: unknown): number {
  if (typeof told === "number" && Number.isFinite(told)) return told;
  return typeof text === "string" ? estimateTokens(text) : 0;
}

/** By the nearest rank; the list is not empty. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return Math.round(sorted[rank] ?? 0);
}
