import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EpisodeReader } from "../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { EpisodeLog } from "../../server/stage/ports.ts";
import { everyEvent } from "./every-event.ts";
import {
  callOf,
  collect,
  endOf,
  joinedOf,
  lineOf,
  outcomeOf,
  startOf,
  turnOf,
} from "./log-file.ts";

/** One empty store of the kind under test, which may be opened several times. */
export interface StoreUnderTest {
  open(): Promise<EpisodeLog & { close(): Promise<void>; readonly backlog: number }>;
  reader(): Promise<EpisodeReader>;
}

/** What every store of episodes owes its callers; run it over each kind of store. */
export function episodeLogContract(kind: string, newStore: () => StoreUnderTest): void {
  async function setUp() {
    const store = newStore();
    const log = await store.open();
    onTestFinished(() => log.close());
    async function reading<T>(read: (reader: EpisodeReader) => Promise<T>): Promise<T> {
      const reader = await store.reader();
      try {
        return await read(reader);
      } finally {
        await reader.close();
      }
    }
    const eventsOf = (episode: string) =>
      reading(async (reader) => (await collect(reader.events(episode))).map(({ event }) => event));
    return { store, log, reading, eventsOf };
  }

  describe(`the contract of an episode log: ${kind}`, () => {
    test("[E1] what an append acknowledged, another reader sees at once", async () => {
      const { log, eventsOf } = await setUp();
      for (let i = 0; i < 20; i++) {
        await log.append([lineOf("a", `t${i}`)]);
        expect(await eventsOf("a")).toHaveLength(i + 1);
      }
    });

    test("[E2] seq counts from 0 without gaps in each episode, however appends interleave", async () => {
      const { log, reading } = await setUp();
      const episodes = ["a", "b", "c", "d", "e"];
      const appended: Promise<void>[] = [];
      for (let i = 0; i < 180; i++) {
        const episode = episodes[(i * i + 3 * i) % episodes.length] ?? "a";
        appended.push(log.append([lineOf(episode, `t${i}`), turnOf(episode, `t${i}`)]));
        if (i % 50 === 0) await appended[i];
      }
      await Promise.all(appended);
      await reading(async (reader) => {
        const summaries = await reader.list();
        let total = 0;
        for (const { id } of summaries) {
          const logged = await collect(reader.events(id));
          expect(logged.map(({ seq }) => seq)).toEqual(logged.map((_, i) => i));
          const turns = logged.map(({ event }) =>
            Number("turnId" in event && event.turnId?.slice(1)),
          );
          expect(turns).toEqual(turns.toSorted((a, b) => a - b));
          total += logged.length;
        }
        expect(total).toBe(360);
        expect(await reader.verify()).toMatchObject({ ok: true, records: 360 });
      });
    });

    test("[E2] an episode goes on where it was when the log is opened again", async () => {
      const { store, log, reading } = await setUp();
      await log.append([startOf("a")]);
      await log.close();
      const again = await store.open();
      onTestFinished(() => again.close());
      await again.append([endOf("a")]);
      await reading(async (reader) => {
        expect((await collect(reader.events("a"))).map(({ seq }) => seq)).toEqual([0, 1]);
        expect(await collect(reader.events("a", 1))).toEqual([{ seq: 1, event: endOf("a") }]);
        expect((await reader.verify()).ok).toBe(true);
      });
    });

    test("[E3] one append is all there or not at all", async () => {
      const { log, eventsOf } = await setUp();
      await log.append([startOf("a")]);
      const bad = { ...endOf("a"), reason: 5 } as unknown as EpisodeEvent;
      expect(await outcomeOf(log.append([lineOf("a", "t1"), bad, lineOf("b", "t2")]))).toBe(
        "invalid",
      );
      await log.append([endOf("a")]);
      expect(await eventsOf("a")).toEqual([startOf("a"), endOf("a")]);
      expect(await eventsOf("b")).toEqual([]);
    });

    test("[E4] an event that is none is refused by path, never with its text", async () => {
      const { log } = await setUp();
      const secret = "CANARY7f3a";
      const turn = turnOf("a", "t1", secret);
      const cycle: { [key: string]: unknown } = { [secret]: secret };
      cycle["self"] = cycle;
      const bad: [unknown, string][] = [
        [{ ...turn, outcome: secret }, "outcome"],
        [{ ...turn, [secret]: 1 }, "unrecognized_keys"],
        [{ ...turn, segments: [{ kind: "speech", text: [secret] }] }, "segments.0.*"],
        [{ ...turn, v: 3 }, "v:"],
        [{ ...turn, at: Number.NaN }, "at:"],
        [{ ...turn, turnId: "" }, "turnId"],
        [{ ...turn, turnId: `${secret}\ud800` }, "turnId"],
        [{ ...turn, type: secret }, "type"],
        [secret, "(the whole event)"],
        [null, "(the whole event)"],
        [callOf("a", "t", { usage: { [secret]: 10n } }), "call.usage.*"],
        [callOf("a", "t", { usage: new Date(0) }), "call.usage"],
        [callOf("a", "t", { usage: [undefined] }), "call.usage"],
        [callOf("a", "t", { completionTokenIds: [1, Number.NaN] }), "call.completionTokenIds.1"],
        [{ ...startOf("a"), scene: cycle }, "cycle"],
        [{ ...startOf("a"), scene: { text: { toJSON: () => secret } } }, "scene.text.*"],
      ];
      for (const [event, where] of bad) {
        const failure: unknown = await log.append([event as EpisodeEvent]).catch((error) => error);
        expect(failure).toMatchObject({ code: "invalid" });
        expect(String(failure)).toContain(where);
        expect(String(failure)).not.toContain(secret);
      }
      expect(log.backlog).toBe(0);
    });

    test("[E5] every kind of event comes back as it was, tokens and log probabilities to the bit", async () => {
      const { log, eventsOf } = await setUp();
      const events = [
        startOf("a"),
        joinedOf("a"),
        lineOf("a", "t1", "nul \0, lone \ud83d, 灯塔, \u{1f56f}"),
        callOf("a", "t2"),
        callOf("a", "t3", { promptTokenIds: [], completionTokenIds: null, logprobs: [] }),
        callOf("a", "t4", { promptTokenIds: [1.5, 2 ** 40], logprobs: ["-1", null] }),
        turnOf("a", "t2"),
        { v: 2, episodeId: "a", at: -0.5, type: "moved", participant: "p1", x: 1.25, y: 3 },
        { v: 2, episodeId: "a", at: 9, type: "participant-left", participant: "p1" },
        ...everyEvent("a"),
      ] satisfies EpisodeEvent[];
      await log.append(events);
      const read = await eventsOf("a");
      expect(read).toStrictEqual(events);
      expect(JSON.stringify(read)).toBe(JSON.stringify(events));
    });

    test("[E5] any call comes back as it was", async () => {
      const { log, eventsOf } = await setUp();
      const json = fc
        .jsonValue()
        .map((value) => JSON.stringify(value))
        // Vitest cannot compare objects with an own `__proto__`.
        .filter((text) => !text.includes("__proto__"))
        // JSON has no -0.
        .map((text): unknown => JSON.parse(text));
      const call = fc.record({
        promptTokenIds: fc.oneof(fc.array(fc.integer()), fc.array(fc.maxSafeInteger()), json),
        completionTokenIds: fc.oneof(fc.array(fc.nat()), json),
        logprobs: fc.oneof(fc.array(fc.double()), json),
        request: json,
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(call, async (call) => {
          const episode = `run-${run++}`;
          await log.append([callOf(episode, "t", call)]);
          expect(await eventsOf(episode)).toStrictEqual([callOf(episode, "t", call)]);
        }),
        { numRuns: 100 },
      );
    });

    test("[E5] what a caller does to its objects after an append changes nothing", async () => {
      const { log, eventsOf } = await setUp();
      const turn = turnOf("a", "t1");
      const appended = log.append([turn]);
      turn.segments.length = 0;
      turn.outcome = "failed";
      await appended;
      expect(await eventsOf("a")).toEqual([turnOf("a", "t1")]);
    });

    test("[E13] the list says when, where, how many turns and how they ended", async () => {
      const { log, reading } = await setUp();
      const cut = { ...turnOf("first", "t3"), outcome: "cut" as const };
      await log.append([
        startOf("first"),
        lineOf("first", "t1"),
        turnOf("first", "t2"),
        cut,
        turnOf("first", "t4"),
      ]);
      await log.append([lineOf("second", "t1")]);
      await log.append([endOf("first")]);
      expect(await reading((reader) => reader.list())).toEqual([
        {
          id: "first",
          scene: "The Salt Lantern",
          model: "understudy",
          synthetic: true,
          startedAt: startOf("first").at,
          endedAt: endOf("first").at,
          lastAt: endOf("first").at,
          turns: 3,
          lines: 1,
          outcomes: { complete: 2, cut: 1 },
          records: 6,
        },
        {
          id: "second",
          scene: null,
          model: null,
          synthetic: null,
          startedAt: lineOf("second", "t1").at,
          endedAt: null,
          lastAt: lineOf("second", "t1").at,
          turns: 0,
          lines: 1,
          outcomes: {},
          records: 1,
        },
      ]);
    });

    test("[E13] a reader neither disturbs the writer nor is disturbed by it", async () => {
      const { store, log } = await setUp();
      await log.append([startOf("a")]);
      const reader = await store.reader();
      onTestFinished(() => reader.close());
      const state = { writing: true };
      const written = (async () => {
        for (let i = 0; i < 60; i++) {
          const episodes = ["a", "a", "a", "a", `b${i % 7}`];
          await Promise.all(episodes.map((episode) => log.append([lineOf(episode, `t${i}`)])));
        }
      })().finally(() => (state.writing = false));
      let looks = 0;
      let seen = 0;
      while (state.writing) {
        const result = await reader.verify();
        expect(result.problems).toEqual([]);
        expect(result.records).toBeGreaterThanOrEqual(seen);
        seen = result.records;
        looks += 1;
      }
      await written;
      expect(looks).toBeGreaterThan(1);
      expect(await reader.verify()).toMatchObject({ ok: true, records: 301, episodes: 8 });
    });

    test("[E13] several episodes are read at once through one reader, each from where it is asked", async () => {
      const { store, log } = await setUp();
      const ids = ["a", "b", "c", "d", "e", "f"];
      for (const id of ids) {
        await log.append(Array.from({ length: 150 }, (_, i) => lineOf(id, `${id}${i}`)));
      }
      const reader = await store.reader();
      onTestFinished(() => reader.close());
      const read = await Promise.all(ids.map((id, i) => collect(reader.events(id, i * 20))));
      for (const [i, logged] of read.entries()) {
        const id = ids[i] ?? "";
        const rest = Array.from({ length: 150 - i * 20 }, (_, n) => n + i * 20);
        expect(logged.map(({ seq }) => seq)).toEqual(rest);
        expect(logged.map(({ event }) => event)).toEqual(rest.map((n) => lineOf(id, `${id}${n}`)));
      }
      expect(await collect(reader.events("nobody"))).toEqual([]);
      expect(await collect(reader.events("a", 150))).toEqual([]);
    });

    test("[E14] closing writes what is waiting; afterwards appends are refused", async () => {
      const { log, eventsOf } = await setUp();
      const waiting = Array.from({ length: 200 }, (_, i) => log.append([lineOf("a", `t${i}`)]));
      await Promise.all([log.close(), log.close()]);
      await Promise.all(waiting);
      expect(await outcomeOf(log.append([endOf("a")]))).toBe("closed");
      expect(log.backlog).toBe(0);
      expect(await eventsOf("a")).toHaveLength(200);
    });
  });
}
