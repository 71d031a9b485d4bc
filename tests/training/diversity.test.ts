import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  COLLAPSE,
  diversityOf,
  figuresOf,
  isCollapse,
} from "../../server/training/diversity/diversity.ts";
import { sampleOfText, sampleOfTurn } from "../../server/training/diversity/diversity-sample.ts";
import { selfBleu4 } from "../../server/training/diversity/self-bleu.ts";
import { spreadOf, turnPattern } from "../../server/training/diversity/turn-pattern.ts";
import { languageTokens, runsOf } from "../../server/training/language-tokens.ts";
import { turnOf } from "../episodes/sample-events.ts";

const patternOf = (text: string, persona?: string) =>
  sampleOfText(JSON.stringify({ text, ...(persona === undefined ? {} : { persona }) }))?.pattern;

describe("[G19] patterns of turns", () => {
  test.each([
    [
      "<system_thinking>x</system_thinking>Mira: <role_thinking>a</role_thinking><role_action>b</role_action>Yes.",
      "think→act→speech",
    ],
    ["plan</system_thinking>Mira: <role_action>b</role_action>", "act"],
    ["Yes.", "speech"],
    ["Mira: ", "empty"],
    ["", "empty"],
    ["<system_thinking>only</system_thinking>", "empty"],
    [
      "<role_action>a</role_action><role_action>b</role_action>No.<role_thinking>c</role_thinking>Yes.",
      "act→act→speech→think→speech",
    ],
    ["<role_thinking>never closed", "empty"],
  ])("[G19] %s", (text, pattern) => {
    expect(patternOf(text, "Mira")).toBe(pattern);
  });
  test("[G19] the name before a turn is no speech, also where nobody told it", () => {
    expect(patternOf("Old Bram: <role_action>nods</role_action>")).toBe("act");
  });
  test("[G19] a turn of the log has the pattern of its segments, system thinking left out", () => {
    const segments = [
      { kind: "system-thinking" as const, text: "plan" },
      { kind: "role-thinking" as const, text: "a" },
      { kind: "speech" as const, text: "b" },
      { kind: "speech" as const, text: "c" },
      { kind: "unreleased" as const, text: "d" },
      { kind: "action" as const, text: "e" },
    ];
    expect(turnPattern(segments)).toBe("think→speech→act");
    expect(sampleOfTurn({ ...turnOf("e", "t"), segments })).toEqual({
      persona: "mara",
      pattern: "think→speech→act",
      visible: "b c e",
    });
    expect(sampleOfTurn({ ...turnOf("e", "t"), outcome: "fallback" })).toBeNull();
  });
});

describe("[G20] figures, checked by hand", () => {
  test("[G20] entropy in bits and Top-1 share", () => {
    expect(spreadOf(["a", "a", "b", "b"])).toMatchObject({ entropyBits: 1, top1Share: 0.5 });
    // -(.5 log2 .5 + .25 log2 .25 + 2 * .125 log2 .125) = .5 + .5 + .75
    expect(spreadOf(["a", "a", "a", "a", "b", "b", "c", "d"]).entropyBits).toBeCloseTo(1.75, 12);
    expect(spreadOf(["a", "a", "a"])).toMatchObject({ entropyBits: 0, top1Share: 1 });
    expect(spreadOf([])).toMatchObject({ entropyBits: 0, top1Share: 0 });
    // 96.1 % of one and the rest of one other: H(.961) = .2377 bits
    const nearly = [...Array<string>(961).fill("a"), ...Array<string>(39).fill("b")];
    expect(spreadOf(nearly).entropyBits).toBeCloseTo(0.2377, 4);
  });
  test("[G20] entropy is at most that of as many patterns, all equal, and by another formula the same", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 60 }),
        (all) => {
          const { entropyBits, counts } = spreadOf(all);
          // H = log2 N - (1/N) sum n log2 n
          const n = all.length;
          const other = Math.log2(n) - counts.reduce((sum, [, c]) => sum + c * Math.log2(c), 0) / n;
          expect(entropyBits).toBeCloseTo(other, 10);
          expect(entropyBits).toBeLessThanOrEqual(Math.log2(counts.length) + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });
  test("[G20] tokens are words, or single characters where there are no spaces", () => {
    expect(languageTokens("Don’t touch the 3rd lamp!")).toEqual([
      "don't",
      "touch",
      "the",
      "3rd",
      "lamp",
    ]);
    expect(languageTokens("我不知道，OK？")).toEqual(["我", "不", "知", "道", "ok"]);
    expect(languageTokens(" …! ")).toEqual([]);
    expect(runsOf(["a", "b", "c"], 2)).toHaveLength(2);
  });
  test("[G20] lengths by the nearest rank, and openings of three tokens", () => {
    const visible = ["one two three four", "one two three", "one two", "a b c d e f", "x"];
    const given = figuresOf(visible.map((text) => ({ pattern: "speech", visible: text })));
    // Lengths 1 2 3 4 6: mean 16/5, 10 % is the first, 50 % the third, 90 % the fifth.
    expect(given.length).toEqual({ mean: 3.2, p10: 1, p50: 3, p90: 6 });
    expect(given.openings[0]).toEqual({ opening: "one two three", share: 0.4 });
    expect(given.distinctOpenings).toBeCloseTo(2 / 3, 12);
  });
});

