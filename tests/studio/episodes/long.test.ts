import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEpisodeShelf, type EpisodeShelf } from "../../../server/episodes/episode-shelf.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { createDigestReading } from "../../../server/studio/episodes/digest-reading.ts";
import { createEpisodeSearch } from "../../../server/studio/episodes/episode-search.ts";
import { pieceOf } from "../../../server/studio/episodes/transcript-piece.ts";
import { EVERY, LONG, writeLongLog } from "../../bench/long-log.ts";
import { joinedOf, startOf, turnOf } from "../../episodes/sample-events.ts";

const TURNS = 3_000;
const never = new AbortController().signal;

describe("[ST88] an episode of any length", () => {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-long-"));
  const file = join(folder, "episodes.sqlite");
  let shelf: EpisodeShelf;
  /** What is read of the log. */
  let read = 0;
  const counted = (): EpisodeShelf => ({
    ...shelf,
    async events(id, which) {
      const events = await shelf.events(id, which);
      read += events.length;
      return events;
    },
  });
  beforeAll(async () => {
    await writeLongLog(file, TURNS);
    shelf = createEpisodeShelf(file);
  }, 120_000);
  afterAll(async () => {
    await shelf.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const episode = async () => {
    const at = await shelf.find(LONG);
    if (at === null) throw new Error("it was not written");
    return at;
  };

  test("[ST88] a stretch is bounded, wherever it is asked for, and reads little of the log", async () => {
    const at = await episode();
    for (const sought of [
      { from: 0 },
      { at: 0 },
      { at: (TURNS * EVERY) / 2 },
      { at: TURNS * EVERY * 2 },
      { turn: `turn-${TURNS - 1}` },
      { before: at.records - 1 },
    ]) {
      read = 0;
      const piece = await pieceOf(counted(), at, sought);
      expect(piece?.events.length, JSON.stringify(sought)).toBeGreaterThan(0);
      expect(piece?.events.length).toBeLessThanOrEqual(200);
      expect(read).toBeLessThan(2_000);
    }
    const middle = await pieceOf(shelf, at, { at: (TURNS * EVERY) / 2 });
    const times = middle?.events.map(({ event }) => event.at - at.startedAt) ?? [];
    expect(times[0]).toBeLessThan((TURNS * EVERY) / 2);
    expect(times.at(-1)).toBeGreaterThan((TURNS * EVERY) / 2);
    expect(await pieceOf(shelf, at, { turn: "nobody's" })).toBeNull();
  });
  test("[ST88] stretches meet: forwards and backwards they are the same transcript", async () => {
    const at = await episode();
    const forwards: number[] = [];
    for (let next: number | null = 0; next !== null;) {
      const piece = await pieceOf(shelf, at, { from: next });
      forwards.push(...(piece?.events.map(({ seq }) => seq) ?? []));
      next = piece?.next ?? null;
    }
    const backwards: number[] = [];
    for (let earlier: number | null = at.records; earlier !== null;) {
      const piece = await pieceOf(shelf, at, { before: earlier });
      backwards.unshift(...(piece?.events.map(({ seq }) => seq) ?? []));
      earlier = piece?.earlier ?? null;
    }
    expect(backwards).toEqual(forwards);
    expect(forwards.length).toBeGreaterThan(TURNS * 2);
  });
  test("[ST88] a list does not wait for it: answers end in time, and the next one goes on", async () => {
    let time = 0;
    const search = createEpisodeSearch({
      shelf,
      pseudonym: (id) => id,
      elapsed: () => (time += 1_000),
    });
    const found: string[] = [];
    let before: number | null = null;
    let answers = 0;
    do {
      const page = await search.find({}, before, never);
      found.push(...page.episodes.map(({ id }) => id));
      ({ before } = page);
      answers += 1;
    } while (before !== null && answers < 500);
    expect(answers).toBeGreaterThan(2);
    expect(found[0]).toBe(LONG);
    expect(found).toHaveLength(1 + TURNS / 50);
    expect(new Set(found).size).toBe(found.length);
  });
});

describe("[ST89] a digest grows with its episode", () => {
  const taken = (given: boolean): EpisodeEvent => ({
    v: 2,
    episodeId: "grows",
    at: 5,
    type: "consent",
    participant: "p1",
    purpose: "training",
    given,
    notice: "1",
  });

  test("[ST89] what is new is read and nothing else; the last word of a player counts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dramatis-grows-"));
    const file = join(folder, "episodes.sqlite");
    const log = await openEpisodeLog({ file });
    const shelf = createEpisodeShelf(file);
    try {
      const many = Array.from({ length: 1_500 }, (_, n) => turnOf("grows", `t${n}`));
      await log.append([startOf("grows"), joinedOf("grows", "p1", "Ayla"), taken(true), ...many]);
      let read = 0;
      const digests = createDigestReading(
        {
          async events(id, which) {
            const events = await shelf.events(id, which);
            read += events.length;
            return events;
          },
        },
        () => 0,
      );
      const digest = async () => {
        const at = await shelf.find("grows");
        if (at === null) throw new Error("it was not written");
        return digests.whole(at);
      };
      const [first, same] = await Promise.all([digest(), digest()]);
      expect([first.turns, same.turns]).toEqual([1_500, 1_500]);
      expect(first.players.get("p1")?.allows).toBe(true);
      read = 0;
      await log.append([turnOf("grows", "later"), taken(false)]);
      const then = await digest();
      expect(then.turns).toBe(1_501);
      expect(then.players.get("p1")?.allows).toBe(false);
      expect(read).toBeLessThan(10);
    } finally {
      await log.close();
      await shelf.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  test("[ST89] what was erased meanwhile is read anew from its beginning", async () => {
    const before = [
      startOf("e"),
      joinedOf("e", "p1", "Ayla"),
      turnOf("e", "t0"),
      turnOf("e", "t1"),
    ];
    const redaction = {
      v: 2,
      episodeId: "e",
      at: 9,
      type: "redaction",
    } as unknown as EpisodeEvent;
    let events: EpisodeEvent[] = before;
    const digests = createDigestReading(
      {
        async events(_id, { types, from = 0, limit }) {
          const all = events.map((event, seq) => ({ seq, event }));
          const wanted = all.filter(
            ({ seq, event }) => seq >= from && (types as readonly string[]).includes(event.type),
          );
          return wanted.slice(0, limit) as never;
        },
      },
      () => 0,
    );
    expect((await digests.whole({ id: "e", records: 4 })).players.size).toBe(1);
    events = [startOf("e"), turnOf("e", "t0"), turnOf("e", "t1"), turnOf("e", "t2"), redaction];
    const after = await digests.whole({ id: "e", records: events.length });
    expect([after.players.size, after.turns]).toEqual([0, 3]);
    events = [...events, turnOf("e", "t3")];
    expect((await digests.whole({ id: "e", records: events.length })).turns).toBe(4);
  });
});
