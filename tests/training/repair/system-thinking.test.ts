import { expect, test } from "vitest";
import { draftIn, draftItem } from "../../../server/training/repair/thought-draft.ts";
import {
  lengthsFor,
  systemThinkingItems,
} from "../../../server/training/repair/system-thinking.ts";
import { dialogueOf, heard, own } from "./dialogues.ts";

const PLAN = "Mara holds the lamp and waits for Ilo to speak first. ".repeat(18).trim();
const FIRST = "I hold the lamp and wait for Ilo.";

const DIALOGUE = dialogueOf([
  heard("t1", "Ilo", "Evening."),
  own("t2", "Good evening.", "Mara stays calm."),
  own("t3", "A storm.", `The user is tired. ${"She watches him. ".repeat(10)}`.trim()),
  own("t4", "Sit.", FIRST),
  heard("t5", "Ilo", "Thanks."),
  own("t6", "Eat."),
]);

const answer = (thoughts: Record<string, string>) =>
  JSON.stringify({
    thoughts: Object.entries(thoughts).map(([id, thinking]) => ({ id, thinking })),
  });
const A = DIALOGUE.lines[2]!.systemThinking.replace("The user is", "Ilo looks");

test("[K22] what is right stays unasked; the rest is asked about by its own ids and types", () => {
  const { items, kept } = systemThinkingItems(DIALOGUE);
  expect(kept).toMatchObject([{ turn: "t2", outcome: "kept", after: "Mara stays calm." }]);
  expect(items).toHaveLength(1);
  const { asked } = JSON.parse(items[0]!.prompt.messages[0]!.content);
  expect(asked).toMatchObject([
    { id: "t3", type: "A", length: lengthsFor("A", DIALOGUE.lines[2]!.systemThinking) },
    { id: "t4", type: "B", length: [800, 1500] },
    { id: "t6", type: "C", length: [800, 1500], thinking: "" },
  ]);
});

test("[K22] rewrites that hold are taken by id, in whatever order they come", () => {
  const [item] = systemThinkingItems(DIALOGUE).items;
  const read = item!.read(answer({ t6: PLAN, t3: A, t4: `${PLAN} Now.` }));
  expect(read.problems).toEqual([]);
  expect(read.rows).toMatchObject([
    { turn: "t3", outcome: "changed", after: A, details: { type: "A" } },
    { turn: "t4", outcome: "changed", before: FIRST, after: `${PLAN} Now.` },
    { turn: "t6", outcome: "changed", before: "", after: PLAN, details: { type: "C" } },
  ]);
});

test.each([
  ["length", { t3: "Too short." }],
  ["length", { t3: `${A}${A}` }],
  ["length", { t4: "Mara waits." }],
  ["length", { t6: PLAN + PLAN }],
  ["says-user", { t6: PLAN.replace("Ilo", "the user") }],
  ["first-person", { t4: PLAN.replace("Mara holds", "I hold") }],
  ["holds-tags", { t6: PLAN.replace("Mara", "</system_thinking>Mara") }],
  ["holds-tags", { t6: PLAN.replace("Mara", "<|im_end|>Mara") }],
])("[K22] a rewrite is caught: %s (%#)", (why, bad) => {
  const [item] = systemThinkingItems(DIALOGUE).items;
  const read = item!.read(answer({ t3: A, t4: PLAN, t6: PLAN, ...bad }));
  const [turn] = Object.keys(bad);
  expect(read.problems).toHaveLength(1);
  const left = read.rows?.filter(({ outcome }) => outcome === "left");
  expect(left).toMatchObject([{ turn, why }]);
  expect(left?.[0]?.after).toBe(left?.[0]?.before);
});

test.each<Record<string, string>>([
  { t3: A, t4: PLAN },
  { t3: A, t4: PLAN, t6: PLAN, t7: PLAN },
  { t3: A, t4: PLAN, t2: PLAN },
])("[K22] another count or other ids than asked for are no answer (%#)", (thoughts) => {
  const [item] = systemThinkingItems(DIALOGUE).items;
  expect(item!.read(answer(thoughts))).toMatchObject({ rows: null, why: "wrong-ids" });
  expect(
    item!.left("wrong-ids").map(({ turn, before, after }) => [turn, before === after]),
  ).toEqual([
    ["t3", true],
    ["t4", true],
    ["t6", true],
  ]);
});

test("[K23] the turn itself is never taken for its thinking", () => {
  const said = "The lamp is out and the boats are late again tonight. ".repeat(17).trim();
  const dialogue = dialogueOf([own("t1", said)]);
  const [item] = systemThinkingItems(dialogue).items;
  expect(item!.read(answer({ t1: said })).rows).toMatchObject([{ why: "is-the-turn" }]);
});

test.each([
  ["<system_thinking>Mara waits.</system_thinking>Mara: Sit.", "Mara waits."],
  ["<think>Mara waits.</think>Sit.", "Mara waits."],
  ["Mara waits.</thinking>Sit.", "Mara waits."],
  ["Mara waits.</thinker>Sit.", "Mara waits."],
  ["<thought>Mara waits.</thought>Sit.", "Mara waits."],
  ["<think>hm</think><system_thinking>Mara waits.</system_thinking>Sit.", "Mara waits."],
  ["Mara: Sit.", null],
  ["<role_thinking>He is tired</role_thinking>Sit.", null],
  ["<system_thinking>Mara waits. Sit.", null],
  ["<system_thinking></system_thinking>Sit.", null],
  ["", null],
] as const)("[K23] the draft in %j is %j", (text, draft) => {
  expect(draftIn(text)).toBe(draft);
});

test("[K23] a draft knows no line after its turn, and not the turn", () => {
  const turn = DIALOGUE.lines[3]!;
  const item = draftItem(DIALOGUE, turn);
  const content = item.prompt.messages[0]!.content;
  expect(content).toContain("A storm.");
  for (const later of ["Sit.", "Thanks.", "Eat."]) expect(content).not.toContain(later);
  expect(item.read("<think>Sit.</think>Sit.")).toMatchObject({ rows: null, why: "no-thinking" });
});

test("[K23] a draft is rewritten by the rules of type B, and stands in the row", () => {
  const drafts = new Map([["t6", "Mara wants him to eat."]]);
  const [item] = systemThinkingItems(DIALOGUE, drafts).items;
  const { asked } = JSON.parse(item!.prompt.messages[0]!.content);
  expect(asked[2]).toMatchObject({ id: "t6", type: "B", thinking: "Mara wants him to eat." });
  const read = item!.read(answer({ t3: A, t4: PLAN, t6: PLAN }));
  expect(read.rows?.[2]?.details).toMatchObject({ drafted: true, draft: "Mara wants him to eat." });
});