describe("[G20] Self-BLEU-4", () => {
  test("[G20] is 1 for the same text again and again, 0 for texts that share nothing, null for one", () => {
    expect(selfBleu4(["the wind took it", "the wind took it"])).toBeCloseTo(1, 12);
    expect(selfBleu4(["the wind took it", "my lamp went out"])).toBe(0);
    expect(selfBleu4(["the wind took it"])).toBeNull();
    expect(selfBleu4(["!", "the wind"])).toBeNull();
  });
  test("[G20] by hand: two texts of four words that share the first three", () => {
    // Runs of one 3/4, of two 2/3, of three 1/2, of four none of one: 0.1/1. Equal lengths, so no penalty.
    const one = ((3 / 4) * (2 / 3) * (1 / 2) * 0.1) ** (1 / 4);
    expect(selfBleu4(["the wind took it", "the wind took her"])).toBeCloseTo(one, 12);
  });
  test("[G20] by hand: a shorter text is penalised, and counts are clipped", () => {
    // "a a a" against "a b c d e f": one of three; no run of two, three or four; length 3 against 6.
    const first = Math.exp(1 - 6 / 3) * ((1 / 3) * (0.1 / 2) * (0.1 / 1) * (0.1 / 1)) ** (1 / 4);
    const second = ((1 / 6) * (0.1 / 5) * (0.1 / 4) * (0.1 / 3)) ** (1 / 4);
    expect(selfBleu4(["a a a", "a b c d e f"])).toBeCloseTo((first + second) / 2, 12);
  });
  test("[G20] is what the plain definition gives, text by text and reference by reference", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 9 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 7 }), (texts) => {
        expect(selfBleu4(texts)).toBeCloseTo(plainSelfBleu(texts), 10);
      }),
      { numRuns: 500 },
    );
  });
});

/** The definition as it is written, without any shortcut. */
function plainSelfBleu(texts: readonly string[]): number {
  const all = texts.map((text) => text.split(" "));
  const scores = all.map((own, at) => {
    const others = all.filter((_text, other) => other !== at);
    let product = 1;
    for (let n = 1; n <= 4; n++) {
      const count = (words: readonly string[], run: string) =>
        words.filter(
          (_word, from) =>
            from + n <= words.length && words.slice(from, from + n).join(" ") === run,
        ).length;
      const runs = new Set(
        own.flatMap((_word, from) =>
          from + n <= own.length ? [own.slice(from, from + n).join(" ")] : [],
        ),
      );
      let shared = 0;
      for (const run of runs)
        shared += Math.min(count(own, run), Math.max(...others.map((other) => count(other, run))));
      if (n === 1 && shared === 0) return 0;
      product *= (shared === 0 ? 0.1 : shared) / Math.max(1, own.length - n + 1);
    }
    const nearest = others
      .map(({ length }) => length)
      .toSorted((a, b) => Math.abs(a - own.length) - Math.abs(b - own.length) || a - b)[0];
    const reference = nearest ?? 0;
    const penalty = own.length >= reference ? 1 : Math.exp(1 - reference / own.length);
    return penalty * product ** (1 / 4);
  });
  return scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

describe("[G21] the line that stops a collapse", () => {
  const turns = (n: number, pattern: string) =>
    Array.from({ length: n }, (_, at) => ({ pattern, visible: `turn ${at}` }));
  test("[G21] HER's collapsed training is below it, its mended one above", () => {
    expect(isCollapse({ turns: 100, top1Share: 0.961, entropyBits: 0.28 })).toBe(true);
    expect(isCollapse({ turns: 100, top1Share: 0.492, entropyBits: 2.15 })).toBe(false);
    expect(isCollapse({ turns: COLLAPSE.turns - 1, top1Share: 1, entropyBits: 0 })).toBe(false);
  });
  test("[G21] windows follow each other, and the last that has enough turns decides", () => {
    const varied = ["a", "b", "c", "d"].flatMap((pattern) => turns(5, pattern));
    const report = diversityOf([...varied, ...turns(40, "a"), ...turns(3, "b")], { window: 20 });
    expect(report.windows.map(({ from, turns: n, collapse }) => [from, n, collapse])).toEqual([
      [0, 20, false],
      [20, 20, true],
      [40, 20, true],
      [60, 3, false],
    ]);
    expect(report.windows[0]?.entropyBits).toBe(2);
    expect(report.collapse).toBe(true);
    expect(diversityOf(varied, { window: 20 }).collapse).toBe(false);
    expect(diversityOf(turns(5, "a")).collapse).toBeNull();
  });
});
