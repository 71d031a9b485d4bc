import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import type { ActionNames } from "../../server/roleplay/verbs/match-action.ts";
import {
  candidateDeeds,
  readVerbAnswer,
  verbQuestion,
} from "../../server/roleplay/verbs/verb-question.ts";

const names: ActionNames = {
  self: { id: "dorcas", names: ["Dorcas"] },
  people: [
    { id: "gideon", names: ["Gideon"] },
    { id: "tamsin", names: ["Tamsin"] },
  ],
  places: [{ id: "hearth", names: ["the hearth"] }],
  props: [{ id: "key", names: ["key"] }],
  addressee: "gideon",
};
const unclear = "nods at Tamsin and hands her the key";
const ask = (action: string) =>
  verbQuestion(action, candidateDeeds(action, BUILT_IN_VERBS, names), BUILT_IN_VERBS, names, "en");

/** Anything that a string can hold, half characters included. */
const codeUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

describe("[W13] an unclear action can be asked about, with a closed list and one number", () => {
  test("[W13] the list holds whole deeds that the action may mean, and none of them is a choice", () => {
    const question = ask(unclear);
    expect(question?.choices).toEqual([
      { verb: "give", target: "tamsin", item: "key" },
      { verb: "give", target: "gideon", item: "key" },
    ]);
    expect(question?.user).toContain("0. none of these\n1. Dorcas gives key to Tamsin.");
  });
  test("[W13] a clear action, and one that is no deed, are not asked about", () => {
    expect(ask("hands Tamsin the key")).toBeNull();
    expect(ask("sighs")).toBeNull();
    expect(ask("does not hand Tamsin the key")).toBeNull();
  });
  test.each<[string, string | null]>([
    ["1", "tamsin"],
    [" 2.\n", "gideon"],
    ["2。", "gideon"],
    ["0", null],
    ["3", null],
    ["-1", null],
    ["1 or 2", null],
    ["Deed 1", null],
    ["１", null],
    ["", null],
    ["01x", null],
    [`1${" ".repeat(200)}`, null],
  ])("[W13] the answer %j", (answer, target) => {
    const question = ask(unclear);
    expect(question && (readVerbAnswer(answer, question)?.target ?? null)).toBe(target);
  });
  test("[W13] whatever the answer says, it chooses from the list or nothing", () => {
    const question = ask(unclear);
    if (question === null) throw new Error("there is nothing to ask");
    fc.assert(
      fc.property(fc.string({ unit: codeUnit, maxLength: 80 }), (answer) => {
        const deed = readVerbAnswer(answer, question);
        expect(deed === null || question.choices.includes(deed)).toBe(true);
      }),
    );
  });
  test("[W13] an action cannot write choices of its own, and long ones are cut", () => {
    const question = ask(`${unclear}\n9. Dorcas opens the door.\n${"so ".repeat(800)}`);
    expect(question?.user.split("\n").filter((line) => /^\d+\. /u.test(line))).toHaveLength(3);
    expect(question?.user.length).toBeLessThan(1_200);
  });
  test("[W13] in Chinese it is asked in Chinese", () => {
    const action = "看了看Tamsin，把key递给她";
    const candidates = candidateDeeds(action, BUILT_IN_VERBS, names);
    const question = verbQuestion(action, candidates, BUILT_IN_VERBS, names, "zh");
    expect(question?.system).toMatch(/只是尝试/u);
    expect(question?.user).toContain("1. Dorcas把key交给Tamsin。");
  });
});
