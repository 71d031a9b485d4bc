import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CallCounters } from "../../server/model/queue/call-counters.ts";
import { createExpectedTokens } from "../../server/model/queue/expected-tokens.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE, type QueueSettings } from "../../server/model/queue/queue-settings.ts";
import { NO_COUNTERS } from "../../server/model/queue/call-counters.ts";
import { LANES, type Lane } from "../../server/stage/ports.ts";
import { fakeClock, settle } from "../doubles/fake-clock.ts";
import { aRequest, ask, heldModel, type Asked } from "../doubles/held-model.ts";
import { scriptedModel } from "../doubles/scripted-model.ts";

/** A queue that gives a fixed number of slots. */
function aQueue(slots: number, changes: Partial<QueueSettings> = {}) {
  const clock = fakeClock();
  const model = heldModel(clock);
  const shed: string[] = [];
  const counters: CallCounters = {
    ...NO_COUNTERS,
    shed: (lane, reason) => void shed.push(`${lane} ${reason}`),
  };
  const concurrency = { floor: slots, ceiling: slots, start: slots };
  const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency, ...changes }, clock, counters);
  const asked = new Map<string, Asked>();
  return {
    clock,
    model,
    queue,
    shed,
    ask(
      id: string,
      lane: Lane = "answer",
      purpose: { scene?: string; player?: string | null } = {},
    ) {
      const one = ask(queue, aRequest(id, { lane, ...purpose }));
      asked.set(id, one);
      return one;
    },
    /** Finishes what runs, first started first, until nothing is left. */
    async finishAll() {
      await settle();
      for (let next = model.running[0]; next !== undefined; next = model.running[0])
        await model.finish(next);
    },
  };
}

const SHED = { status: "failed", failure: "shed" };
const deep = (whole: number): QueueSettings["depths"] => ({
  whole,
  lane: { answer: 999, talk: 999, ahead: 999, rehearsal: 999, ambient: 999 },
  scene: { answer: 999, talk: 999, ahead: 999, rehearsal: 999, ambient: 999 },
});

describe("[Q1] order", () => {
  test("[Q1] urgent lanes are first, whatever came first", async () => {
    const { ask, model, finishAll } = aQueue(1);
    ask("running");
    for (const lane of LANES.toReversed()) ask(lane, lane);
    await finishAll();
    expect(model.started).toEqual(["running", ...LANES]);
  });

  test("[Q1] no more calls at once than there are slots, and nothing is lost or made twice", async () => {
    const { ask, model, finishAll } = aQueue(3);
    const calls = Array.from({ length: 40 }, (_, i) =>
      ask(`c${i}`, LANES[i % 2] ?? "answer", { scene: `s${i % 9}` }),
    );
    await settle();
    expect(model.running).toHaveLength(3);
    await finishAll();
    expect(model.peak).toBe(3);
    expect(model.started.toSorted()).toEqual(calls.map((_, i) => `c${i}`).toSorted());
    for (const { ends } of calls)
      expect(ends).toEqual([{ status: "complete", finishReason: "stop" }]);
  });

  test("[Q1] a call that need not wait starts at once, and its record says so", async () => {
    const { ask, model } = aQueue(1);
    const one = ask("one");
    await settle();
    expect(model.running).toEqual(["one"]);
    await model.finish("one");
    expect(one.call?.edge?.queued).toBe(0);
  });
});

