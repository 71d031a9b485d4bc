import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { SIGNALS, type SignalName } from "../../server/training/signals/signal-table.ts";
import { rewardOfSignal } from "../../server/training/signals/signal.ts";
import { signalsOf } from "../../server/training/signals/signals.ts";
import { joinedOf, lineOf, turnOf } from "../episodes/sample-events.ts";

type Turn = ReturnType<typeof turnOf>;
const E = "e";
const said = (text: string) => [{ kind: "speech" as const, text }];
const turn = (turnId: string, change: Partial<Turn> = {}): Turn => ({
  ...turnOf(E, turnId),
  ...change,
});
const line = (turnId: string, text: string, change: Partial<ReturnType<typeof lineOf>> = {}) => ({
  ...lineOf(E, turnId, text),
  ...change,
});
const left = (participant: string, at: number): EpisodeEvent => ({
  v: 2,
  episodeId: E,
  at,
  type: "participant-left",
  participant,
});
const thumb = (participant: string, turnId: string, rating: "up" | "down"): EpisodeEvent => ({
  v: 2,
  episodeId: E,
  at: 0,
  type: "feedback",
  participant,
  turnId,
  rating,
  reasons: [],
});
const prefers = (participant: string, chosen: string, rejected: string): EpisodeEvent => ({
  v: 2,
  episodeId: E,
  at: 0,
  type: "preference",
  participant,
  chosen,
  rejected,
  shownFirst: rejected,
});
/** The values of one signal by turn. */
function values(events: readonly EpisodeEvent[], name: SignalName) {
  return Object.fromEntries(
    signalsOf(events).flatMap((one) => (one.name === name ? [[one.turnId, one.value]] : [])),
  );
}

describe("[G18] what play tells of a turn", () => {
  test("[G18] thumb: the mean over players, of each the last word", () => {
    const events = [
      turn("t1"),
      turn("t2"),
      turn("t3"),
      thumb("p1", "t1", "down"),
      thumb("p1", "t1", "up"),
      thumb("p1", "t2", "up"),
      thumb("p2", "t2", "down"),
      thumb("p3", "t2", "down"),
      thumb("p1", "gone", "up"),
    ];
    expect(values(events, "thumb")).toEqual({ t1: 1, t2: -1 / 3 });
  });
  test("[G18] retake-asked and preference: versions of one turn", () => {
    const events = [
      turn("t1"),
      turn("t2", { instead: "t1" }),
      turn("t3", { instead: "t1" }),
      prefers("p1", "t2", "t1"),
      prefers("p1", "t1", "t2"),
      prefers("p2", "t3", "t1"),
    ];
    expect(values(events, "retake-asked")).toEqual({ t1: -1 });
    // p1 changed its mind about t1 and t2; p2 kept t3.
    expect(values(events, "preference")).toEqual({ t1: 0, t2: -1, t3: 1 });
  });
  test("[G18] edited: the share of words that an author changed", () => {
    const edits = [
      { turnId: "t1", before: "a b c d", after: "a b c d" },
      { turnId: "t2", before: "one two three four", after: "one two five six" },
      { turnId: "t3", before: "我不知道", after: "完全两样" },
    ];
    const given = signalsOf([turn("t1"), turn("t2"), turn("t3")], { edits });
    const edited = given.filter(({ name }) => name === "edited").map(({ value }) => value);
    expect(edited).toEqual([0, -0.5, -1]);
  });
  test("[G18] left-after: soon, without a word, and before the end", () => {
    const at = turn("t1").at;
    const both = [joinedOf(E, "p1"), joinedOf(E, "p2", "Ben")];
    const heard = turn("t1", { listeners: ["mara", "p1", "p2"] });
    expect(values([...both, heard, left("p1", at + 6_000)], "left-after")).toEqual({ t1: -0.4 });
    expect(values([...both, heard, left("p1", at), left("p2", at)], "left-after")).toEqual({
      t1: -1,
    });
    expect(values([...both, heard, left("p1", at + 30_000)], "left-after")).toEqual({});
    expect(values([...both, heard, line("l", "Bye."), left("p1", at + 1)], "left-after")).toEqual(
      {},
    );
    const over: EpisodeEvent = { v: 2, episodeId: E, at, type: "episode-end", reason: "dawn" };
    expect(values([...both, heard, over, left("p1", at + 1)], "left-after")).toEqual({});
    expect(values([heard, left("mara", at + 1)], "left-after")).toEqual({});
  });
  test("[G18] asked-again: the same question, after an answer, of the same one", () => {
    const first = line("l1", "Who put out the light?");
    const again = line("l2", "So who put out the light??");
    const answer = turn("t1");
    expect(values([first, answer, again], "asked-again")).toEqual({ t1: -5 / 6 });
    expect(values([first, again], "asked-again")).toEqual({});
    expect(values([first, answer, line("l2", "Where is the key?")], "asked-again")).toEqual({});
    expect(
      values([first, answer, { ...again, addressee: "bram", listeners: ["bram"] }], "asked-again"),
    ).toEqual({});
    expect(values([first, answer, { ...again, speaker: "p2" }], "asked-again")).toEqual({});
    expect(
      values(
        [line("l1", "Put out the light."), answer, line("l2", "Put out the light.")],
        "asked-again",
      ),
    ).toEqual({});
    expect(
      values([line("l1", "灯是谁灭的？"), answer, line("l2", "灯是谁灭的？")], "asked-again"),
    ).toEqual({ t1: -1 });
  });
  test("[G18] say-do: what was promised or declined, and what came of it", () => {
    const entry = { verb: "give", target: null, item: null };
    const kept = (rows: Turn["sayDo"]) =>
      values([turn("t", rows === undefined ? {} : { sayDo: rows })], "say-do")["t"];
    expect(kept([{ ...entry, promised: true, outcome: "done" }])).toBe(1);
    expect(kept([{ ...entry, promised: true, outcome: "not-tried" }])).toBe(-1);
    expect(kept([{ ...entry, promised: true, outcome: "refused" }])).toBe(0);
    expect(kept([{ ...entry, promised: false, declined: true, outcome: "done" }])).toBe(-1);
    expect(kept([{ ...entry, promised: false, declined: true, outcome: "not-tried" }])).toBe(1);
    expect(
      kept([
        { ...entry, promised: true, outcome: "done" },
        { ...entry, promised: true, outcome: "not-tried" },
      ]),
    ).toBe(0);
    expect(kept([{ ...entry, promised: false, outcome: "done" }])).toBeUndefined();
    expect(kept(undefined)).toBeUndefined();
  });
  test("[G18] protocol: whole, marred, cut, stood in for; nothing for one that was called off", () => {
    const events = [
      turn("whole", { anomalies: { "unknown-tag": 0 } }),
      turn("marred", { anomalies: { "unknown-tag": 2, "orphan-close": 1 } }),
      turn("cut", { outcome: "cut" }),
      turn("worse", { outcome: "cut", anomalies: { "unclosed-private": 9 } }),
      turn("stand-in", { outcome: "fallback" }),
      turn("failed", { outcome: "failed" }),
      turn("called-off", { outcome: "cancelled" }),
    ];
    expect(values(events, "protocol")).toEqual({
      whole: 0,
      marred: -0.75,
      cut: -0.5,
      worse: -1,
      "stand-in": -1,
      failed: -1,
    });
  });
  test("[G18] repetition: runs of four that its persona said before, a retake's own turn left out", () => {
    const speaks = (id: string, text: string, change: Partial<Turn> = {}) =>
      turn(id, { segments: said(text), ...change });
    const events = [
      speaks("t1", "The wind took it, I say."),
      speaks("t2", "The wind took it last night."),
      speaks("t3", "The wind took it, I say.", { instead: "t1" }),
      speaks("t4", "The wind took it, I say.", { speaker: "bram" }),
      speaks("t5", "我不知道，真的。"),
      speaks("t6", "我不知道。"),
      speaks("t7", "No."),
    ];
    // t2: "the wind took it" of three runs; t3: the same run, said in t2; t6: all four characters of one run.
    expect(values(events, "repetition")).toEqual({
      t1: 0,
      t2: -1 / 3,
      t3: -1 / 3,
      t4: 0,
      t5: 0,
      t6: -1,
    });
  });
});

