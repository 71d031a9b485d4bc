import { expect, test } from "vitest";
import { writeHerLine } from "../../../server/training/repair/her-line.ts";
import { swapVerdict } from "../../../server/training/repair/swap-rules.ts";
import { segmentsOf } from "./dialogues.ts";

const T = (text: string) => `<role_thinking>${text}</role_thinking>`;
const A = (text: string) => `<role_action>${text}</role_action>`;

test.each([
  [
    `${T("A storm for certain")}${A("nods slowly")}Good evening.`,
    `${A("nods slowly")}${T("A storm for certain")}Good evening.`,
  ],
  [
    `${A("shrugs")}${T("He smells of salt and lies")}Come in.`,
    `${T("He smells of salt and lies")}${A("shrugs")}Come in.`,
  ],
  [
    `${T("A glimmer of hope!")}${A("nodding vigorously")}`,
    `${A("nodding vigorously")}${T("A glimmer of hope!")}`,
  ],
  [`${T("Poor fool")}${A("blushes")}Sit.`, `${A("blushes")}${T("Poor fool")}Sit.`],
  [
    `Come in.${T("Poor fool")}${A("tilts her head")}`,
    `Come in.${A("tilts her head")}${T("Poor fool")}`,
  ],
  [`${T("好大的风")}${A("点了点头")}进来吧。`, `${A("点了点头")}${T("好大的风")}进来吧。`],
] as const)("[K24] scheme A swaps %j", (before, after) => {
  const verdict = swapVerdict(segmentsOf(before));
  expect(verdict.swap && writeHerLine(verdict.segments)).toBe(after);
});

test.each([
  ["Come in.", "no-pair"],
  [`${T("A storm")}Come in.${A("nods")}`, "no-pair"],
  [`${T("A storm")}${A("opens the door")}`, "not-small"],
  [`${T("A storm")}${A("nods and hands him the key")}`, "not-small"],
  [`${T("A storm")}${A("nods to Ilo")}`, "not-small"],
  [`${T("A storm")}${A("looks at Ilo sadly")}`, "not-small"],
  [`${T("A storm")}${A("nodding and smiling")}`, "not-small"],
  [`${T("A storm")}${A("closes her eyes, but then opens them")}`, "not-small"],
  [`${T("A storm")}${A("smiles, then draws a knife")}`, "not-small"],
  [`${T("I'll send him away")}${A("nods")}`, "plans"],
  [`${T("I will send him away")}${A("nods")}`, "plans"],
  [`${T("I need to sit")}${A("sighs")}`, "plans"],
  [`${T("I must be careful")}${A("nods")}`, "plans"],
  [`${T("I should go")}${A("nods")}`, "plans"],
  [`${T("我得小心")}${A("点了点头")}`, "plans"],
  [`${T("A nod costs nothing")}${A("nods")}`, "explains"],
  [`${T("Smiling costs nothing")}${A("smiles")}`, "explains"],
  [`${T("He is a guest, so be kind")}${A("nods")}`, "explains"],
  [`${T("头好痛")}${A("摇了摇头")}`, "explains"],
  [`${A("sighs")}${T("That felt good")}`, "depends"],
  [`${A("rubs her neck")}${T("Still sore")}`, "depends"],
  [`${T("他终于来了")}${A("点了点头")}`, "depends"],
  [`${T("A storm")}${A("nods")}${T("Poor fool")}`, "same-tags"],
] as const)("[K24] scheme A leaves %j: %s", (text, why) => {
  expect(swapVerdict(segmentsOf(text))).toEqual({ swap: false, why });
});
