import PQueue from "p-queue";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createAllowance } from "../../server/model/queue/allowance.ts";
import type { Caps } from "../../server/model/queue/ledger.ts";
import { createMetrics } from "../../server/model/queue/metrics.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE, type QueueSettings } from "../../server/model/queue/queue-settings.ts";
import type { Clock, Lane, Model, ModelEvent } from "../../server/stage/ports.ts";
import { unmadeCall } from "../../server/model/unmade-call.ts";
import { aRequest } from "../doubles/held-model.ts";
import { quantile, type BenchReport, type Goal } from "./report.ts";

/**
 * What the queue costs each call, beside calling the model directly, and what it does for a quiet scene while another
 * floods, beside a plain queue that serves in the order of coming.
 */

const ROUNDS = 15;
const CALLS = 2_000;
const SLOTS = 4;

const NO_CAP = { tokens: 1e15, calls: 1e15 };
const OPEN: Caps = { npc: NO_CAP, scene: NO_CAP, player: NO_CAP, server: NO_CAP };
const WIDE: QueueSettings = {
  ...DEFAULT_QUEUE,
  concurrency: { floor: SLOTS, ceiling: SLOTS, start: SLOTS },
  depths: {
    whole: 1e6,
    lane: { answer: 1e6, talk: 1e6, ahead: 1e6, rehearsal: 1e6, ambient: 1e6 },
    scene: { answer: 1e6, talk: 1e6, ahead: 1e6, rehearsal: 1e6, ambient: 1e6 },
  },
  oldest: { answer: 600_000, talk: 600_000, ahead: 600_000, rehearsal: 600_000, ambient: 600_000 },
};

/** Ends each call after `steps` turns of the event loop, and tells which it was given. */
function instantModel(clock: Clock, steps = 0, onStart: (id: string) => void = () => {}): Model {
  const model: Model = {
    synthetic: true,
    description: "instant",
    continuesPrefill: true,
    async *generate(request): AsyncGenerator<ModelEvent> {
      onStart(request.callId);
      for (let i = 0; i < steps; i++) await new Promise((resolve) => setImmediate(resolve));
      yield { type: "text", text: "Come in, then, and shut the door; " };
      yield { type: "text", text: "the wind is in the north tonight." };
      const end = { status: "complete", finishReason: "stop" } as const;
      yield unmadeCall({ model, request, end, detail: null, since: clock.elapsed() }, clock);
    },
  };
  return model;
}

async function callOn(
  model: Model,
  id: string,
  purpose: { readonly scene?: string; readonly player?: string; readonly lane?: Lane } = {},
): Promise<void> {
  for await (const _ of model.generate(aRequest(id, purpose), new AbortController().signal));
}

/** Microseconds per call, one for each round; all arms take their turn in each round. */
async function costs(arms: readonly Model[], at: number): Promise<number[][]> {
  const taken = arms.map((): number[] => []);
  for (let round = -3; round < ROUNDS; round++) {
    for (const [i, model] of arms.entries()) {
      const begin = performance.now();
      for (let n = 0; n < CALLS; n += at) {
        if (at === 1) await callOn(model, `c${n}`);
        else {
          await Promise.all(
            Array.from({ length: at }, (_, k) =>
              callOn(model, `c${n + k}`, { scene: `s${k % 16}` }),
            ),
          );
        }
      }
      if (round >= 0) taken[i]?.push(((performance.now() - begin) * 1_000) / CALLS);
    }
  }
  return taken;
}

/** Calls of the flood that were started while one call of the quiet scene waited, for each of its calls. */
async function overtaken(lineOf: (model: Model) => Model): Promise<number[]> {
  const clock = systemClock();
  const order: string[] = [];
  const line = lineOf(instantModel(clock, 3, (id) => order.push(id)));
  const flood = Array.from({ length: 600 }, (_, i) =>
    callOn(line, `flood${i}`, { scene: "flood", player: `f${i % 8}` }),
  );
  const waits: number[] = [];
  // The first of the flood hold their slots before the quiet scene asks for anything.
  await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 20; i++) {
    const before = order.length;
    await callOn(line, `quiet${i}`, { scene: "quiet", player: "q" });
    waits.push(order.slice(before, order.indexOf(`quiet${i}`)).length);
  }
  await Promise.all(flood);
  return waits;
}