describe("[Q2] fairness", () => {
  test("[Q2] a scene that floods keeps another's answers waiting for one call of its own at most", async () => {
    const { ask, model, finishAll } = aQueue(1, { depths: deep(999) });
    for (let i = 0; i < 60; i++)
      ask(`flood${i}`, "answer", { scene: "flood", player: `f${i % 7}` });
    await model.finish("flood0", { text: "Aye.", usage: { completion_tokens: 280 } });
    for (let i = 0; i < 5; i++) ask(`quiet${i}`, "answer", { scene: "quiet", player: "q" });
    await settle();
    await finishAll();
    const order = model.started.map((id) => id.replace(/\d+$/u, ""));
    const from = order.indexOf("quiet");
    // One was running and one had its turn; from then on they take turns.
    expect(from).toBeLessThanOrEqual(3);
    expect(order.slice(from, from + 9).filter((scene) => scene === "quiet")).toHaveLength(5);
  });

  test("[Q2] within a scene a player that floods keeps another waiting for one call at most", async () => {
    const { ask, model, finishAll } = aQueue(1, { depths: deep(999) });
    for (let i = 0; i < 30; i++) ask(`loud${i}`, "answer", { player: "loud" });
    ask("soft0", "answer", { player: "soft" });
    ask("soft1", "answer", { player: "soft" });
    await finishAll();
    expect(model.started.indexOf("soft0")).toBeLessThanOrEqual(2);
    expect(model.started.indexOf("soft1")).toBeLessThanOrEqual(5);
  });

  test("[Q2] turns are counted in tokens: who asks for long answers gets fewer of them", async () => {
    const clock = fakeClock();
    const model = heldModel(clock);
    const concurrency = { floor: 1, ceiling: 1, start: 1 };
    const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency, depths: deep(999) }, clock);
    ask(queue, aRequest("first", { scene: "other" }));
    for (let i = 0; i < 40; i++) {
      ask(queue, aRequest(`long${i}`, { scene: "long" }, { maxTokens: 900 }));
      ask(queue, aRequest(`short${i}`, { scene: "short" }, { maxTokens: 300 }));
    }
    await settle();
    // Aborted calls teach nothing, so that each keeps the length it asked for.
    while (model.started.length < 41) {
      await model.finish(model.running[0] ?? "", { end: { status: "aborted" } });
    }
    const count = (kind: string) => model.started.filter((id) => id.startsWith(kind)).length;
    expect(count("short") / count("long")).toBeGreaterThan(2.5);
    expect(count("short") / count("long")).toBeLessThan(3.5);
  });
});

test("[Q2] what a call will cost is learnt for each part of the thinking, and never more than it may have", () => {
  const expected = createExpectedTokens();
  const whole = aRequest("whole", {}, { maxTokens: 1_000 });
  const thinking = { ...whole.thinking, phase: "think" as const };
  const think = aRequest("think", {}, { maxTokens: 1_000, thinking });
  const unknown = expected.of(whole);
  for (let i = 0; i < 60; i++) expected.learn(whole, i % 2 === 0 ? 300 : 500);
  expect(unknown - expected.of(whole)).toBeGreaterThan(570);
  expect(unknown - expected.of(whole)).toBeLessThan(630);
  expect(expected.of(think)).toBe(unknown);
  const short = aRequest("short", {}, { maxTokens: 10 });
  expect(unknown - expected.of(short)).toBe(990);
});

test("[Q2] the words of a thought go before what begins, by turns of their own, and are shed last", async () => {
  const clock = fakeClock();
  const model = heldModel(clock);
  const concurrency = { floor: 1, ceiling: 1, start: 1 };
  const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency, depths: deep(5) }, clock);
  const words = (id: string, scene: string) => {
    const { thinking } = aRequest(id);
    const after = {
      ...thinking,
      mode: "budget" as const,
      phase: "speak" as const,
      after: "a thought",
    };
    return ask(queue, aRequest(id, { scene }, { thinking: after }));
  };
  ask(queue, aRequest("running"));
  const fresh = ["f0", "f1"].map((id) => ask(queue, aRequest(id)));
  for (const id of ["w0", "w1", "w2"]) words(id, "inn");
  words("w3", "market");
  await settle();
  expect(fresh.map(({ end }) => end)).toEqual([null, SHED]);
  for (let next = model.running[0]; next !== undefined; next = model.running[0]) {
    await model.finish(next);
  }
  expect(model.started[0]).toBe("running");
  expect(model.started.slice(1, 3).toSorted()).toEqual(["w0", "w3"]);
  expect(model.started.slice(3)).toEqual(["w1", "w2", "f0"]);
});

