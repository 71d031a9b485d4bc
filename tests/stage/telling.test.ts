import { describe, expect, test } from "vitest";
import type { SceneEvent } from "../../shared/protocol.ts";
import { createHearing, type HeardTurn } from "../../server/stage/hearing.ts";
import type { Tell } from "../../server/stage/ports.ts";
import { createTelling } from "../../server/stage/telling.ts";
import { fakeClock } from "../doubles/fake-clock.ts";

const all = new Set(["p-1"]);

function told() {
  const clock = fakeClock();
  const events: SceneEvent[] = [];
  const batches: number[] = [];
  const send: Tell = (batch) => {
    batches.push(batch.length);
    events.push(...batch.map(({ event }) => event));
  };
  return { clock, events, batches, telling: createTelling(send, clock, () => 33) };
}
const texts = (events: SceneEvent[]) => events.map((e) => ("text" in e ? e.text : e.type));

describe("[T1] events travel together, in order", () => {
  test("[T1] the first goes at once, text of one segment within the interval is joined", async () => {
    const { clock, events, telling } = told();
    for (const text of ["a", "b", "c"]) telling.tellDelta(all, "t", 0, "speech", text);
    expect(texts(events)).toEqual(["a"]);
    await clock.pass(33);
    expect(texts(events)).toEqual(["a", "bc"]);
  });
  test("[T1] no text is lost, and none moves across another event of its turn", async () => {
    const { clock, events, telling } = told();
    telling.tellDelta(all, "t", 0, "action", "x");
    telling.tellDelta(all, "t", 0, "action", "y");
    telling.tell(all, { type: "turn-retract", turnId: "t", segment: 0 });
    telling.tellDelta(all, "t", 0, "action", "z");
    telling.tellDelta(all, "t", 1, "speech", "w");
    telling.tell(all, { type: "turn-end", turnId: "t", outcome: "complete", logged: true });
    await clock.pass(40);
    expect(texts(events)).toEqual(["x", "y", "turn-retract", "z", "w", "turn-end"]);
  });
  test("[T1] many speakers cost one batch an interval", async () => {
    const { clock, batches, telling } = told();
    for (let i = 0; i < 30; i++) {
      for (const turn of ["a", "b", "c"]) telling.tellDelta(all, turn, 0, "speech", "x");
    }
    await clock.pass(33);
    expect(batches).toEqual([1, 3]);
  });
  test("[T1] that a turn begins goes out at once, after what waits; a crowd waits for its interval", async () => {
    const start = { type: "turn-start", turnId: "t", speaker: "mara", name: "Mara" } as const;
    const begins = { ...start, addressee: "p-1", whisper: false, gesture: "nods" };
    const { events, telling } = told();
    telling.tell(all, { type: "notice", code: "characters-back" });
    telling.tell(all, { type: "notice", code: "characters-resting" });
    telling.tell(all, begins);
    expect(texts(events)).toEqual(["notice", "notice", "turn-start"]);
    expect(events.map((e) => e.seq)).toEqual([1, 2, 3]);
    const clock = fakeClock();
    let sent = 0;
    const crowd = createTelling(
      (batch) => void (sent += batch.length),
      clock,
      () => 100,
    );
    crowd.tell(all, { type: "notice", code: "characters-back" });
    crowd.tell(all, begins);
    expect(sent).toBe(1);
    await clock.pass(100);
    expect(sent).toBe(2);
  });
  test("[T1] numbers rise by one with every event sent", async () => {
    const { clock, events, telling } = told();
    telling.tellDelta(all, "a", 0, "speech", "1");
    telling.tellDelta(all, "a", 0, "speech", "2");
    telling.tellDelta(all, "b", 0, "speech", "3");
    telling.tell(all, { type: "notice", code: "scene-ended" });
    await clock.pass(100);
    expect(events.map((e) => e.seq)).toEqual([1, 2, 3, 4]);
    expect(telling.flush()).toBe(4);
  });
});

describe("[T2] what was heard", () => {
  const turn = (more: Partial<HeardTurn>): HeardTurn => ({
    turnId: "t",
    speaker: "mara",
    name: "Mara",
    kind: "persona",
    addressee: null,
    whisper: false,
    gesture: "",
    origin: { x: 1, y: 1 },
    listeners: new Set(["mara", "p-1"]),
    segments: [],
    state: "complete",
    ...more,
  });
  test("[T2] a snapshot holds only what the participant heard", () => {
    const hearing = createHearing();
    hearing.keep(turn({ turnId: "a" }));
    hearing.keep(turn({ turnId: "b", listeners: new Set(["p-2"]) }));
    expect(hearing.snapshot("p-1", 7)).toMatchObject({ seq: 7, entries: [{ turnId: "a" }] });
  });
  test("[T2] a newcomer hears what was said aloud near where it stands, never a whisper", () => {
    const hearing = createHearing();
    hearing.keep(turn({ turnId: "near" }));
    hearing.keep(turn({ turnId: "far", origin: { x: 99, y: 1 } }));
    hearing.keep(turn({ turnId: "whisper", whisper: true }));
    hearing.keep(turn({ turnId: "world", origin: null }));
    hearing.admit("p-new", ({ x }) => x < 10, 0);
    const ids = hearing.snapshot("p-new", 1).entries.map((e) => e.turnId);
    expect(ids).toEqual(["near", "world"]);
  });
  test("[T2] it forgets the oldest beyond its capacity", () => {
    const hearing = createHearing(2);
    for (const turnId of ["a", "b", "c"]) hearing.keep(turn({ turnId }));
    expect(hearing.snapshot("p-1", 1).entries.map((e) => e.turnId)).toEqual(["b", "c"]);
  });
});
