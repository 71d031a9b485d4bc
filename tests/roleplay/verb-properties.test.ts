import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { matchAction, type ActionNames } from "../../server/roleplay/verbs/match-action.ts";
import { candidateDeeds } from "../../server/roleplay/verbs/verb-question.ts";

const names: ActionNames = {
  self: { id: "self", names: ["Dorcas"] },
  people: [{ id: "gideon", names: ["Gideon", "吉迪恩", "G."] }],
  places: [{ id: "hearth", names: ["the hearth", "炉边", "("] }],
  props: [
    { id: "letter", names: ["letter", "信", "(a+)+$", "[", "\\"] },
    { id: "case", names: ["the leather case", "箱子", "🧳", "\u{E000}"] },
  ],
  addressee: "gideon",
};
const ids = new Set(["gideon", "hearth", "letter", "case"]);
const WORDS = [
  "the a her it to and then but of with as if not does watches hands takes letter case Gideon hearth opens goes",
  ", . ( “ ' … 把 信 递给 给 吉迪恩 走到 炉边 没 看着 ， 的 \u{1F600} \u202E \u0301 \uD800",
].flatMap((line) => line.split(" "));
WORDS.push("picks up", "sits down");

function fits(action: string, scene = names): void {
  const { deeds, gesture, unclear } = matchAction(action, BUILT_IN_VERBS, scene);
  expect(deeds.length).toBeLessThanOrEqual(32);
  expect(typeof unclear).toBe("boolean");
  expect(gesture === null || typeof gesture === "string").toBe(true);
  for (const { verb, target, item } of deeds) {
    const known = BUILT_IN_VERBS.find(({ id }) => id === verb);
    expect(known).toBeDefined();
    expect(target === null || ids.has(target)).toBe(true);
    expect(item === null || item === "letter" || item === "case").toBe(true);
    expect(item === null).toBe(known?.item !== true);
    if (known?.target === "person") expect(target).toBe("gideon");
    if (known?.target === "prop" && !known.alone) expect(["letter", "case"]).toContain(target);
  }
}

/** Anything that a string can hold, half characters included. */
const codeUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

describe("[W14] any text is read, and what comes of it is of the scene", () => {
  test("[W14] whatever characters it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: codeUnit, maxLength: 400 }), (action) => fits(action)),
      { numRuns: 300 },
    );
  });
  test("[W14] whatever order words of verbs, names and clauses have", () => {
    const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.constantFrom(" ", ""), (words, between) => fits(words.join(between))),
      { numRuns: 500 },
    );
  });
  test("[W14] candidates are whole deeds of the scene, and few", () => {
    const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 });
    fc.assert(
      fc.property(text, (words) => {
        const candidates = candidateDeeds(words.join(" "), BUILT_IN_VERBS, names);
        expect(candidates.length).toBeLessThanOrEqual(8);
        for (const { verb, target, item } of candidates) {
          const known = BUILT_IN_VERBS.find(({ id }) => id === verb);
          if (known?.target !== "none" && known?.alone === false) expect(target).not.toBeNull();
          expect(item === null).toBe(known?.item !== true);
        }
      }),
      { numRuns: 200 },
    );
  });
  test.each([
    ["one endless word", "a".repeat(10_000)],
    ["one endless verb", `takes ${"x".repeat(10_000)} letter`],
    ["takes the letter without end", "takes the letter and ".repeat(500)],
    ["commas", "takes,".repeat(2_000)],
    ["brackets", "(((((((".repeat(1_500)],
    ["hyphens", "take-".repeat(2_000)],
    ["apostrophes", "'s'".repeat(3_000)],
    ["open quotation marks", `"'“‘`.repeat(2_500)],
    ["pronouns", "hands it to him and her ".repeat(400)],
    ["marks on one letter", `a${"\u0301".repeat(9_000)}`],
    ["把", "把".repeat(9_000)],
    ["把信给", "把信给吉迪恩".repeat(1_500)],
    ["的", `拿起${"的".repeat(9_000)}信`],
    ["地", `${"慢慢地".repeat(3_000)}拿起信`],
    ["了", `${"抖了抖".repeat(3_000)}拿起信`],
    ["从", `${"从在".repeat(4_000)}拿起信`],
    ["names", "信".repeat(9_000)],
    ["signs of its own", "拿起\u{E000}\u{E001}\u{F8FF}"],
    ["half characters", "拿起\uD83D信\uDE00 takes \uD800 the letter"],
  ])("[W14] %s", (_, action) => {
    fits(action);
  });
  test("[W14] a clause that reaches beyond what is read does nothing, since its end may undo it", () => {
    const before = "sighs, ".repeat(170);
    const deeds = (action: string) => matchAction(action, BUILT_IN_VERBS, names).deeds.length;
    expect(deeds(`${"sighs, ".repeat(10)}picks up the letter`)).toBe(1);
    expect(deeds(`${before}picks up the letter opener from the shelf`)).toBe(0);
    expect(deeds(`picks up the letter, ${before}${before}opens the case`)).toBe(1);
  });
});