describe("[Q3] bounds", () => {
  test("[Q3] a scene's answers wait only so many deep, and the one too many ends as shed, unmade", async () => {
    const { ask, model, shed, finishAll } = aQueue(1);
    const calls = Array.from({ length: 12 }, (_, i) => ask(`c${i}`));
    await settle();
    expect(calls.filter(({ end }) => end?.status === "failed")).toHaveLength(3);
    expect(shed).toEqual(["answer full", "answer full", "answer full"]);
    const { ends, call, events } = calls[11] ?? ask("never");
    expect(ends).toEqual([SHED]);
    expect(events).toHaveLength(1);
    expect(call).toMatchObject({
      callId: "c11",
      request: {},
      completionText: "",
      purpose: { scene: "inn", player: "ayla", lane: "answer" },
      timing: { headers: null, firstText: null, end: 0 },
      edge: { detail: "full", queued: 0, httpStatus: null },
      end: SHED,
    });
    await finishAll();
    expect(model.started).toHaveLength(9);
  });

  test("[Q3] a player that floods a scene sheds its own lines, not another's", async () => {
    const { ask } = aQueue(1);
    ask("running");
    const loud = Array.from({ length: 9 }, (_, i) => ask(`loud${i}`, "answer", { player: "loud" }));
    const soft = ask("soft", "answer", { player: "soft" });
    await settle();
    expect(soft.end).toBeNull();
    expect(loud.map(({ end }) => end)).toEqual([...Array<null>(7).fill(null), SHED, SHED]);
  });

  test("[Q3] where all is full, ambient life goes first, then work ahead, then talk, then the fullest scene", async () => {
    const { ask, shed } = aQueue(1, { depths: deep(4) });
    ask("running", "answer");
    const ambient = ask("ambient", "ambient");
    const ahead = ask("ahead", "ahead");
    const talk = ask("talk", "talk");
    const answers = ["a0", "a1", "a2", "a3"].map((id) => ask(id, "answer", { scene: "full" }));
    await settle();
    expect(shed).toEqual(["ambient full", "ahead full", "talk full"]);
    for (const { ends } of [ambient, ahead, talk]) expect(ends).toEqual([SHED]);
    const last = ask("quiet", "answer", { scene: "quiet" });
    await settle();
    expect(last.end).toBeNull();
    expect(answers.map(({ end }) => end)).toEqual([null, null, null, SHED]);
  });

  test("[Q3] of speculation the oldest gives way to the newest", async () => {
    const { ask } = aQueue(1);
    ask("running");
    const ahead = Array.from({ length: 6 }, (_, i) => ask(`h${i}`, "ahead"));
    await settle();
    expect(ahead.map(({ end }) => end)).toEqual([SHED, SHED, null, null, null, null]);
  });

  test.each<[Lane, number]>([
    ["answer", 15_000],
    ["talk", 30_000],
    ["ahead", 4_000],
    ["ambient", 20_000],
  ])("[Q3] %s that waited %i ms is shed, and not before", async (lane, oldest) => {
    const { ask, clock, model, shed } = aQueue(1);
    ask("running");
    const one = ask("one", lane);
    await clock.pass(oldest - 1);
    expect(one.end).toBeNull();
    await clock.pass(1);
    expect(one.ends).toEqual([SHED]);
    expect(one.call?.edge).toMatchObject({ queued: oldest, detail: "old" });
    expect(one.call?.timing.end).toBe(oldest);
    expect(shed).toEqual([`${lane} old`]);
    await model.finish("running");
    expect(model.started).toEqual(["running"]);
  });

  test("[Q3] talk that waited ten seconds stands with the answers, so that they do not starve it", async () => {
    const { ask, clock, model } = aQueue(1, { depths: deep(999) });
    ask("a0");
    ask("talk", "talk", { scene: "market", player: null });
    for (let i = 1; i < 40; i++) ask(`a${i}`);
    await clock.pass(9_000);
    await model.finish("a0");
    expect(model.running).toEqual(["a1"]);
    await clock.pass(1_000);
    await model.finish("a1");
    await model.finish("a2").catch(() => undefined);
    expect(model.started.slice(0, 4)).toContain("talk");
  });
});

