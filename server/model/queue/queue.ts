import {
  LANES,
  type Clock,
  type Lane,
  type Model,
  type ModelCall,
  type ModelEvent,
  type ModelRequest,
} from "../../stage/ports.ts";
import { NO_COUNTERS, type CallCounters } from "./call-counters.ts";
import { createLoadWatch } from "./endpoint-load.ts";
import { createExpectedTokens } from "./expected-tokens.ts";
import { createGate } from "./gate.ts";
import type { QueueSettings } from "./queue-settings.ts";
import type { Slot } from "./slots.ts";
import { tokensOf } from "./token-count.ts";
import { withSelf, wrappedModel } from "../wrapped-model.ts";
import { unmadeCall, wasNeverMade } from "../unmade-call.ts";

/** How a lane stands. */
export interface LaneState {
  readonly waiting: number;
  /** How long the first of them has waited, in ms; 0 if none waits. */
  readonly age: number;
  readonly running: number;
}

export interface QueueState {
  readonly lanes: Readonly<Record<Lane, LaneState>>;
  readonly waiting: number;
  readonly running: number;
  /** Calls at once that the endpoint is given now. */
  readonly limit: number;
  /** What is left of a pause that the endpoint asked for, in ms. */
  readonly pausedFor: number;
}

/** A model whose calls wait for their turn. */
export interface QueuedModel extends Model {
  readonly state: QueueState;
  /** Sheds what waits and whatever comes, and stops watching the endpoint. Running calls go on. */
  close(): void;
}

/**
 * Puts a queue before a model: urgent lanes first, fair among scenes and players, bounded in depth and age, and with
 * no more calls at once than the endpoint bears. What is given up ends as `shed`. The only way from a request to the
 * model is through a slot.
 */
export function createQueue(
  model: Model,
  settings: QueueSettings,
  clock: Clock,
  counters: CallCounters = NO_COUNTERS,
): QueuedModel {
  const gate = createGate(settings, clock, counters);
  const expected = createExpectedTokens();
  const watch =
    settings.loadPage === null
      ? null
      : createLoadWatch(settings.loadPage, clock, (load) => {
          gate.concurrency.loadIs(load, clock.elapsed());
          gate.adjust();
        });

  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const since = clock.elapsed();
    const admission = await gate.enter(request, expected.of(request), signal);
    const { queued } = admission;
    if (admission.slot === null) {
      const { end, shed } = admission;
      const event = unmadeCall({ model, request, end, detail: shed, since, queued }, clock);
      if (event.type === "end") counters.ended(event.call);
      yield event;
      return;
    }
    watch?.look();
    yield* converse(request, admission.slot, queued);
  }

  async function* converse(
    request: ModelRequest,
    slot: Slot,
    queued: number,
  ): AsyncGenerator<ModelEvent> {
    try {
      for await (const event of model.generate(request, slot.signal)) {
        if (event.type === "text") {
          yield event;
          continue;
        }
        const call = asQueued(event.call, queued, slot.preempted);
        // What was never made tells nothing of the endpoint, be it a breaker's word or a cap's.
        const { end, timing } = call;
        slot.release(
          wasNeverMade(call) ? null : { end: event.call.end, firstText: timing.firstText },
        );
        if (end.status === "complete") {
          expected.learn(request, tokensOf(call, request.prompt).completion);
        }
        counters.ended(call);
        yield { type: "end", end, call };
        return;
      }
    } finally {
      slot.release(null);
    }
  }

  return withSelf(wrappedModel(model, generate), {
    queued: () => [...gate.waiting].length,
    get state() {
      return stateOf(gate, clock.elapsed());
    },
    close() {
      watch?.stop();
      gate.close();
    },
  });
}

/** A call's record with the time it waited, and with the queue's own end if its slot was taken back. */
function asQueued(call: ModelCall, queued: number, preempted: boolean): ModelCall {
  const { edge } = call;
  const takenBack = preempted && call.end.status === "aborted";
  return {
    ...call,
    end: takenBack ? { status: "failed", failure: "shed" } : call.end,
    edge: {
      httpStatus: edge?.httpStatus ?? null,
      detail: takenBack ? "preempted" : (edge?.detail ?? null),
      reasoningLength: edge?.reasoningLength ?? 0,
      controlTokensDefused: edge?.controlTokensDefused ?? 0,
      queued,
    },
  };
}

function emptyLanes(): Record<Lane, number> {
  return { answer: 0, talk: 0, ahead: 0, rehearsal: 0, ambient: 0 };
}

function stateOf(gate: ReturnType<typeof createGate>, now: number): QueueState {
  const waiting: Record<Lane, number> = emptyLanes();
  const age: Record<Lane, number> = emptyLanes();
  for (const { lane, since } of gate.waiting) {
    waiting[lane] += 1;
    age[lane] = Math.max(age[lane], now - since);
  }
  const lanes = {} as Record<Lane, LaneState>;
  for (const lane of LANES) {
    lanes[lane] = { waiting: waiting[lane], age: age[lane], running: gate.running[lane] };
  }
  return {
    lanes,
    waiting: LANES.reduce((sum, lane) => sum + waiting[lane], 0),
    running: LANES.reduce((sum, lane) => sum + gate.running[lane], 0),
    limit: gate.concurrency.limit,
    pausedFor: gate.pausedFor,
  };
}
