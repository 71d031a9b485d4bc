import { describe, expect, test } from "vitest";
import { createBreaker, DEFAULT_BREAKER } from "../../server/model/backend/breaker.ts";
import { createFailover } from "../../server/model/backend/failover.ts";
import { createResting } from "../../server/model/backend/retry-after.ts";
import type { Model, ModelFailure } from "../../server/stage/ports.ts";
import { MODEL_FAILURES } from "../../server/stage/ports.ts";
import { COMPLETE, endingModel, failing } from "../doubles/ending-model.ts";
import { REQUEST } from "../doubles/endpoint-fixture.ts";
import { fakeClock } from "../doubles/fake-clock.ts";

async function hear(model: Model, signal = new AbortController().signal) {
  let text = "";
  const ends = [];
  for await (const event of model.generate(REQUEST, signal)) {
    if (event.type === "text") text += event.text;
    else ends.push(event);
  }
  expect(ends).toHaveLength(1);
  const { end, call } = ends[0] ?? expect.fail("no end");
  return { text, end, call };
}

function aPair() {
  const clock = fakeClock();
  const one = endingModel("one", clock);
  const two = endingModel("two", clock);
  const settings = { ...DEFAULT_BREAKER, knock: null };
  const [first, second] = [one, two].map((model) => {
    const breaker = createBreaker(
      model,
      { baseUrl: `http://${model.description}/v1`, dialect: "raw", model: "m", synthetic: false },
      clock,
      settings,
    );
    return { model: breaker, breaker };
  });
  if (!first || !second) throw new Error("two are made");
  two.next = () => ({ text: "from two", end: COMPLETE });
  return { clock, one, two, first, second, failover: createFailover(first, second) };
}

describe("[F5] a second endpoint stands in", () => {
  const MOVES: readonly ModelFailure[] = [
    "unreachable",
    "unauthorized",
    "model-not-found",
    "overloaded",
    "server-error",
    "timeout-connect",
    "timeout-first-token",
    "cut",
    "malformed",
    "wrong-model",
    "circuit-open",
  ];
  test.each(MOVES)("[F5] for a call that fails before any text: %s", async (failure) => {
    const { one, failover } = aPair();
    one.next = () => ({ end: failing(failure) });
    const { text, call } = await hear(failover);
    expect(text).toBe("from two");
    expect(call.endpoint).toBe("http://two/v1");
    expect(call.edge?.insteadOf).toEqual({ endpoint: "http://one/v1", failure });
    expect(failover.taken).toBe(1);
  });
  test.each(MODEL_FAILURES.filter((failure) => !MOVES.includes(failure)))(
    "[F5] not for: %s",
    async (failure) => {
      const { one, two, failover } = aPair();
      one.next = () => ({ end: failing(failure) });
      const { end, call } = await hear(failover);
      expect(end).toEqual(failing(failure));
      expect(call.endpoint).toBe("http://one/v1");
      expect(two.asked).toEqual([]);
    },
  );
  test.each(MOVES)("[F5] never once there was text, be it thought: %s", async (failure) => {
    const { one, two, failover } = aPair();
    one.next = () => ({ text: "<system_thinking>I ", end: failing(failure) });
    const { text, end, call } = await hear(failover);
    expect({ text, end }).toEqual({ text: "<system_thinking>I ", end: failing(failure) });
    expect(call.endpoint).toBe("http://one/v1");
    expect(two.asked).toEqual([]);
  });
  test("[F5] while the first one's breaker is open, and no longer", async () => {
    const { clock, one, failover, first } = aPair();
    one.next = () => ({ end: failing("server-error") });
    for (let i = 0; i < 8; i++) expect((await hear(failover)).text).toBe("from two");
    expect(one.asked).toHaveLength(5);
    expect(first.breaker.circuit).toBe("open");
    expect(failover.downSince).toBeNull();
    await clock.pass(10_000);
    one.next = () => ({ text: "from one", end: COMPLETE });
    expect((await hear(failover)).text).toBe("from one");
    expect((await hear(failover)).call.edge?.insteadOf).toBeUndefined();
  });
  test("[F5] a call that is aborted moves nowhere", async () => {
    const { one, two, failover } = aPair();
    const leaving = new AbortController();
    leaving.abort();
    one.next = () => ({ end: failing("unreachable") });
    expect((await hear(failover, leaving.signal)).end).toEqual({ status: "aborted" });
    expect(two.asked).toEqual([]);
  });
  test("[F5] when both are down, a call still has one end, and it is known since when", async () => {
    const { clock, one, two, failover } = aPair();
    one.next = () => ({ end: failing("unreachable") });
    two.next = () => ({ end: failing("unreachable") });
    const seen: (number | null)[] = [];
    failover.watch(() => seen.push(failover.downSince));
    await clock.pass(7);
    for (let i = 0; i < 5; i++) await hear(failover);
    expect((await hear(failover)).end).toEqual(failing("circuit-open"));
    expect(failover.downSince).toBe(7);
    expect(seen).toEqual([null, 7]);
  });
});

test("[F6] a TLS failure moves no call to the other endpoint, not even once it opened the breaker", async () => {
  const { one, two, failover, first } = aPair();
  one.next = () => ({ end: failing("tls") });
  expect((await hear(failover)).end).toEqual(failing("tls"));
  expect(first.breaker.openedBy).toBe("tls");
  expect((await hear(failover)).end).toEqual(failing("circuit-open"));
  expect(two.asked).toEqual([]);
  expect(failover.downSince).toBe(0);
});

describe("[F7] Retry-After holds for all who ask", () => {
  const ENDPOINT = {
    baseUrl: "http://one/v1",
    dialect: "raw",
    model: "m",
    synthetic: false,
  } as const;
  test("[F7] until then calls end unsent, with the time that is left", async () => {
    const clock = fakeClock();
    const inner = endingModel("one", clock);
    const resting = createResting(inner, ENDPOINT, clock);
    inner.next = () => ({ end: failing("overloaded", 4_000) });
    expect((await hear(resting)).end).toEqual(failing("overloaded", 4_000));
    inner.next = () => ({ end: COMPLETE });
    await clock.pass(1_500);
    const { end, call } = await hear(resting);
    expect(end).toEqual(failing("overloaded", 2_500));
    expect(call).toMatchObject({ request: {}, edge: { detail: "retry-after" } });
    expect(inner.asked).toHaveLength(1);
    await clock.pass(2_500);
    expect((await hear(resting)).end).toEqual(COMPLETE);
  });
  test("[F7] an hour is not believed", async () => {
    const clock = fakeClock();
    const inner = endingModel("one", clock);
    const resting = createResting(inner, ENDPOINT, clock);
    inner.next = () => ({ end: failing("overloaded", 3_600_000) });
    await hear(resting);
    inner.next = () => ({ end: COMPLETE });
    await clock.pass(60_000);
    expect((await hear(resting)).end).toEqual(COMPLETE);
  });
});
