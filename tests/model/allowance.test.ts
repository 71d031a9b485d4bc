import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAllowance } from "../../server/model/queue/allowance.ts";
import { NO_COUNTERS, type CallCounters } from "../../server/model/queue/call-counters.ts";
import { createLedger, DEFAULT_CAPS, type Caps } from "../../server/model/queue/ledger.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE } from "../../server/model/queue/queue-settings.ts";
import { createRollingHour } from "../../server/model/queue/rolling-hour.ts";
import { estimateOf, mostTokensOf, tokensOf } from "../../server/model/queue/token-count.ts";
import type { ModelFailure } from "../../server/stage/ports.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { fakeClock, settle } from "../doubles/fake-clock.ts";
import { aRequest, ask, heldModel, type HeldModel } from "../doubles/held-model.ts";
import { scriptedModel } from "../doubles/scripted-model.ts";

const HOUR = 3_600_000;
const NO_CAP = { tokens: 1e12, calls: 1e12 };
const OPEN: Caps = { npc: NO_CAP, scene: NO_CAP, player: NO_CAP, server: NO_CAP };
const CAPPED = { status: "failed", failure: "capped" };
/** What the prompt of `aRequest` has at most. */
const PROMPT = mostTokensOf(aRequest("any").prompt);

function anAllowance(caps: Partial<Caps>) {
  const clock = fakeClock();
  const model = heldModel(clock);
  const told: string[] = [];
  let settled = 0;
  const counters: CallCounters = {
    ...NO_COUNTERS,
    capped: (scope, kind) => void told.push(`${scope} ${kind}`),
    settled: (_mode, { prompt, completion }) => void (settled += prompt + completion),
  };
  const capped = createAllowance(model, { ...OPEN, ...caps }, clock, counters);
  return { clock, model, capped, told, settled: () => settled };
}
const usage = (prompt_tokens: number, completion_tokens: number) => ({
  usage: { prompt_tokens, completion_tokens },
});

describe("[Q9] caps", () => {
  test.each([
    ["npc", {}, { scene: "other" }],
    ["scene", { persona: "tomas", player: "ben" }, { scene: "other" }],
    ["player", { scene: "other", persona: "tomas" }, { player: "ben" }],
    ["server", { scene: "other", persona: "tomas", player: "ben" }, null],
  ] as const)(
    "[Q9] the cap on calls of the %s holds for it and for nobody else",
    async (scope, same, other) => {
      const { model, capped, told, clock } = anAllowance({ [scope]: { tokens: 1e9, calls: 2 } });
      for (const id of ["one", "two"]) {
        ask(capped, aRequest(id));
        await model.finish(id);
      }
      const three = ask(capped, aRequest("three", same));
      await settle();
      expect(three.ends).toEqual([CAPPED]);
      expect(three.call).toMatchObject({ request: {}, edge: { detail: `calls of the ${scope}` } });
      expect(told).toEqual([`${scope} calls`]);
      if (other !== null) {
        ask(capped, aRequest("four", other));
        await model.finish("four");
      }
      expect(model.started).not.toContain("three");
      await clock.pass(HOUR + 180_000);
      ask(capped, aRequest("five", same));
      await model.finish("five");
    },
  );

  test("[Q9] what runs is counted in full until it is known what it used", async () => {
    const tokens = 2 * (PROMPT + 300);
    const { model, capped, told } = anAllowance({ npc: { tokens, calls: 99 } });
    for (const id of ["one", "two", "three"]) ask(capped, aRequest(id));
    await settle();
    expect(model.running).toEqual(["one", "two"]);
    expect(told).toEqual(["npc tokens"]);
    await model.finish("one", usage(10, 20));
    ask(capped, aRequest("four"));
    await settle();
    expect(model.running).toEqual(["two"]);
    await model.finish("two", usage(10, 20));
    ask(capped, aRequest("five"));
    await settle();
    expect(model.running).toEqual(["five"]);
  });

  test("[Q9] a reservation is settled once", () => {
    const cap = { tokens: 100, calls: 9 };
    const ledger = createLedger({ ...OPEN, npc: cap }, () => 0);
    const { purpose } = aRequest("one");
    const first = ledger.reserve(purpose, 100);
    if (!first.ok) throw new Error("the first was refused");
    first.reservation.settle(30);
    first.reservation.settle(90);
    first.reservation.settle(null);
    expect(ledger.reserve(purpose, 71).ok).toBe(false);
    expect(ledger.reserve(purpose, 70).ok).toBe(true);
  });

  test("[Q9] each hour is any sixty minutes: nothing counted leaves sooner, and after three more it is gone", () => {
    const hour = createRollingHour();
    hour.add(5, 59_000);
    hour.add(7, 30 * 60_000);
    expect(hour.sum(59_000 + HOUR)).toBe(12);
    expect(hour.sum(HOUR + 180_000)).toBe(7);
    expect(hour.sum(30 * 60_000 + HOUR)).toBe(7);
    expect(hour.sum(30 * 60_000 + HOUR + 180_000)).toBe(0);
    hour.add(3, 50 * HOUR);
    expect(hour.sum(50 * HOUR)).toBe(3);
  });

  test("[Q9] a rolling hour never counts less than what was added in the last sixty minutes, nor more than in 63", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.nat(1_500_000), amount: fc.nat(50) }), { maxLength: 60 }),
        (steps) => {
          const hour = createRollingHour();
          const added: { at: number; amount: number }[] = [];
          let now = 0;
          for (const { wait, amount } of steps) {
            now += wait;
            hour.add(amount, now);
            added.push({ at: now, amount });
            const within = (ms: number) =>
              added.reduce((sum, one) => sum + (now - one.at <= ms ? one.amount : 0), 0);
            expect(hour.sum(now)).toBeGreaterThanOrEqual(within(HOUR - 1));
            expect(hour.sum(now)).toBeLessThanOrEqual(within(HOUR + 180_000));
          }
        },
      ),
    );
  });

  test("[Q9] accounts that hold nothing any more leave memory", async () => {
    const { model, capped, clock } = anAllowance({});
    for (let i = 0; i < 200; i++) {
      const id = `c${i}`;
      ask(capped, aRequest(id, { scene: `s${i}`, player: `p${i}` }));
      await model.finish(id);
    }
    expect(capped.accounts).toBe(601);
    await clock.pass(HOUR + 240_000);
    ask(capped, aRequest("last"));
    await model.finish("last");
    expect(capped.accounts).toBe(4);
  });

  test("[Q9] a call that a cap refuses makes no account", async () => {
    const { model, capped } = anAllowance({ server: { tokens: 1e9, calls: 1 } });
    ask(capped, aRequest("one"));
    await model.finish("one");
    for (let i = 0; i < 50; i++)
      ask(capped, aRequest(`c${i}`, { scene: `s${i}`, player: `p${i}` }));
    await settle();
    expect(capped.accounts).toBe(4);
  });

  test("[Q9] the caps that hold where nobody sets any are finite and above what play needs", () => {
    for (const { tokens, calls } of Object.values(DEFAULT_CAPS)) {
      expect(calls).toBeGreaterThanOrEqual(1_440);
      expect(tokens).toBeGreaterThanOrEqual(1_440 * 3_500);
      expect(tokens).toBeLessThan(1e9);
    }
  });
});