/** Calls served for a scene that asks for 100, for each one served for a scene that asks for 700, while both wait. */
async function share(lineOf: (model: Model) => Model): Promise<number> {
  const order: string[] = [];
  const line = lineOf(instantModel(systemClock(), 1, (id) => order.push(id)));
  const all = Array.from({ length: 800 }, (_, i) =>
    callOn(line, i % 8 === 7 ? `quiet${i}` : `flood${i}`, {
      scene: i % 8 === 7 ? "quiet" : "flood",
    }),
  );
  await Promise.all(all);
  const whileBoth = order.slice(0, order.findLastIndex((id) => id.startsWith("quiet")) + 1);
  const quiet = whileBoth.filter((id) => id.startsWith("quiet")).length;
  return quiet / (whileBoth.length - quiet);
}

/** The library's own queue, first come first served. */
function plainQueue(model: Model): Model {
  const queue = new PQueue({ concurrency: SLOTS });
  return {
    ...model,
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      let done = () => {};
      await new Promise<void>((start) => {
        void queue.add(() => {
          start();
          return new Promise<void>((end) => (done = end));
        });
      });
      try {
        yield* model.generate(request, signal);
      } finally {
        done();
      }
    },
  };
}

/** Measures for some seconds. */
export async function benchQueue(): Promise<BenchReport> {
  const clock = systemClock();
  const model = instantModel(clock);
  const ours = (inner: Model) => createQueue(inner, WIDE, clock, createMetrics().counters);
  const whole = (inner: Model) =>
    createAllowance(ours(inner), OPEN, clock, createMetrics().counters);
  const arms = [model, plainQueue(model), ours(model), whole(model)];
  const [direct = [], plain = [], queued = [], capped = []] = await costs(arms, 1);
  const [directs = [], plains = [], queueds = [], cappeds = []] = await costs(arms, 200);
  const median = (values: readonly number[]) => quantile(values, 0.5);
  const fair = await overtaken(ours);
  const first = await overtaken(plainQueue);
  const fairShare = await share(ours);
  const plainShare = await share(plainQueue);
  const rows: [string, number[], number[]][] = [
    ["the model alone", direct, directs],
    ["a plain queue before it", plain, plains],
    ["our queue, with counters", queued, queueds],
    ["queue and caps, with counters", capped, cappeds],
  ];
  const one = median(capped) - median(direct);
  const many = median(cappeds) - median(directs);
  const worst = Math.max(...fair);
  const goal = (name: string, what: string, value: number, met: boolean): Goal => ({
    name,
    goal: what,
    value,
    met,
  });
  return {
    table: [
      `${"µs per call, median".padEnd(32)}one after the other   200 at once`,
      ...rows.map(
        ([name, alone, together]) =>
          `${name.padEnd(32)}${median(alone).toFixed(1).padStart(19)}   ${median(together).toFixed(1).padStart(11)}`,
      ),
      `flood calls started while an answer of a quiet scene waits (600 wait, ${SLOTS} slots), worst of 20:`,
      `  ours ${worst}; in order of coming ${Math.max(...first)}`,
      `served for a scene that asks for an eighth, for each one of the other, while both wait (1 is fair):`,
      `  ours ${fairShare.toFixed(2)}; in order of coming ${plainShare.toFixed(2)}`,
    ].join("\n"),
    goals: [
      goal("queue and caps, µs added to a call", "<= 200", one, one <= 200),
      goal("the same with 200 at once", "<= 300", many, many <= 300),
      goal("flood calls that overtake a quiet scene's answer, worst", "<= 4", worst, worst <= 4),
      goal(
        "share of a quiet scene beside a flood",
        "0.8 to 1.25",
        fairShare,
        fairShare >= 0.8 && fairShare <= 1.25,
      ),
    ],
  };
}
