import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClauseCutter, languageOfClause } from "../../client/speech-clauses.ts";

/** The clauses of a speech that arrives in these pieces. */
function cut(...pieces: string[]): string[] {
  const cutter = new ClauseCutter();
  return [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.finish()];
}

const bare = (text: string) => cut(text).map((clause) => clause.trim());

describe("where a clause ends", () => {
  test.each([
    ["sentences", "Good evening. Sit down! Will you eat?", 3],
    ["one without an end", "And then the light", 1],
    ["several marks in a row", "What?! You saw him... No!!", 3],
    ["titles", "Mr. Harrow met Dr. Vane at St. Brannoc.", 1],
    ["initials", "It was J. R. Pell who signed.", 1],
    ["letters of a country", "The U.S. consul is dead.", 1],
    ["i.e. and e.g.", "Take rope, e.g. the long one, i.e. this.", 1],
    ["a.m. in the middle", "At 4 a.m. the lamp failed. I saw it.", 2],
    ["a.m. at the end", "It was 4 a.m. The lamp failed.", 2],
    ["No as an answer", "No. I was here.", 2],
    ["No. as a number", "It was No. 7 that burned.", 1],
    ["decimals", "It rose 3.5 feet. Then it fell.", 2],
    ["thousands and the hour", "At 12:30 they took 1,000 crowns of it.", 1],
    ["addresses and versions", "Write to keeper.skarn.example or use v1.2.3 today.", 1],
    ["a closing quote", 'He said "Run!" and I ran.', 1],
    ["a quote that ends the sentence", 'He said "Run." I ran.', 2],
    ["curly quotes", "“Leave it.” “I will not.”", 2],
    ["an ellipsis that trails on", "Well... maybe he did. Perhaps…", 2],
    ["an ellipsis that ends", "I thought... But no.", 2],
    ["a semicolon", "I rang the bell; nobody came.", 2],
    ["I as a word", "It was I. He lied.", 2],
    ["line feeds", "Salt and rope\nand nothing else", 2],
    [
      "a long sentence with a pause",
      "When the lamp went out for the third time, we rang the bell.",
      2,
    ],
    ["a short pause", "Yes, sir.", 1],
  ])("[U6] %s", (_, speech, clauses) => {
    expect(bare(speech)).toHaveLength(clauses);
  });

  test.each([
    ["sentences", "晚上好。请坐！要吃点什么吗？", ["晚上好。", "请坐！", "要吃点什么吗？"]],
    ["closing quotes", "他说：“快跑！”我就跑了。", ["他说：“快跑！”", "我就跑了。"]],
    ["an ellipsis", "我以为……不是他。", ["我以为……", "不是他。"]],
    ["numbers", "涨了3.5尺。然后退了。", ["涨了3.5尺。", "然后退了。"]],
    [
      "a pause when enough was said",
      "那天夜里风暴很大灯塔的灯忽然就灭了三次，我们都看见了。",
      ["那天夜里风暴很大灯塔的灯忽然就灭了三次，", "我们都看见了。"],
    ],
    ["short pauses", "是的，先生，我在。", ["是的，先生，我在。"]],
    ["marks of the other language", "好吧.我走了。", ["好吧.", "我走了。"]],
  ])("[U6] in Chinese: %s", (_, speech, clauses) => {
    expect(bare(speech)).toEqual(clauses);
  });

  test("[U6] dots and dashes alone are nothing to say: they stay with the words", () => {
    expect(bare("... Well. - Yes! ...")).toEqual(["... Well.", "- Yes! ..."]);
  });

  test("[U6] a clause is given as soon as the next letter shows that it is over", () => {
    const cutter = new ClauseCutter();
    expect(cutter.push("It rose 3.")).toEqual([]);
    expect(cutter.push("5 feet. ")).toEqual([]);
    expect(cutter.push("T")).toEqual(["It rose 3.5 feet. "]);
    expect(cutter.finish()).toEqual(["T"]);
    expect(cutter.finish()).toEqual([]);
  });

  test("[U6] a speech without any end is cut at a space, and never within a character", () => {
    const words = "word ".repeat(400);
    expect(cut(words).every((clause) => clause.length <= 240 && clause.endsWith(" "))).toBe(true);
    const signs = "𠮷".repeat(400);
    expect(cut(signs).join("")).toBe(signs);
    expect(cut(signs).every((clause) => clause.isWellFormed())).toBe(true);
    expect(cut("Hm" + ".".repeat(5000)).every((clause) => clause.length <= 240)).toBe(true);
  });
});

describe("whatever is said, however it arrives", () => {
  const letters = fc.constantFrom(
    ..."aZ I.,!?;:…—'\"”）)\n 39。！？，、；：“”盐灯𠮷é*".split(""),
    "Mr. ",
    "e.g. ",
    "...",
    "𠮷",
    "word ",
    " said. ",
  );
  const speech = fc.array(letters, { maxLength: 300 }).map((parts) => parts.join(""));
  const anything = fc.oneof(speech, fc.string({ unit: "binary", maxLength: 400 }));

  test("[U5] the clauses put together are the speech", () => {
    fc.assert(
      fc.property(anything, (said) => {
        const clauses = cut(said);
        expect(clauses.join("")).toBe(said);
        expect(clauses).not.toContain("");
        for (const clause of clauses) expect(clause.length).toBeLessThanOrEqual(240);
      }),
      { numRuns: 600 },
    );
  });

  test("[U6] the same clauses come out wherever the stream is cut", () => {
    fc.assert(
      fc.property(anything, fc.array(fc.nat(400), { maxLength: 12 }), (said, cuts) => {
        const at = [0, ...cuts.filter((place) => place < said.length).sort((a, b) => a - b)];
        const pieces = at.map((place, index) => said.slice(place, at[index + 1]));
        expect(cut(...pieces)).toEqual(cut(said));
        expect(cut(...said)).toEqual(cut(said));
      }),
      { numRuns: 600 },
    );
  });
});

describe("the language of a clause", () => {
  test.each([
    ["晚上好。", "en", "zh"],
    ["Good evening.", "zh", "en"],
    ["OK!", "zh", "zh"],
    ["OK!", "en", "en"],
    ["他说 hello 就走了。", "en", "zh"],
    ["The sign 盐 means salt, they say.", "zh", "en"],
    ["1789…", "zh", "zh"],
    ["", "en", "en"],
  ] as const)("[U7] %s (a speaker of %s) is %s", (text, own, language) => {
    expect(languageOfClause(text, own)).toBe(language);
  });
});
