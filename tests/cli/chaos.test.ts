import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { canariesIn, createCanaries } from "../../server/cli/chaos/canaries.ts";
import { createLedger } from "../../server/cli/chaos/ledger.ts";
import { runChaos } from "../../server/cli/chaos/run.ts";
import { scheduleOf, TROUBLES, troubleAt } from "../../server/cli/chaos/schedule.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import type { SceneEvent } from "../../shared/protocol.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";

describe("[F40] the schedule of troubles follows from its seed", () => {
  test.each([1, 2, 3])("[F40] seed %i twice is the same, another is another", (seed) => {
    expect(scheduleOf(seed, 180_000)).toEqual(scheduleOf(seed, 180_000));
    expect(scheduleOf(seed, 180_000)).not.toEqual(scheduleOf(seed + 1, 180_000));
  });
  test.each([1, 2, 3, 4, 5])(
    "[F40] three minutes of seed %i hold an outage of 30 s and calm after",
    (seed) => {
      const schedule = scheduleOf(seed, 180_000);
      const [both] = schedule.filter((one) => one.trouble === "outage" && one.both);
      expect((both?.until ?? 0) - (both?.from ?? 0)).toBeCloseTo(30_000, 3);
      expect(schedule.filter((one) => one.trouble === "outage")).toHaveLength(2);
      expect(schedule.every(({ from, until }) => from < until && until <= 180_000)).toBe(true);
      expect(troubleAt(schedule, 178_000, false)).toBeNull();
      for (const one of schedule) {
        if (one.trouble === "outage") continue;
        expect(one.until < (both?.from ?? 0) || one.from > (both?.until ?? 0) + 10_000).toBe(true);
      }
    },
  );
  test("[F40] over some seeds every trouble comes", () => {
    const seen = [1, 2, 3, 4].flatMap((seed) => scheduleOf(seed, 180_000).map((s) => s.trouble));
    expect(new Set(seen)).toEqual(new Set(TROUBLES));
  });
});

describe("[F41] the ledger notices what must not be", () => {
  const start = (turnId: string): SceneEvent => ({
    type: "turn-start",
    seq: 1,
    turnId,
    speaker: "mara",
    name: "Mara",
    addressee: null,
    whisper: false,
    gesture: "waits",
  });
  const end = (turnId: string, logged = true): SceneEvent => ({
    type: "turn-end",
    seq: 2,
    turnId,
    outcome: "complete",
    logged,
  });
  const record = (turnId: string, outcome = "complete") =>
    ({ type: "turn", turnId, outcome }) as unknown as EpisodeEvent;

  test("[F41] nothing where all is well", () => {
    const ledger = createLedger();
    ledger.status(0, "mara", "considering", 0);
    ledger.told(start("a"), 0);
    ledger.told(end("a"), 49_000);
    ledger.status(0, "mara", "idle", 49_000);
    ledger.told(start("b"), 1);
    ledger.told(end("b", false), 2);
    expect(ledger.settle([record("a")], 60_000)).toEqual([]);
  });
  test.each<[string, RegExp, (ledger: ReturnType<typeof createLedger>) => EpisodeEvent[]]>([
    [
      "a turn that never ends",
      /never ended/u,
      (ledger) => {
        ledger.told(start("a"), 0);
        return [];
      },
    ],
    [
      "a turn that ends twice",
      /ended twice/u,
      (ledger) => {
        for (const event of [start("a"), end("a"), end("a")]) ledger.told(event, 0);
        return [record("a")];
      },
    ],
    [
      "a turn that is open too long",
      /was open for 50001 ms/u,
      (ledger) => {
        ledger.told(start("a"), 0);
        ledger.told(end("a"), 50_001);
        return [record("a")];
      },
    ],
    [
      "a turn that is not on record",
      /the log has 0 of it/u,
      (ledger) => {
        for (const event of [start("a"), end("a")]) ledger.told(event, 0);
        return [];
      },
    ],
    [
      "a turn that is on record with another outcome",
      /told as logged/u,
      (ledger) => {
        for (const event of [start("a"), end("a")]) ledger.told(event, 0);
        return [record("a", "cut")];
      },
    ],
    [
      "a mark that stays",
      /never cleared/u,
      (ledger) => {
        ledger.status(0, "mara", "considering", 0);
        return [];
      },
    ],
    [
      "a private word",
      /1 private words were told/u,
      (ledger) => {
        const word = createCanaries(1).next();
        const delta = { type: "speech-delta", seq: 3, turnId: "a", segment: 0 } as const;
        ledger.told({ ...delta, text: `I say ${word}.` }, 0);
        return [];
      },
    ],
  ])("[F41] %s", (_name, sentence, play) => {
    const ledger = createLedger();
    const broken = ledger.settle(play(ledger), 60_000);
    expect(broken).toEqual([expect.stringMatching(sentence)]);
  });
  test("[F41] half a private word is one, and a name is none", () => {
    expect(canariesIn("she said zqx0123ab and left")).toHaveLength(1);
    expect(canariesIn("Zqx is nobody's name, and zq even less")).toEqual([]);
  });
});

test("[F42] a short run of every kind of scene breaks nothing and comes back after the outage", async () => {
  const read = await readStaging("salt-lantern", resolve(import.meta.dirname, "../../assets"));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const report = await runChaos({
    length: 12_000,
    seed: 7,
    staging: read.staging,
    rooms: 2,
    playersPerRoom: 4,
    recoveryGoal: 30_000,
    deadlines: { headers: 1_000, firstToken: 1_500, idle: 800, turn: 6_000 },
  });
  expect(report.broken).toEqual([]);
  expect(report.turns).toBeGreaterThan(5);
  expect(report.openings).toBeGreaterThan(0);
  expect(report.planted).toBeGreaterThan(20);
}, 60_000);
