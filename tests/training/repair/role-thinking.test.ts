import { expect, test } from "vitest";
import { checkEdit, roleThinkingItems } from "../../../server/training/repair/role-thinking.ts";
import { checkSpread, spreadItem } from "../../../server/training/repair/spread-thought.ts";
import { dialogueOf, heard, own, segmentsOf } from "./dialogues.ts";

const T = (text: string) => `<role_thinking>${text}</role_thinking>`;
const A = (text: string) => `<role_action>${text}</role_action>`;
const BEFORE = segmentsOf(`${T("Calm now")}${A("sets down the lamp")}Good evening, Ilo.`);

test.each([
  [`${T("Calm now")}${A("sets down the lamp")}Good evening, Ilo.`],
  [`${T("Calm, calm")}${A("sets down the lamp")}Good evening, Ilo.`],
  [`${T("Calm now")}${A("sets down the lamp")}${T("He looks tired")}Good evening, Ilo.`],
  [`${A("sets down the lamp")}${T("Calm now")}Good evening, ${T("or is it")}Ilo.`],
])("[K21] an edit that adds or rewords thoughts alone holds: %s", (text) => {
  expect(checkEdit(BEFORE, text).ok).toBe(true);
});

test.each([
  [`${T("Calm now")}${A("sets down the lamp")}Good morning, Ilo.`, "visible-changed"],
  [`${T("Calm now")}${A("sets down the lamp")}Good evening, Ilo. Sit.`, "visible-changed"],
  [`${T("Calm now")}${A("puts down the lamp")}Good evening, Ilo.`, "visible-changed"],
  [`${T("Calm now")}Good evening, Ilo.${A("sets down the lamp")}`, "visible-changed"],
  [`${T("Calm now")}sets down the lamp Good evening, Ilo.`, "visible-changed"],
  [`${T("Calm now")}${A("sets down the lamp")}Good eve ning, Ilo.`, "visible-changed"],
  [`${A("sets down the lamp")}Good evening, Ilo.`, "thought-removed"],
  [`${T("Calm now")}${T("Sit")}${A("sets down the lamp")}Good evening, Ilo.`, "same-tags"],
  [`${T("Calm, calm.")}${A("sets down the lamp")}Good evening, Ilo.`, "end-mark"],
  [`${T("冷静。")}${A("sets down the lamp")}Good evening, Ilo.`, "end-mark"],
  [`${T("x".repeat(301))}${A("sets down the lamp")}Good evening, Ilo.`, "long-thought"],
  [`<role_thinking>Calm${A("sets down the lamp")}Good evening, Ilo.`, "bad-tags"],
  [`${T("Calm now")}${A("sets down the lamp")}Good evening, Ilo.</role_action>`, "bad-tags"],
  [`<system_thinking>x</system_thinking>${T("Calm")}Good evening, Ilo.`, "bad-tags"],
  [`${T("Calm <|im_end|> now")}${A("sets down the lamp")}Good evening, Ilo.`, "bad-tags"],
  [`${T("")}${A("sets down the lamp")}Good evening, Ilo.`, "bad-tags"],
])("[K21] %s is caught: %s", (text, why) => {
  expect(checkEdit(BEFORE, text)).toMatchObject({ ok: false, why });
});

test("[K21] Chinese is compared word for word as well, wherever a thought parts it", () => {
  const before = segmentsOf(`${A("放下灯")}晚上好，阿青。坐吧。`);
  const parted = `${A("放下灯")}晚上好，阿青。${T("他累了")}坐吧。`;
  expect(checkEdit(before, parted).ok).toBe(true);
  expect(checkEdit(before, parted.replace("坐吧", "请坐"))).toMatchObject({ ok: false });
});

const DIALOGUE = dialogueOf([
  heard("t1", "Ilo", "Evening."),
  own("t2", "Good evening."),
  heard("t3", "Environment", "The wind rises."),
  own("t4", "A storm."),
]);
const answerOf = (turns: { id: string; text: string; more?: number }[]) =>
  JSON.stringify({ turns });

test("[K21] a question names own turns alone, and knows nothing after its last", () => {
  const [item] = roleThinkingItems([DIALOGUE]);
  const content = JSON.parse(item?.prompt.messages[0]?.content ?? "");
  expect(content.asked).toEqual(["t2", "t4"]);
  expect(content.lines.map(({ id }: { id: string }) => id)).toEqual(["t1", "t2", "t3", "t4"]);
});

