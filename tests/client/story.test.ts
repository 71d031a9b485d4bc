import { expect, test } from "vitest";
import { EMPTY_STORY, reduceStory } from "../../client/story.ts";
import {
  PROTOCOL_VERSION,
  type JournalEntry,
  type SceneEvent,
  type Snapshot,
  type StoryView,
} from "../../shared/protocol.ts";

const page = (id: string, en: string): JournalEntry => ({
  id,
  at: 1000,
  kind: "finding",
  text: { en, zh: en },
  source: null,
  answers: ["who"],
});
const journal = (seq: number, entry: JournalEntry): SceneEvent => ({ type: "journal", seq, entry });
const grant = (seq: number, persona: string, ms: number): SceneEvent => ({
  type: "mind-grant",
  seq,
  persona,
  ms,
});
const told = (events: readonly SceneEvent[], from: StoryView | null = null) =>
  events.reduce<StoryView | null>(reduceStory, from);

test("[U4] what is found out is kept in order, and a page written again is the newest", () => {
  const held = told([
    journal(1, page("case", "The case is empty.")),
    journal(2, page("key", "Mara has the key.")),
    journal(3, page("case", "The case was never full.")),
  ]);
  expect(held?.journal.map(({ text }) => text.en)).toEqual([
    "Mara has the key.",
    "The case was never full.",
  ]);
});

test("[U4] the goal, the lines one might say and the ending are what was told last", () => {
  const held = told([
    { type: "goal", seq: 1, questions: [] },
    {
      type: "goal",
      seq: 2,
      questions: [{ id: "who", ask: { en: "Who?", zh: "谁？" }, state: "partly" }],
    },
    { type: "suggestions", seq: 3, lines: [{ text: "Where were you?", to: "mara" }] },
    {
      type: "ending",
      seq: 4,
      id: "truth",
      title: { en: "Truth", zh: "真相" },
      text: { en: "It is out.", zh: "真相大白。" },
    },
  ]);
  expect(held?.questions[0]?.state).toBe("partly");
  expect(held?.suggestions).toEqual([{ text: "Where were you?", to: "mara" }]);
  expect(held?.ending?.id).toBe("truth");
});

test("[U4] a view of a mind lasts until the server ends it", () => {
  const held = told([grant(1, "mara", 60_000), grant(2, "ilan", 30_000), grant(3, "mara", 45_000)]);
  expect(held?.minds).toEqual([
    { persona: "ilan", ms: 30_000 },
    { persona: "mara", ms: 45_000 },
  ]);
  expect(told([grant(4, "mara", 0)], held)?.minds).toEqual([{ persona: "ilan", ms: 30_000 }]);
});

test("[U4] talk changes nothing of the story, and no talk makes a story where there is none", () => {
  const end: SceneEvent = {
    type: "turn-end",
    seq: 1,
    turnId: "t",
    outcome: "complete",
    logged: true,
  };
  expect(told([end])).toBe(null);
  expect(told([end], EMPTY_STORY)).toBe(EMPTY_STORY);
});

test("[U4] a snapshot replaces everything; one without a story says that there is none", () => {
  const snapshot: Snapshot = { version: PROTOCOL_VERSION, seq: 9, you: "p-1", entries: [] };
  const held = told([journal(1, page("case", "The case is empty."))]);
  expect(reduceStory(held, { ...snapshot, story: EMPTY_STORY })).toBe(EMPTY_STORY);
  expect(reduceStory(held, snapshot)).toBe(null);
});
