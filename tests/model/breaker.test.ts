import { describe, expect, test } from "vitest";
import { createBreaker, DEFAULT_BREAKER } from "../../server/model/backend/breaker.ts";
import type { BreakerSettings } from "../../server/model/backend/breaker.ts";
import type { Model, ModelEvent } from "../../server/stage/ports.ts";
import { COMPLETE, endingModel, failing } from "../doubles/ending-model.ts";
import type { Going } from "../doubles/ending-model.ts";
import { REQUEST } from "../doubles/endpoint-fixture.ts";
import { fakeClock, settle } from "../doubles/fake-clock.ts";

const ENDPOINT = {
  baseUrl: "http://one/v1",
  dialect: "raw",
  model: "her-32b",
  synthetic: false,
} as const;
const QUIET: BreakerSettings = { ...DEFAULT_BREAKER, knock: null };
const DOWN: Going = { end: failing("unreachable") };

let calls = 0;
/** Makes one call; gives its one end, or what became of it in words. */
async function call(model: Model, signal = new AbortController().signal): Promise<string> {
  const events: ModelEvent[] = [];
  for await (const event of model.generate({ ...REQUEST, callId: `c-${(calls += 1)}` }, signal)) {
    events.push(event);
  }
  const ends = events.flatMap((event) => (event.type === "end" ? [event] : []));
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  const { end, call: record } = ends[0] ?? expect.fail("no end");
  expect(record.end).toEqual(end);
  return end.status === "failed" ? end.failure : end.status;
}

function aBreaker(settings: BreakerSettings = QUIET) {
  const clock = fakeClock();
  const inner = endingModel("one", clock);
  const breaker = createBreaker(inner, ENDPOINT, clock, settings);
  const many = async (count: number, going: Going) => {
    inner.next = () => going;
    const ends: string[] = [];
    for (let i = 0; i < count; i++) ends.push(await call(breaker));
    return ends;
  };
  return { clock, inner, breaker, many };
}

describe("[F1] five failures in 30 s open it for 10 s, then one call tries", () => {
  test("[F1] open at the fifth; calls end unsent, each with one end and a record of its own", async () => {
    const { inner, breaker, many } = aBreaker();
    await many(4, DOWN);
    expect(breaker.circuit).toBe("closed");
    expect(await many(2, DOWN)).toEqual(["unreachable", "circuit-open"]);
    expect(breaker).toMatchObject({ circuit: "open", downSince: 0, openedBy: "unreachable" });
    expect(inner.asked).toHaveLength(5);
    for await (const event of breaker.generate(REQUEST, new AbortController().signal)) {
      expect(event).toMatchObject({
        type: "end",
        call: {
          callId: REQUEST.callId,
          purpose: REQUEST.purpose,
          endpoint: ENDPOINT.baseUrl,
          request: {},
          completionText: "",
          edge: { httpStatus: null, detail: "breaker" },
        },
      });
    }
  });
  test("[F1] failures further apart than 30 s do not add up", async () => {
    const { clock, breaker, many } = aBreaker();
    for (let i = 0; i < 12; i++) {
      await many(1, DOWN);
      await clock.pass(7_600);
    }
    expect(breaker.circuit).toBe("closed");
  });
  test("[F1] a few failures among many calls open nothing", async () => {
    const { breaker, many } = aBreaker();
    for (let i = 0; i < 20; i++) {
      await many(1, DOWN);
      await many(3, { end: COMPLETE });
    }
    expect(breaker.circuit).toBe("closed");
    await many(5, DOWN);
    expect(breaker.circuit).toBe("open");
  });
  test("[F1] after 10 s one call tries, the others do not wait for it; its success closes", async () => {
    const { clock, inner, breaker, many } = aBreaker();
    await many(5, DOWN);
    await clock.pass(9_999);
    expect(await many(1, DOWN)).toEqual(["circuit-open"]);
    await clock.pass(1);
    const held = Promise.withResolvers<void>();
    inner.next = () => ({ end: COMPLETE, until: held.promise });
    const probe = call(breaker);
    expect(breaker.circuit).toBe("half-open");
    expect(await Promise.all([call(breaker), call(breaker)])).toEqual([
      "circuit-open",
      "circuit-open",
    ]);
    held.resolve();
    expect(await probe).toBe("complete");
    expect(breaker).toMatchObject({ circuit: "closed", downSince: null, openedBy: null });
    expect(await many(4, DOWN)).toEqual(Array(4).fill("unreachable"));
    expect(breaker).toMatchObject({ circuit: "closed", openings: 1 });
  });
  test("[F1] a try that fails keeps it open for another 10 s, in one outage", async () => {
    const { clock, breaker, many } = aBreaker();
    await many(5, DOWN);
    await clock.pass(10_000);
    expect(await many(2, DOWN)).toEqual(["unreachable", "circuit-open"]);
    await clock.pass(9_999);
    expect(await many(1, DOWN)).toEqual(["circuit-open"]);
    await clock.pass(1);
    expect(await many(1, { end: COMPLETE })).toEqual(["complete"]);
    expect(breaker.openings).toBe(1);
  });
  test("[F1] who watches is told when it opens and when it closes, and not between", async () => {
    const { clock, breaker, many } = aBreaker();
    const seen: (number | null)[] = [];
    const unwatch = breaker.watch(() => seen.push(breaker.downSince));
    await clock.pass(100);
    await many(6, DOWN);
    await clock.pass(10_000);
    await many(1, DOWN);
    await clock.pass(10_000);
    await many(1, { end: COMPLETE });
    expect(seen).toEqual([100, null]);
    unwatch();
    await many(5, DOWN);
    expect(seen).toHaveLength(2);
  });
});

