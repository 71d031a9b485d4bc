import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { defineVerb } from "../../server/roleplay/verbs/define-verb.ts";
import type { VerbInput } from "../../server/roleplay/verbs/verb.ts";

const ring: VerbInput = {
  id: "ring-bell",
  label: { en: "Ring", zh: "敲响" },
  target: "prop",
  words: { en: ["ring"] },
  phrases: { done: "{actor} rings {target}.", refused: "{actor} does not ring {target}." },
};

describe("[W12] a verb is declared once, and a wrong one is told in words", () => {
  test("[W12] what is left out is filled in", () => {
    expect(defineVerb(ring)).toMatchObject({
      target: "prop",
      item: false,
      alone: false,
      words: { en: ["ring"], zh: [] },
      needs: [],
      effect: "none",
      gesture: null,
      who: "everyone",
    });
  });
  test.each<[string, object, RegExp]>([
    ["an id with spaces", { id: "ring the bell" }, /without an id cannot be used: id/u],
    ["no phrases", { phrases: undefined }, /'ring-bell' cannot be used: phrases: found nothing/u],
    ["an unknown key", { worde: {} }, /worde/u],
    ["an unknown effect", { effect: "explode" }, /effect/u],
    ["no words", { words: {} }, /it has no words, so no persona can mean it/u],
    ["two places", { words: { en: ["put … on …"] } }, /more than one …/u],
    [
      "a place for nothing",
      { target: "none", words: { en: ["ring …"] } },
      /has a place for a thing/u,
    ],
    ["Chinese among English", { words: { en: ["敲响"] } }, /base form in letters/u],
    ["English among Chinese", { words: { zh: ["ring"] } }, /verb in Chinese characters/u],
    ["an unknown blank", { phrases: { done: "{who} rings.", refused: "No." } }, /\{who\}/u],
    ["an item it lacks", { phrases: { done: "{item} rings.", refused: "No." } }, /item: true/u],
    ["handing over nothing", { effect: "hand-over" }, /item: true/u],
  ])("[W12] %s", (_, change, said) => {
    const input = { ...ring, ...change } as VerbInput;
    if (_ === "a place for nothing") input.phrases = { done: "Rung.", refused: "No." };
    expect(() => defineVerb(input)).toThrow(said);
  });
  test.each([null, undefined, 7, "ring", []])(
    "[W12] %j is no verb, and that is said too",
    (input) => {
      expect(() => defineVerb(input as unknown as VerbInput)).toThrow(/cannot be used/u);
    },
  );
  test("[W12] every built-in verb has words, a label and sentences in both languages", () => {
    expect(BUILT_IN_VERBS.map(({ id }) => id).join(" ")).toBe(
      "go-to face follow give take show put-down sit stand open close point",
    );
    for (const { words, phrases, label } of BUILT_IN_VERBS) {
      expect(words.en.length).toBeGreaterThan(0);
      expect(words.zh.length).toBeGreaterThan(0);
      for (const text of [label, phrases.done, phrases.refused]) {
        expect(text.en).not.toMatch(/\p{Script=Han}/u);
        expect(text.zh).toMatch(/\p{Script=Han}/u);
      }
    }
  });
});