describe("[Q10] what a call is settled with", () => {
  const PROMPT_OF_40 = { system: "x".repeat(120), messages: [], prefill: "" };
  const record = async (finish: Parameters<HeldModel["finish"]>[1]) => {
    const { model, capped, settled } = anAllowance({});
    const one = ask(capped, aRequest("one", {}, { prompt: PROMPT_OF_40 }));
    await model.finish("one", finish);
    return { settled: settled(), call: one.call };
  };
  test("[Q10] the endpoint's own usage, prompt included", async () => {
    expect((await record({ text: "Aye.", ...usage(1_200, 345) })).settled).toBe(1_545);
  });
  test("[Q10] without usage an estimate from the text, never below a third of its letters", async () => {
    expect((await record({ text: "y".repeat(60) })).settled).toBe(40 + 20);
    expect(estimateOf("你好，世界")).toBe(5);
    expect(estimateOf("")).toBe(0);
  });
  test("[Q10] an estimate stays within what was set aside", async () => {
    expect((await record({ text: "y".repeat(9_000) })).settled).toBe(40 + 300);
  });
  test.each<[ModelFailure, number]>([
    ["overloaded", 0],
    ["unauthorized", 0],
    ["unreachable", 0],
    ["timeout-first-token", 40],
    ["timeout-connect", 40],
  ])("[Q10] a call that failed as %s before any text counts %i tokens", async (failure, tokens) => {
    expect((await record({ end: { status: "failed", failure } })).settled).toBe(tokens);
  });
  test("[Q10] ids that came back are counted where no usage did", async () => {
    const { call } = await record({ text: "Aye." });
    if (call === null) throw new Error("no record");
    const withIds = { ...call, promptTokenIds: [1, 2, 3], completionTokenIds: [4, 5] };
    expect(tokensOf(withIds, PROMPT_OF_40)).toEqual({ prompt: 3, completion: 2, estimated: false });
  });
  test("[Q10] a call that the queue gave up uses nothing and counts as none", async () => {
    const clock = fakeClock();
    const model = heldModel(clock);
    const concurrency = { floor: 1, ceiling: 1, start: 1 };
    const depths = { ...DEFAULT_QUEUE.depths, whole: 1 };
    const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency, depths }, clock);
    const capped = createAllowance(queue, { ...OPEN, npc: { tokens: 1e9, calls: 3 } }, clock);
    const asked = ["one", "two", "three"].map((id) => ask(capped, aRequest(id)));
    await settle();
    expect(asked.map(({ end }) => end)).toMatchObject([null, null, { failure: "shed" }]);
    const four = ask(capped, aRequest("four", { player: "ben" }));
    await settle();
    // Had the third counted, this one would be the fourth of three.
    expect(four.end).toMatchObject({ failure: "shed" });
  });
  test("[Q10] a reader that leaves early is settled by what it read", async () => {
    const clock = fakeClock();
    let told = 0;
    const counters = { ...NO_COUNTERS, settled: () => void (told += 1) };
    const cap = { tokens: 1e9, calls: 1 };
    const capped = createAllowance(scriptedModel(clock), { ...OPEN, npc: cap }, clock, counters);
    for await (const _ of capped.generate(aRequest("one"), new AbortController().signal)) break;
    expect(told).toBe(1);
    const two = ask(capped, aRequest("two"));
    await settle();
    expect(two.ends).toEqual([CAPPED]);
  });
});

