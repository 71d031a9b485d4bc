import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readHerLine, writeHerLine } from "../../../server/training/repair/her-line.ts";
import type { RepairItem } from "../../../server/training/repair/repair-item.ts";
import { repairPlan } from "../../../server/training/repair/repair-plan.ts";
import { draftItem } from "../../../server/training/repair/thought-draft.ts";
import { dialogueOf, heard, own } from "./dialogues.ts";

const T = (text: string) => `<role_thinking>${text}</role_thinking>`;
const LONG = T(`${"The wind turns to the north and the boats are late, ".repeat(3)}so wait`);
const TURN = own("t2", `${LONG}<role_action>sets down the lamp</role_action>Sit.`);
const DIALOGUE = dialogueOf([heard("t1", "Ilo", "Evening."), TURN]);
const ITEMS: readonly RepairItem[] = [
  draftItem(DIALOGUE, TURN),
  ...(["role-thinking", "system-thinking", "reorder", "settings"] as const).flatMap(
    (task) => repairPlan(task, [DIALOGUE]).items,
  ),
];

/** Texts that look like answers, with pieces that a reader may fall over. */
const PIECES =
  "<role_thinking>~</role_thinking>~<role_action>~</role_action>~<system_thinking>~</think>~<|im_end|>~```json\n~```~\u0000~Sit.~t2~sets down the lamp";
const piece = fc.constantFrom(...PIECES.split("~"));
const text = fc
  .array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 12 })), { maxLength: 12 })
  .map((parts) => parts.join(""));
const entry = fc.record(
  { id: fc.constantFrom("t1", "t2", "__proto__"), text, thinking: text, notes: text },
  { requiredKeys: ["id"] },
);
const fact = fc.record({
  field: fc.constantFrom("profile", "known", "constructor"),
  fact: text,
  line: fc.constantFrom("t1", "t2", "toString"),
  quote: text,
});
const answer = fc.oneof(
  text,
  fc.json(),
  fc.record({ turns: fc.array(entry, { maxLength: 3 }) }).map((one) => JSON.stringify(one)),
  fc.record({ thoughts: fc.array(entry, { maxLength: 3 }) }).map((one) => JSON.stringify(one)),
  fc.record({ facts: fc.array(fact, { maxLength: 3 }) }).map((one) => JSON.stringify(one)),
  text.map((one) => JSON.stringify({ id: "t2", text: one })),
);

test("[K26] all tasks are tried here", () => {
  expect(new Set(ITEMS.map(({ edition }) => edition.split("/")[0]))).toEqual(
    new Set(["thought-draft", "role-thinking", "system-thinking", "spread-thought", "settings"]),
  );
});

test("[K26] whatever a writer answers is read without a throw, and changes no visible word", () => {
  fc.assert(
    fc.property(answer, (given) => {
      for (const item of ITEMS) {
        const { rows, why, problems } = item.read(given);
        if (rows === null) {
          expect(why).toBeDefined();
          expect(problems).not.toEqual([]);
          continue;
        }
        if (!/^(?:role-thinking|spread-thought)/.test(item.edition)) continue;
        for (const { after } of rows) {
          const read = readHerLine(after);
          if (!read.ok) throw new Error(read.problem);
          const visible = read.segments.filter(({ kind }) => kind !== "role-thinking");
          expect(writeHerLine(visible)).toBe("<role_action>sets down the lamp</role_action>Sit.");
        }
      }
    }),
    { numRuns: 2_000, seed: 5 },
  );
});