describe("[Q4] leaving", () => {
  test("[Q4] a waiting call that is aborted leaves at once and never reaches the model", async () => {
    const { ask, model, queue, clock, finishAll } = aQueue(1);
    ask("running");
    const one = ask("one");
    const two = ask("two");
    await clock.pass(700);
    one.abort();
    await settle();
    expect(one.ends).toEqual([{ status: "aborted" }]);
    expect(one.call).toMatchObject({ request: {}, edge: { queued: 700 } });
    expect(queue.state.lanes.answer.waiting).toBe(1);
    await finishAll();
    expect(model.started).toEqual(["running", "two"]);
    expect(two.end).toMatchObject({ status: "complete" });
  });

  test("[Q4] a signal that is aborted already takes no place", async () => {
    const { queue, model } = aQueue(1);
    const events = [];
    for await (const event of queue.generate(aRequest("one"), AbortSignal.abort()))
      events.push(event);
    expect(events).toMatchObject([{ type: "end", end: { status: "aborted" } }]);
    expect(model.started).toEqual([]);
    expect(queue.state).toMatchObject({ waiting: 0, running: 0 });
  });

  test("[Q4] a running call that is aborted stops the model, and its slot goes to the next", async () => {
    const { ask, model } = aQueue(1);
    const one = ask("one");
    ask("two");
    await settle();
    one.abort();
    await settle();
    expect(one.ends).toEqual([{ status: "aborted" }]);
    expect(model.aborted).toEqual(["one"]);
    expect(model.running).toEqual(["two"]);
  });

  test("[Q4] a reader that leaves early gives its slot back", async () => {
    const clock = fakeClock();
    const settings = { ...DEFAULT_QUEUE, concurrency: { floor: 1, ceiling: 1, start: 1 } };
    const queue = createQueue(scriptedModel(clock), settings, clock);
    for await (const event of queue.generate(aRequest("one"), new AbortController().signal)) {
      expect(event.type).toBe("text");
      break;
    }
    expect(queue.state.running).toBe(0);
    const two = ask(queue, aRequest("two"));
    await settle();
    expect(two.end).toMatchObject({ status: "complete" });
  });

  test("[Q4] closing sheds what waits and what comes, and lets run what runs", async () => {
    const { ask, queue, model } = aQueue(1);
    const running = ask("running");
    const waiting = ask("waiting");
    await settle();
    queue.close();
    const late = ask("late");
    await settle();
    expect([waiting.ends, late.ends]).toEqual([[SHED], [SHED]]);
    await model.finish("running");
    expect(running.end).toMatchObject({ status: "complete" });
  });
});

describe("[Q5] what nobody waits for", () => {
  test("[Q5] ambient life and work ahead hold only a share of the slots, and talk leaves some to answers", async () => {
    const { ask, model } = aQueue(8, { depths: deep(999) });
    for (let i = 0; i < 8; i++) ask(`ambient${i}`, "ambient");
    await settle();
    expect(model.running).toHaveLength(2);
    for (let i = 0; i < 8; i++) ask(`ahead${i}`, "ahead");
    await settle();
    expect(model.running).toHaveLength(4);
    for (let i = 0; i < 8; i++) ask(`talk${i}`, "talk");
    await settle();
    expect(model.running).toHaveLength(6);
    ask("answer0");
    ask("answer1");
    await settle();
    expect(model.running).toHaveLength(8);
    expect(model.aborted).toEqual([]);
  });

  test("[Q5] an answer that would wait takes a slot back: ambient before ahead, the youngest first", async () => {
    const { ask, model, shed } = aQueue(4, { depths: deep(999) });
    const ahead = ask("ahead", "ahead");
    const ambient = ask("ambient", "ambient");
    await settle();
    for (const id of ["a0", "a1"]) ask(id);
    await settle();
    expect(model.aborted).toEqual([]);
    ask("a2");
    await settle();
    expect(ambient.ends).toEqual([SHED]);
    expect(ambient.call).toMatchObject({
      end: SHED,
      request: { held: true },
      edge: { detail: "preempted" },
    });
    expect(ahead.end).toBeNull();
    ask("a3");
    await settle();
    expect(ahead.ends).toEqual([SHED]);
    expect(model.running).toEqual(["a0", "a1", "a2", "a3"]);
    expect(shed).toEqual(["ambient preempted", "ahead preempted"]);
    ask("a4");
    await settle();
    expect(model.aborted).toEqual(["ambient", "ahead"]);
    expect(model.peak).toBe(4);
  });

  test("[Q5] of two of one lane the younger is taken back", async () => {
    const { ask, model, clock } = aQueue(4);
    ask("old", "ahead");
    await clock.pass(10);
    ask("young", "ahead");
    for (const id of ["a0", "a1", "a2"]) ask(id);
    await settle();
    expect(model.aborted).toEqual(["young"]);
  });

  test("[Q5] talk and answers that run are never taken back", async () => {
    const { ask, model } = aQueue(2);
    ask("talk", "talk");
    ask("a0");
    ask("a1");
    await settle();
    expect(model.aborted).toEqual([]);
    expect(model.running).toEqual(["talk", "a0"]);
  });
});

