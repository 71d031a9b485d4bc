import * as fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { createRepetitionWatch, type Repetition } from "../../server/roleplay/repetition.ts";

/** Pushes pieces; gives the first repetition and how many pieces it took. */
function heard(
  pieces: Iterable<string>,
  options = {},
): { found: Repetition | null; after: number } {
  const watch = createRepetitionWatch(options);
  let after = 0;
  for (const piece of pieces) {
    after += 1;
    const found = watch.push(piece);
    if (found !== null) return { found, after };
  }
  return { found: null, after };
}
const whole = (text: string, options = {}) => heard([text], options).found;

const PROSE =
  "The lamp had burned low, and nobody at the long table wanted to be the first to rise. " +
  "Outside, the sea kept its slow count against the harbour wall.";

describe("[F10] a text that repeats itself is noticed", () => {
  test.each([
    ["one word", "well ", 1],
    ["one sign", "!", 1],
    ["a phrase", "and then the sea came in ", 6],
    ["a Chinese phrase", "海水又涨了上来，", 8],
    ["letters without a space", "abc", 3],
    ["a paragraph of 23 words", PROSE.split(" ").slice(0, 21).join(" "), null],
  ])("[F10] %s", (_name, unit, period) => {
    const text = `${PROSE} ${unit.repeat(300)}`;
    const found = whole(text);
    expect(found).not.toBeNull();
    if (period !== null) expect(found).toMatchObject({ kind: "period", period });
    // The first copy stays, the second is where it begins to repeat; a cut word may move it by its own length.
    const second = PROSE.length + 1 + unit.length;
    expect(Math.abs((found?.from ?? 0) - second)).toBeLessThanOrEqual(unit.length + 48);
  });
  test("[F10] it says so before much of it has come", () => {
    const phrase = "and then the sea came in ";
    const { after } = heard([PROSE, ...Array.from({ length: 400 }, () => phrase)]);
    expect(after).toBeLessThanOrEqual(11);
  });
  test("[F10] the same sentence a third time, with others between", () => {
    const line = "I told you already that the boat is not mine to lend.";
    const text = `${line} The tide turns. ${line} You know that as well as I do, friend. ${line}`;
    expect(whole(text)).toMatchObject({
      kind: "sentence",
      from: text.indexOf(line, 10),
    });
    expect(whole(text, { sentences: false })).toBeNull();
  });
  test("[F10] once is enough: afterwards nothing is said again", () => {
    const watch = createRepetitionWatch();
    expect(watch.push("no ".repeat(60))).not.toBeNull();
    expect(watch.push("no ".repeat(60))).toBeNull();
  });
});

describe("[F11] ordinary speech is no repetition", () => {
  test.each([
    ["no no no", "No, no, no! No no no. No."],
    ["laughter", "Ha ha ha ha ha ha! Hahahahaha! 哈哈哈哈哈哈哈哈哈哈！"],
    [
      "Chinese reduplication",
      "慢慢地、轻轻地，看看这个，想想那个，高高兴兴，清清楚楚，是是是，好好好。",
    ],
    ["a refrain said twice", `${PROSE} ${PROSE}`],
    ["short answers", "Aye. Aye. Aye. I do not know. I do not know. I do not know."],
    ["a rule of signs", "-".repeat(40)],
    ["counting", Array.from({ length: 80 }, (_, i) => `${i} bottles`).join(", ")],
  ])("[F11] %s", (_name, text) => {
    expect(whole(text)).toBeNull();
  });
  test("[F11] no prose of the delivered worlds", () => {
    const root = resolve(import.meta.dirname, "../../assets/worlds");
    // A story's signs are lists of words, and nobody's prose.
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".yaml") && !name.endsWith("story.yaml"),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const text = readFileSync(join(root, name), "utf8").replace(/^.*?: /gmu, "");
      expect({ name, found: whole(text) }).toEqual({ name, found: null });
    }
  });
});

/** What the rule says, tried at every place: quadratic, and plain. */
function byTheRule(words: readonly string[]): boolean {
  for (let end = 1; end <= words.length; end++) {
    for (let period = 1; period <= 128; period++) {
      const length = Math.max(48, 3 * period);
      if (length > end) continue;
      let repeats = true;
      for (let i = end - length + period; repeats && i < end; i++) {
        repeats = words[i] === words[i - period];
      }
      if (repeats) return true;
    }
  }
  return false;
}

describe("[F12] the watch keeps to its rule", () => {
  const word = fc.constantFrom("sea", "lamp", "no");
  const looping = fc
    .tuple(
      fc.array(word, { maxLength: 20 }),
      fc.array(word, { minLength: 1, maxLength: 40 }),
      fc.nat(30),
    )
    .map(([before, loop, times]) => [
      ...before,
      ...Array.from({ length: times }, () => loop).flat(),
    ])
    .map((words) => words.slice(0, 260));
  test("[F12] it finds a period exactly where the rule does", () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(word, { maxLength: 120 }), looping), (words) => {
        const found = whole(`${words.join(" ")} `, { sentences: false });
        expect(found !== null).toBe(byTheRule(words));
      }),
      { numRuns: 300 },
    );
  });
  test("[F12] where the text is cut changes nothing", () => {
    fc.assert(
      fc.property(looping, fc.array(fc.nat(60), { maxLength: 12 }), (words, cuts) => {
        const text = words.join(" ");
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(text.slice(at, at + cut));
          at += cut;
        }
        pieces.push(text.slice(at));
        expect(heard(pieces).found).toEqual(whole(text));
      }),
    );
  });
  test("[F12] any text is taken", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (pieces) => {
        expect(() => heard(pieces)).not.toThrow();
      }),
    );
  });
});