describe("[F2] what counts", () => {
  const OPENS: readonly Going[] = [
    { end: failing("server-error") },
    { end: failing("timeout-connect") },
    { end: failing("timeout-first-token") },
    { end: failing("timeout-idle") },
    { end: failing("timeout-turn") },
    { end: failing("cut") },
    { end: failing("malformed") },
    { end: failing("wrong-model") },
    { end: failing("overloaded") },
  ];
  test.each(OPENS)("[F2] a failure: $end.failure", async (going) => {
    const { breaker, many } = aBreaker();
    await many(4, going);
    expect(breaker.circuit).toBe("closed");
    await many(1, going);
    expect(breaker.circuit).toBe("open");
  });
  const OPENS_AT_ONCE: readonly Going[] = [
    { end: failing("unauthorized") },
    { end: failing("model-not-found") },
    { end: failing("tls") },
    { end: failing("unreachable"), detail: "ENOTFOUND" },
    { end: failing("unreachable"), detail: "EAI_AGAIN" },
  ];
  test.each(OPENS_AT_ONCE)("[F2] opens at once: $end.failure $detail", async (going) => {
    const { breaker, many } = aBreaker();
    expect(await many(2, going)).toEqual([expect.any(String), "circuit-open"]);
    expect(breaker.openedBy).toBe(going.end.status === "failed" ? going.end.failure : "");
  });
  const NOTHING: readonly Going[] = [
    { end: failing("bad-request") },
    { end: failing("context-too-long") },
    { end: failing("too-long") },
    { end: failing("overloaded", 1_000) },
    { end: { status: "complete", finishReason: "length" } },
    { end: { status: "aborted" } },
  ];
  test.each(NOTHING)("[F2] counts nothing: $end", async (going) => {
    const { breaker, many } = aBreaker();
    await many(4, DOWN);
    await many(20, going);
    expect(breaker.circuit).toBe("closed");
  });
  test("[F2] an abort counts nothing, and a try that is aborted leaves the next call to try", async () => {
    const { clock, inner, breaker, many } = aBreaker();
    await many(5, DOWN);
    await clock.pass(10_000);
    const leaving = new AbortController();
    inner.next = () => ({ end: COMPLETE, until: new Promise(() => {}) });
    const probe = call(breaker, leaving.signal);
    leaving.abort();
    expect(await probe).toBe("aborted");
    expect(breaker.circuit).toBe("open");
    expect(await many(1, { end: COMPLETE })).toEqual(["complete"]);
    expect(breaker.circuit).toBe("closed");
  });
  test("[F2] a reader that leaves a try early leaves the next call to try", async () => {
    const { clock, inner, breaker, many } = aBreaker();
    await many(5, DOWN);
    await clock.pass(10_000);
    inner.next = () => ({ text: "Well", end: COMPLETE });
    for await (const event of breaker.generate(REQUEST, new AbortController().signal)) {
      expect(event.type).toBe("text");
      break;
    }
    await settle();
    expect(await many(1, { end: COMPLETE })).toEqual(["complete"]);
  });
  test("[F2] a call from before the opening says nothing about the try that runs", async () => {
    const { clock, inner, breaker, many } = aBreaker();
    const [old, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    inner.next = () => ({ end: failing("timeout-turn"), until: old.promise });
    const before = call(breaker);
    await many(5, DOWN);
    await clock.pass(10_000);
    inner.next = () => ({ end: COMPLETE, until: held.promise });
    const probe = call(breaker);
    old.resolve();
    expect(await before).toBe("timeout-turn");
    expect(breaker.circuit).toBe("half-open");
    held.resolve();
    expect(await probe).toBe("complete");
    expect(breaker.circuit).toBe("closed");
  });
});

describe("[F3] it tries by itself while it is open", () => {
  test("[F3] a try of one token every 1.5 s closes it without a player's call", async () => {
    const { clock, inner, breaker, many } = aBreaker(DEFAULT_BREAKER);
    await many(5, DOWN);
    await clock.pass(30_000);
    const knocks = inner.asked.filter((id) => id === "knock").length;
    expect(knocks).toBe(20);
    expect(breaker).toMatchObject({ circuit: "open", downSince: 0, openings: 1 });
    inner.next = () => ({ end: { status: "complete", finishReason: "length" } });
    await clock.pass(1_500);
    expect(breaker.circuit).toBe("closed");
    await clock.pass(60_000);
    expect(inner.asked.filter((id) => id === "knock")).toHaveLength(knocks + 1);
  });
  test("[F3] a try that hangs is given up after 2 s and holds up no later one", async () => {
    const { clock, inner, breaker, many } = aBreaker(DEFAULT_BREAKER);
    await many(5, DOWN);
    inner.next = () => ({ end: COMPLETE, until: new Promise(() => {}) });
    await clock.pass(7_000);
    expect(inner.asked.filter((id) => id === "knock")).toHaveLength(2);
    expect(breaker.circuit).toBe("open");
    inner.next = () => ({ end: COMPLETE });
    await clock.pass(1_500);
    expect(breaker.circuit).toBe("closed");
  });
  test("[F3] its own failures do not keep a player's call from trying after 10 s", async () => {
    const { clock, inner, breaker, many } = aBreaker(DEFAULT_BREAKER);
    await many(5, DOWN);
    await clock.pass(10_000);
    inner.next = () => ({ end: COMPLETE });
    expect(await call(breaker)).toBe("complete");
    expect(breaker.circuit).toBe("closed");
  });
  test.each(["unauthorized", "model-not-found", "tls"] as const)(
    "[F3] what only an operator mends is not tried again and again: %s",
    async (failure) => {
      const { clock, inner, many } = aBreaker(DEFAULT_BREAKER);
      await many(1, { end: failing(failure) });
      await clock.pass(60_000);
      expect(inner.asked).not.toContain("knock");
    },
  );
  test("[F3] closing it ends its tries", async () => {
    const { clock, inner, breaker, many } = aBreaker(DEFAULT_BREAKER);
    await many(5, DOWN);
    breaker.close();
    await clock.pass(60_000);
    expect(inner.asked).not.toContain("knock");
  });
});

test("[F4] a wall clock that jumps opens and closes nothing", async () => {
  const { clock, breaker, many } = aBreaker();
  const real = Date.now;
  try {
    await many(5, DOWN);
    Date.now = () => real() + 86_400_000;
    expect(await many(1, { end: COMPLETE })).toEqual(["circuit-open"]);
    Date.now = () => real() - 86_400_000;
    await clock.pass(10_000);
    expect(await many(1, { end: COMPLETE })).toEqual(["complete"]);
    expect(breaker.circuit).toBe("closed");
  } finally {
    Date.now = real;
  }
});
