import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { matchAction } from "../../server/roleplay/verbs/match-action.ts";
import { matchKeywords } from "./keyword-matcher.ts";
import { HALVES, labelledActions, LANGUAGES } from "./labelled-actions.ts";
import { scoreOf, type Matcher } from "./matching-score.ts";

const all = labelledActions();
const matcher: Matcher = (text, names) => matchAction(text, BUILT_IN_VERBS, names).deeds;
const naive: Matcher = (text, names) => matchKeywords(text, BUILT_IN_VERBS, names);
const some = (language: string, half?: string) =>
  all.filter((one) => one.language === language && (half === undefined || one.half === half));

describe("[W7] a deed that is read was meant", () => {
  test("[W7] the set is large, in two languages, and nearly half of it does nothing", () => {
    expect(some("en").length).toBeGreaterThanOrEqual(160);
    expect(some("zh").length).toBeGreaterThanOrEqual(80);
    for (const language of LANGUAGES)
      for (const half of HALVES) {
        const part = some(language, half);
        const idle = part.filter(({ deeds }) => deeds.length === 0).length;
        expect(idle / part.length).toBeGreaterThanOrEqual(0.45);
      }
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });
  test("[W7] its labels name what its scenes and verbs have", () => {
    for (const { deeds, names } of all)
      for (const { verb, target, item } of deeds) {
        expect(BUILT_IN_VERBS.map(({ id }) => id)).toContain(verb);
        const ids = [...names.people, ...names.places, ...names.props].map(({ id }) => id);
        for (const id of [target, item]) if (id !== null) expect(ids).toContain(id);
      }
  });
  test("[W7] precision is at least 0.95 in each language and half", () => {
    for (const language of LANGUAGES)
      for (const half of HALVES)
        expect(scoreOf(some(language, half), matcher).precision).toBeGreaterThanOrEqual(0.95);
  });
  test("[W7] recall stays above what was measured, rounded down", () => {
    expect(scoreOf(all, matcher).recall).toBeGreaterThanOrEqual(0.9);
    for (const language of LANGUAGES)
      expect(scoreOf(some(language, "held"), matcher).recall).toBeGreaterThanOrEqual(0.85);
  });
  test("[W7] the set can fail: verbs and names found by keyword alone are mostly wrong on it", () => {
    const { precision } = scoreOf(all, naive);
    expect(precision).toBeLessThan(0.7);
    expect(scoreOf(all, matcher).precision).toBeGreaterThan(precision + 0.25);
  });
});