describe("[Q11] under load", () => {
  test("[Q11] hundreds of calls at once, of random sizes, never pass a cap", async () => {
    const random = seededRandom(7);
    const upTo = (n: number) => Math.floor(random() * n);
    const caps: Caps = {
      npc: { tokens: 20_000, calls: 60 },
      scene: { tokens: 60_000, calls: 150 },
      player: { tokens: 25_000, calls: 70 },
      server: { tokens: 200_000, calls: 500 },
    };
    const { model, capped, told, settled } = anAllowance(caps);
    const used = new Map<string, { tokens: number; calls: number; cap: keyof Caps }>();
    const purposes = new Map<string, string[]>();
    const sizes = new Map<string, number>();
    let made = 0;
    for (let wave = 0; wave < 30; wave++) {
      for (let i = 0; i < 60; i++) {
        const id = `w${wave}c${i}`;
        const [scene, persona, player] = [`s${upTo(4)}`, `n${upTo(3)}`, `p${upTo(6)}`];
        const maxTokens = 1 + upTo(1_500);
        sizes.set(id, maxTokens);
        purposes.set(id, [
          `npc ${scene} ${persona}`,
          `scene ${scene}`,
          `player ${player}`,
          "server",
        ]);
        ask(capped, aRequest(id, { scene, persona, player }, { maxTokens }));
      }
      await settle();
      // Some run on into the next wave.
      for (const id of model.running.filter(() => random() < 0.7)) {
        const completion = 1 + upTo(sizes.get(id) ?? 1);
        const prompt = upTo(PROMPT + 1);
        await model.finish(id, usage(prompt, completion));
        made += prompt + completion;
        for (const key of purposes.get(id) ?? []) {
          const cap = (key.split(" ")[0] ?? "server") as keyof Caps;
          const sum = used.get(key) ?? { tokens: 0, calls: 0, cap };
          used.set(key, { cap, tokens: sum.tokens + prompt + completion, calls: sum.calls + 1 });
        }
      }
    }
    for (const [key, { tokens, calls, cap }] of used) {
      expect(tokens, key).toBeLessThanOrEqual(caps[cap].tokens);
      expect(calls, key).toBeLessThanOrEqual(caps[cap].calls);
    }
    // It was a crowd, and the caps were met and not merely far away.
    expect(model.peak).toBeGreaterThan(20);
    expect(told.length).toBeGreaterThan(500);
    expect(used.get("server")?.tokens).toBeGreaterThan(100_000);
    expect(settled()).toBe(made);
  });

  test("[Q11] in no hour of any sequence of calls is more used than a cap allows", () => {
    const step = fc.record({
      wait: fc.oneof(fc.constant(0), fc.nat(1_200_000)),
      persona: fc.constantFrom("mara", "tomas"),
      player: fc.constantFrom("ayla", "ben", null),
      reserve: fc.integer({ min: 1, max: 900 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settleOldest: fc.boolean(),
    });
    const cap = { tokens: 2_000, calls: 7 };
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
        let now = 0;
        const ledger = createLedger({ npc: cap, scene: cap, player: cap, server: cap }, () => now);
        const open: (() => void)[] = [];
        const spent: { at: number; tokens: number }[] = [];
        for (const { wait, persona, player, reserve, share, settleOldest } of steps) {
          now += wait;
          const purpose = { lane: "answer", scene: "inn", persona, player } as const;
          const reserved = ledger.reserve(purpose, reserve);
          if (reserved.ok) {
            open.push(() => {
              const tokens = Math.floor(reserve * share);
              reserved.reservation.settle(tokens);
              // A second settlement changes nothing.
              reserved.reservation.settle(reserve * 9);
              spent.push({ at: now, tokens });
            });
          }
          if (settleOldest) open.shift()?.();
          const hour = spent.filter(({ at }) => now - at < HOUR);
          expect(hour.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(cap.tokens);
          expect(hour.length + open.length).toBeLessThanOrEqual(cap.calls);
        }
      }),
      { numRuns: 300 },
    );
  });
});
