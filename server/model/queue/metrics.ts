import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ThinkingMode } from "../../roleplay/thinking/thinking-mode.ts";
import { LANES, type ModelCall } from "../../stage/ports.ts";
import type { CallCounters } from "./call-counters.ts";
import type { QueueState } from "./queue.ts";

/** Live figures as Prometheus text: counts, ages and times, with no text and no name of a player in any label. */
export interface Metrics {
  /** For queue and caps. */
  readonly counters: CallCounters;
  /** Reads this queue whenever the figures are asked for. */
  watch(queue: { readonly state: QueueState }): void;
  /** An anomaly of a turn, by its kind; a kind out of the ordinary is counted as `other`. */
  parseFailure(kind: string, times?: number): void;
  /** From a line to the first visible part of its answer, in ms. */
  firstVisible(mode: ThinkingMode, ms: number): void;
  /** The page, and the content type to send it with. */
  page(): Promise<string>;
  readonly contentType: string;
}

/** Seconds, from what nobody notices to the longest call. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 21, 34, 60];
/** Kinds of anomaly that get a label of their own. */
const MOST_KINDS = 64;
const KIND = /^[a-z][a-z0-9-]{0,39}$/u;

/** Makes a registry of its own: nothing of the process's is added, and nothing else can add to it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  let queue: { readonly state: QueueState } | null = null;

  // Read as one, so that the figures of one page belong together.
  function readQueue(): void {
    const state = queue?.state;
    if (state === undefined) return;
    for (const lane of LANES) {
      const { waiting, age, running } = state.lanes[lane];
      depth.set({ lane }, waiting);
      oldest.set({ lane }, age / 1_000);
      inflight.set({ lane }, running);
    }
    limit.set(state.limit);
    paused.set(state.pausedFor / 1_000);
  }

  const gauge = (name: string, help: string, byLane: boolean) =>
    new Gauge({ name, help, labelNames: byLane ? ["lane"] : [], registers });
  const depth = gauge("her_llm_queue_depth", "Calls that wait.", true);
  const oldest = gauge("her_llm_queue_age_seconds", "How long the first of them has waited.", true);
  const inflight = gauge("her_llm_inflight", "Calls that run.", true);
  const limit = gauge("her_llm_limit", "Calls at once that the endpoint is given now.", false);
  const paused = gauge(
    "her_llm_paused_seconds",
    "What is left of a pause that the endpoint asked for.",
    false,
  );
  const count = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const requests = count("her_llm_requests_total", "Calls that ended, by how.", [
    "status",
    "cause",
    "lane",
  ]);
  const shed = count("her_llm_shed_total", "Calls that the queue gave up.", ["lane", "reason"]);
  const preempted = count("her_llm_preempted_total", "Calls taken back for an answer.", ["lane"]);
  const capped = count("her_llm_capped_total", "Calls that a cap refused.", ["scope", "kind"]);
  const tokens = count("her_llm_tokens_total", "Tokens that calls were settled with.", [
    "type",
    "mode",
  ]);
  const estimated = count(
    "her_llm_estimated_calls_total",
    "Calls whose tokens were estimated, because the endpoint did not tell them.",
    [],
  );
  const anomalies = count("her_parse_failures_total", "Anomalies of turns.", ["kind"]);
  const seconds = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets: SECONDS, registers });
  const waited = seconds("her_llm_queued_seconds", "From being asked for to the slot.", ["lane"]);
  const first = seconds("her_llm_ttft_seconds", "From the request to its first text.", ["lane"]);
  const total = seconds("her_llm_request_seconds", "From the request to its end.", ["lane"]);
  const visible = seconds("her_llm_time_to_visible_seconds", "From a line to what is seen.", [
    "mode",
  ]);
  const kinds = new Set<string>();

  const counters: CallCounters = {
    ended(call) {
      const { lane } = call.purpose;
      requests.inc({ status: call.end.status, cause: causeOf(call), lane });
      const queued = call.edge?.queued;
      if (queued !== undefined) waited.observe({ lane }, queued / 1_000);
      const { firstText, headers, end } = call.timing;
      if (firstText !== null) first.observe({ lane }, firstText / 1_000);
      if (headers !== null) total.observe({ lane }, end / 1_000);
    },
    shed(lane, reason) {
      shed.inc({ lane, reason });
      if (reason === "preempted") preempted.inc({ lane });
    },
    capped: (scope, kind) => capped.inc({ scope, kind }),
    settled(mode, used) {
      tokens.inc({ type: "prompt", mode }, used.prompt);
      tokens.inc({ type: "completion", mode }, used.completion);
      if (used.estimated) estimated.inc();
    },
  };

  return {
    counters,
    watch: (watched) => void (queue = watched),
    parseFailure(kind, times = 1) {
      const known = kinds.has(kind) || (kinds.size < MOST_KINDS && KIND.test(kind));
      if (known) kinds.add(kind);
      anomalies.inc({ kind: known ? kind : "other" }, times);
    },
    firstVisible: (mode, ms) => visible.observe({ mode }, ms / 1_000),
    page() {
      readQueue();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** Closed words alone: a failure of ours, or a finish reason of the four that are told apart. */
function causeOf({ end }: ModelCall): string {
  switch (end.status) {
    case "complete":
      return end.finishReason;
    case "failed":
      return end.failure;
    case "aborted":
      return "none";
  }
}