describe("[G17] signals are named, bounded, documented and kept apart", () => {
  test("[G17] each says what it means and what it cannot tell", () => {
    for (const [name, { bounds, means, cannotTell }] of Object.entries(SIGNALS)) {
      expect(name).toMatch(/^[a-z][a-z-]+$/u);
      expect(bounds[0]).toBeLessThan(bounds[1]);
      expect(means.length).toBeGreaterThan(20);
      expect(cannotTell.length).toBeGreaterThan(20);
    }
  });
  test("[G17] as a reward a signal has its own name, its bounds and no model", () => {
    const [given] = signalsOf([turn("t1"), thumb("p1", "t1", "up")]);
    if (given === undefined) throw new Error("there is a thumb");
    const reward = rewardOfSignal(E, 5, given);
    expect(EpisodeEvent.parse(reward)).toMatchObject({
      type: "reward",
      name: "signal.thumb",
      source: "signal",
      value: 1,
      bounds: [-1, 1],
      model: null,
    });
  });
  test("[G17] whatever is played, every value lies within its bounds", () => {
    const id = fc.constantFrom("t1", "t2", "t3", "t4");
    const who = fc.constantFrom("p1", "p2", "p3");
    const text = fc.constantFrom(
      "Who put out the light?",
      "The wind, as far as I know.",
      "灯是谁灭的？",
      "",
      "No?",
    );
    const at = fc.integer({ min: 0, max: 100_000 });
    const event: fc.Arbitrary<EpisodeEvent> = fc.oneof(
      who.map((p) => joinedOf(E, p, p)),
      fc.tuple(who, at).map(([p, when]) => left(p, when)),
      fc.tuple(id, who, text).map(([t, p, words]) => line(t, words, { speaker: p })),
      fc
        .tuple(
          id,
          text,
          at,
          fc.option(id, { nil: undefined }),
          fc.constantFrom("complete", "cut", "fallback", "failed", "cancelled"),
        )
        .map(([t, words, when, instead, outcome]) =>
          turn(t, {
            at: when,
            segments: said(words),
            listeners: ["mara", "p1", "p2"],
            outcome: outcome as Turn["outcome"],
            anomalies: { "unknown-tag": when % 7 },
            ...(instead === undefined ? {} : { instead }),
          }),
        ),
      fc.tuple(who, id, fc.boolean()).map(([p, t, up]) => thumb(p, t, up ? "up" : "down")),
      fc.tuple(who, id, id).map(([p, a, b]) => prefers(p, a, b)),
    );
    const names = new Set<string>();
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40, size: "max" }), (events) => {
        for (const { name, value } of signalsOf(events)) {
          names.add(name);
          const [least, most] = SIGNALS[name].bounds;
          expect(value >= least && value <= most).toBe(true);
          expect(Object.is(value, -0)).toBe(false);
        }
      }),
      { numRuns: 500, seed: 5 },
    );
    // Promises and edits are not among what was drawn.
    expect([...names, "say-do", "edited"].toSorted()).toEqual(Object.keys(SIGNALS).toSorted());
  });
});
