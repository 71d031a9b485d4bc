import type {
  Clock,
  Lane,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
} from "../../server/stage/ports.ts";
import { settle } from "./fake-clock.ts";

/** A model whose calls end when the test says so, and that knows what ran at once. */
export interface HeldModel extends Model {
  /** Ids in the order in which their calls reached it. */
  readonly started: readonly string[];
  readonly running: readonly string[];
  readonly aborted: readonly string[];
  /** The most that ever ran at once. */
  readonly peak: number;
  /** Ends a running call and lets what follows from it happen. */
  finish(callId: string, how?: Finish): Promise<void>;
}

export interface Finish {
  readonly end?: ModelEnd;
  readonly text?: string;
  readonly firstText?: number | null;
  readonly usage?: Record<string, unknown> | null;
}

const STOP: ModelEnd = { status: "complete", finishReason: "stop" };

export function heldModel(clock: Clock): HeldModel {
  const started: string[] = [];
  const aborted: string[] = [];
  const running = new Map<string, (how: Finish) => void>();
  let peak = 0;
  return {
    synthetic: true,
    description: "held",
    continuesPrefill: true,
    started,
    aborted,
    get running() {
      return [...running.keys()];
    },
    get peak() {
      return peak;
    },
    async finish(callId, how = {}) {
      await settle();
      const end = running.get(callId);
      if (end === undefined) throw new Error(`${callId} does not run`);
      end(how);
      await settle();
    },
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      const start = clock.elapsed();
      const { callId } = request;
      started.push(callId);
      const how = await new Promise<Finish>((resolve) => {
        const abort = () => resolve({ end: { status: "aborted" } });
        if (signal.aborted) abort();
        signal.addEventListener("abort", abort, { once: true });
        running.set(callId, resolve);
        peak = Math.max(peak, running.size);
      });
      running.delete(callId);
      const { end = STOP, text = "", usage = null } = how;
      const { firstText = end.status === "complete" ? 100 : null } = how;
      if (end.status === "aborted") aborted.push(callId);
      if (text !== "") yield { type: "text", text };
      const took = clock.elapsed() - start;
      yield {
        type: "end",
        end,
        call: recordOf(request, text, end, { firstText, usage, took }, clock),
      };
    },
  };
}

function recordOf(
  request: ModelRequest,
  text: string,
  end: ModelEnd,
  told: { firstText: number | null; usage: Record<string, unknown> | null; took: number },
  clock: Clock,
): ModelCall {
  return {
    callId: request.callId,
    purpose: request.purpose,
    thinking: request.thinking,
    dialect: "raw",
    endpoint: "held",
    requestedModel: "held",
    servedModel: "held",
    synthetic: true,
    systemFingerprint: null,
    request: { held: true },
    promptText: null,
    promptTokenIds: null,
    completionText: text,
    completionTokenIds: null,
    logprobs: null,
    finishReason: end.status === "complete" ? end.finishReason : null,
    stopReason: null,
    usage: told.usage,
    end,
    timing: {
      startedAt: clock.now() - told.took,
      headers: end.status === "complete" ? 1 : null,
      firstText: told.firstText,
      end: told.took,
    },
  };
}

/** A request for a queue's or a cap's test. */
export function aRequest(
  callId: string,
  purpose: Partial<ModelRequest["purpose"]> & { readonly lane?: Lane } = {},
  changes: Partial<Pick<ModelRequest, "prompt" | "thinking">> & {
    readonly maxTokens?: number;
  } = {},
): ModelRequest {
  const { maxTokens = 300, ...others } = changes;
  return {
    callId,
    prompt: { system: "You are Mara.", messages: [], prefill: "" },
    sampling: { temperature: 0.7, topP: 0.9, maxTokens, seed: 1, stop: [] },
    purpose: { lane: "answer", scene: "inn", persona: "mara", player: "ayla", ...purpose },
    thinking: { mode: "full", phase: "whole", budget: null, after: null, forced: "", trimmed: 0 },
    ...others,
  };
}

/** One call under way, as its caller sees it. */
export interface Asked {
  readonly events: readonly ModelEvent[];
  readonly ends: readonly ModelEnd[];
  /** Null while it runs or waits. */
  readonly end: ModelEnd | null;
  readonly call: ModelCall | null;
  abort(): void;
  readonly over: Promise<void>;
}

/** Makes a call and gathers what it yields. */
export function ask(model: Model, request: ModelRequest): Asked {
  const abort = new AbortController();
  const events: ModelEvent[] = [];
  const lastEnd = () => events.findLast((event) => event.type === "end") ?? null;
  async function read(): Promise<void> {
    for await (const event of model.generate(request, abort.signal)) events.push(event);
  }
  const over = read();
  return {
    events,
    get ends() {
      return events.flatMap((event) => (event.type === "end" ? [event.end] : []));
    },
    get end() {
      return lastEnd()?.end ?? null;
    },
    get call() {
      return lastEnd()?.call ?? null;
    },
    abort: () => abort.abort(),
    over,
  };
}