describe("[Q6] pauses", () => {
  const overloaded = (retryAfter: number) => ({
    end: { status: "failed", failure: "overloaded", retryAfter } as const,
  });

  test("[Q6] a Retry-After stops every call until it has passed", async () => {
    const { ask, model, clock, queue } = aQueue(4);
    ask("one");
    ask("two");
    await model.finish("one", overloaded(3_000));
    ask("three", "answer", { scene: "elsewhere" });
    await clock.pass(2_999);
    expect(queue.state.pausedFor).toBe(1);
    expect(model.running).toEqual(["two"]);
    await clock.pass(1);
    expect(model.running).toEqual(["two", "three"]);
  });

  test("[Q6] in a pause longer than anyone would wait, calls are shed at once and told how long", async () => {
    const { ask, model, clock, shed } = aQueue(1);
    ask("one");
    const waiting = ask("waiting");
    await model.finish("one", overloaded(20_000));
    await clock.pass(1_000);
    const late = ask("late");
    await settle();
    expect(waiting.ends).toEqual([{ ...SHED, retryAfter: 20_000 }]);
    expect(late.ends).toEqual([{ ...SHED, retryAfter: 19_000 }]);
    expect(shed).toEqual(["answer paused", "answer paused"]);
    await clock.pass(14_000);
    const patient = ask("patient");
    await clock.pass(5_000);
    expect(patient.end).toBeNull();
    expect(model.running).toEqual(["patient"]);
  });

  test("[Q6] of two pauses the longer holds, and after it an answer takes a slot back", async () => {
    const { ask, model, clock } = aQueue(3);
    for (const id of ["one", "two"]) ask(id);
    ask("ambient", "ambient");
    await model.finish("one", overloaded(4_000));
    await model.finish("two", overloaded(1_000));
    for (const id of ["a0", "a1", "a2"]) ask(id);
    await clock.pass(3_999);
    expect(model.running).toEqual(["ambient"]);
    await clock.pass(1);
    expect(model.aborted).toEqual(["ambient"]);
    expect(model.running).toEqual(["a0", "a1", "a2"]);
  });

  test("[Q6] no endpoint is granted more than half a minute, and none without a time", async () => {
    const { ask, model, clock, queue } = aQueue(1);
    ask("one");
    await model.finish("one", overloaded(3_600_000));
    expect(queue.state.pausedFor).toBe(30_000);
    await clock.pass(30_000);
    ask("two");
    await model.finish("two", overloaded(0));
    ask("three");
    await settle();
    expect(model.running).toEqual(["three"]);
  });
});

test("[Q1] whatever is asked, aborted and finished in whatever order: every call has one end, no slot is lost", async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("ask" as const),
      lane: fc.constantFrom(...LANES),
      scene: fc.constantFrom("a", "b", "c"),
      player: fc.constantFrom("p", "q", null),
    }),
    fc.record({ do: fc.constant("finish" as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant("refuse" as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant("abort" as const), which: fc.nat(40) }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.nat(9_000) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(step, { maxLength: 60 }),
      async (slots, steps) => {
        const { ask, model, clock, queue, finishAll } = aQueue(slots);
        const calls: Asked[] = [];
        const pick = (which: number) => model.running[which % Math.max(1, model.running.length)];
        for (const one of steps) {
          if (one.do === "ask") calls.push(ask(`c${calls.length}`, one.lane, one));
          else if (one.do === "wait") await clock.pass(one.ms);
          else if (one.do === "abort") calls[one.which % Math.max(1, calls.length)]?.abort();
          else {
            await settle();
            const id = pick(one.which);
            const end = { status: "failed", failure: "overloaded", retryAfter: 2_000 } as const;
            if (id !== undefined) await model.finish(id, one.do === "refuse" ? { end } : {});
          }
          expect(model.running.length).toBeLessThanOrEqual(slots);
        }
        for (let i = 0; i < 20; i++) {
          await finishAll();
          await clock.pass(5_000);
        }
        for (const { ends } of calls) expect(ends).toHaveLength(1);
        expect(queue.state).toMatchObject({ waiting: 0, running: 0 });
        expect(model.peak).toBeLessThanOrEqual(slots);
        expect(new Set(model.started).size).toBe(model.started.length);
      },
    ),
    { numRuns: 200 },
  );
});
