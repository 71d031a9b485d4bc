import { describe, expect, test } from "vitest";
import { shownOf } from "../../client/plugin/talk.ts";
import { PACES, SpeechPace } from "../../client/speech-pace.ts";
import { EMPTY_TRANSCRIPT, type Transcript } from "../../client/transcript.ts";
import type { TranscriptEntry } from "../../shared/protocol.ts";

const turn = (more: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
  turnId: "a",
  speaker: "mara",
  name: "Mara",
  kind: "persona",
  addressee: null,
  whisper: false,
  segments: [
    { kind: "action", text: "nods" },
    { kind: "speech", text: " Aye, sit down." },
  ],
  state: "complete",
  gesture: "turns the glass",
  ...more,
});
const holding = (...entries: TranscriptEntry[]): Transcript => ({ ...EMPTY_TRANSCRIPT, entries });
const texts = (pace: SpeechPace, entry: TranscriptEntry) =>
  pace.shown(entry).map(({ text }) => text);

describe("the pace of words", () => {
  test("[C5] letters appear in order, with a rest between two segments", () => {
    const pace = new SpeechPace({ letters: 10, rest: 500 });
    const entry = turn();
    const held = holding(entry);
    pace.tick(held, 0);
    expect(texts(pace, entry)).toEqual([]);
    pace.tick(held, 200);
    expect(texts(pace, entry)).toEqual(["no"]);
    pace.tick(held, 200);
    expect(texts(pace, entry)).toEqual(["nods"]);
    pace.tick(held, 499);
    expect(texts(pace, entry)).toEqual(["nods"]);
    pace.tick(held, 401);
    expect(texts(pace, entry)).toEqual(["nods", "Aye"]);
    pace.tick(held, 5000);
    expect(texts(pace, entry)).toEqual(["nods", "Aye, sit down."]);
    expect(pace.appearing("a")).toBe(false);
  });

  test("[C5] at once means at once", () => {
    const pace = new SpeechPace(PACES.instant);
    const entry = turn();
    pace.tick(holding(entry), 1);
    expect(texts(pace, entry)).toEqual(["nods", "Aye, sit down."]);
    expect(pace.appearing("a")).toBe(false);
  });

  test("[C5] all that has arrived can be shown at once, and only that", () => {
    const pace = new SpeechPace({ letters: 10, rest: 500 });
    const half = turn({ state: "open", segments: [{ kind: "speech", text: "Aye, sit" }] });
    pace.tick(holding(half), 100);
    expect(pace.skip(holding(half))).toBe(true);
    expect(texts(pace, half)).toEqual(["Aye, sit"]);
    expect(pace.skip(holding(half))).toBe(false);
    const more = turn({ state: "open", segments: [{ kind: "speech", text: "Aye, sit down." }] });
    expect(texts(pace, more)).toEqual(["Aye, sit"]);
  });

  test("[C5] a character of two halves is never cut", () => {
    const pace = new SpeechPace({ letters: 1, rest: 0 });
    const entry = turn({ segments: [{ kind: "speech", text: "𠮷好" }] });
    pace.tick(holding(entry), 1000);
    expect(texts(pace, entry)).toEqual(["𠮷"]);
  });

  test("[C6] what was heard before and what players say appears at once", () => {
    const pace = new SpeechPace({ letters: 1, rest: 0 });
    const before = turn();
    pace.catchUp(holding(before));
    expect(texts(pace, before)).toEqual(["nods", "Aye, sit down."]);
    const said = turn({ turnId: "b", kind: "player", speaker: "p-1" });
    pace.tick(holding(before, said), 1);
    expect(texts(pace, said)).toEqual(["nods", "Aye, sit down."]);
    expect(pace.appearing("b")).toBe(false);
  });

  test("[C3] a retracted segment leaves no gap and stops nothing", () => {
    const pace = new SpeechPace({ letters: 10, rest: 0 });
    const entry = turn({
      segments: [{ kind: "speech", text: "One." }, null, { kind: "speech", text: "Two." }],
    });
    pace.tick(holding(entry), 10_000);
    expect(texts(pace, entry)).toEqual(["One.", "Two."]);
    expect(pace.appearing("a")).toBe(false);
  });
});

describe("what hangs over a head", () => {
  test("[C8] an action carries its mark from its first letter on", () => {
    const pace = new SpeechPace({ letters: 10, rest: 500 });
    const entry = turn();
    pace.tick(holding(entry), 200);
    expect(shownOf(entry, pace, 0)).toEqual({ kind: "action", whole: "*nods*", letters: 3 });
    pace.skip(holding(entry));
    expect(shownOf(entry, pace, 0)?.kind).toBe("speech");
  });

  test("[C9] a turn without a word shows the waiting gesture, then nothing", () => {
    const pace = new SpeechPace();
    const waiting = turn({ segments: [], state: "open" });
    pace.tick(holding(waiting), 16);
    const shown = shownOf(waiting, pace, 0);
    expect(shown?.kind).toBe("action");
    expect(shown?.whole.slice(0, shown.letters)).toBe("*turns the glass* .");
    expect(shownOf(turn({ segments: [], state: "failed" }), pace, 0)).toBeNull();
  });

  test("[C8] a whisper is a kind of its own", () => {
    const pace = new SpeechPace(PACES.instant);
    const entry = turn({ whisper: true });
    pace.tick(holding(entry), 1);
    expect(shownOf(entry, pace, 0)?.kind).toBe("whisper");
  });
});