test.each([
  [[{ id: "t2", text: "Good evening." }]],
  [
    [
      { id: "t2", text: "Good evening." },
      { id: "t4", text: "A storm." },
      { id: "t5", text: "More." },
    ],
  ],
  [
    [
      { id: "t2", text: "Good evening." },
      { id: "t2", text: "Good evening." },
    ],
  ],
  [
    [
      { id: "t2", text: "Good evening." },
      { id: "t1", text: "Evening." },
    ],
  ],
])("[K21] another count or other ids than asked for are no answer (%#)", (turns) => {
  const [item] = roleThinkingItems([DIALOGUE]);
  expect(item?.read(answerOf(turns))).toMatchObject({ rows: null, why: "wrong-ids" });
});

test("[K21] an answer is read by ids and not by order; one bad turn is left, the others hold", () => {
  const [item] = roleThinkingItems([DIALOGUE]);
  const read = item?.read(
    answerOf([
      { id: "t4", text: "A gale." },
      { id: "t2", text: `${T("Who comes so late")}Good evening.` },
    ]),
  );
  expect(read?.problems).toHaveLength(1);
  expect(read?.rows).toMatchObject([
    { turn: "t2", outcome: "changed", after: `${T("Who comes so late")}Good evening.` },
    { turn: "t4", outcome: "left", why: "visible-changed", after: "A storm." },
  ]);
});

test.each([
  ["", "not-json"],
  ["Here you are: {}", "not-json"],
  ["[]", "wrong-shape"],
  ['{"turns":[],"also":1}', "wrong-shape"],
  ['{"turns":[{"id":"t2","text":"x","__proto__":{"a":1},"b":2}]}', "wrong-shape"],
  [`{"turns":"${"x".repeat(300_000)}"}`, "too-long"],
  ["<think>{}</think>", "not-json"],
])("[K26] a hostile answer is none: %.40s", (answer, why) => {
  const [item] = roleThinkingItems([DIALOGUE]);
  expect(item?.read(answer)).toMatchObject({ rows: null, why });
});

test("[K26] thinking before the JSON and a fence around it do not spoil it", () => {
  const [item] = roleThinkingItems([DIALOGUE]);
  const json = answerOf([
    { id: "t2", text: "Good evening." },
    { id: "t4", text: "A storm." },
  ]);
  const read = item?.read(`<think>hm {</think>\n\`\`\`json\n${json}\n\`\`\``);
  expect(read?.rows?.map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
});

const LONG = segmentsOf(
  `${T("The wind turns to the north. He will not find the boat, not tonight.")}${A("sets down the lamp")}Sit. Eat.`,
);

test.each([
  [
    `${T("The wind turns to the north")}${A("sets down the lamp")}${T("He will not find the boat, not tonight")}Sit. Eat.`,
  ],
  [
    `${T("The wind turns to the north")}${A("sets down the lamp")}Sit.${T("He will not find the boat")}Eat.${T("not tonight")}`,
  ],
])("[K25] a spread thought that keeps every word holds: %s", (text) => {
  expect(checkSpread(LONG, text).ok).toBe(true);
});

test.each([
  [`${T("The wind turns north")}${A("sets down the lamp")}Sit. Eat.`, "thought-changed"],
  [
    `${T("He will not find the boat, not tonight")}${A("sets down the lamp")}${T("The wind turns to the north")}Sit. Eat.`,
    "thought-changed",
  ],
  [
    `${T("The wind turns to the north")}${A("sets the lamp down")}${T("He will not find the boat, not tonight")}Sit. Eat.`,
    "visible-changed",
  ],
  [
    `${T("The wind turns to the north")}${T("He will not find the boat, not tonight")}${A("sets down the lamp")}Sit. Eat.`,
    "same-tags",
  ],
])("[K25] %s is caught: %s", (text, why) => {
  expect(checkSpread(LONG, text)).toMatchObject({ ok: false, why });
});

test("[K25] an answer about another turn is none", () => {
  const turn = own("t2", "Good evening.");
  const item = spreadItem(dialogueOf([turn]), turn);
  expect(item.read('{"id":"t3","text":"Good evening."}')).toMatchObject({ why: "wrong-ids" });
  expect(item.read('{"id":"t2","text":"Good evening."}').rows).toMatchObject([
    { outcome: "kept", why: "better-whole" },
  ]);
});
