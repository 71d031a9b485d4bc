import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScrubber } from "../../../server/training/rights/scrubber.ts";
import { scoreScrubbing } from "../../scrubbing/score.ts";

const roster = [
  { names: ["Ayla Brandt"], by: { en: "Player A", zh: "旅人A" } },
  { names: ["李小龙"], by: { en: "Player B", zh: "旅人B" } },
  { names: ["Rose", "Zoë"], by: "Player C" },
  { names: ["Player"], by: { en: "Player D", zh: "旅人D" } },
];
const { scrub } = createScrubber(roster);

describe("[D23] names of the roster are found in every form, and nothing else is", () => {
  test.each([
    ["Ayla Brandt", "Player A"],
    ["AYLA", "Player A"],
    ["ask ayla brandt", "ask Player A"],
    ["Ayla's and Brandt’s", "Player A's and Player A’s"],
    ["Ａｙｌａ", "Player A"],
    ["Áyla, A\u0301yla", "Player A, Player A"],
    ["zoe and ZOË", "Player C and Player C"],
    ["是Ayla Brandt吗？", "是旅人A吗？"],
    ["李小龙说小龙在", "旅人B说旅人B在"],
    [
      "<role_action>looks at Ayla</role_action>Ayla.",
      "<role_action>looks at Player A</role_action>Player A.",
    ],
    ["Ayla: good evening", "Player A: good evening"],
    ["李 小 龙在吗", "旅人B在吗"],
    ["the Brandts' house", "the Player A' house"],
  ])("[D23] %s", (text, expected) => {
    expect(scrub(text).text).toBe(expected);
  });
  test.each([
    "Aylas, Himalayla, Brandts and firebrandt",
    "The rose fell; he rose; prose.",
    "龙在天上，小心",
    "Player A and Player D met the player",
  ])("[D23] %s stays", (text) => {
    expect(scrub(text)).toEqual({ text, found: {} });
  });
  test("[D23] layout of a prompt stays, whatever players are called", () => {
    const odd = createScrubber([
      { names: ["Role", "Speech", "Start", "Thinking", "system", "im"], by: "Player A" },
    ]);
    const text =
      "<|im_start|>assistant\n<system_thinking>x</system_thinking><role_speech>y</role_speech>\n===Conversation Start===<|im_end|>";
    expect(odd.scrub(text).text).toBe(text);
  });
});

describe("[D38] a name with one slip is the name", () => {
  const roster = [
    { names: ["Gwendolyn Achterberg"], by: "Player A" },
    { names: ["Tomasz", "Harper", "李小龙"], by: "Player B" },
  ];
  const slips = createScrubber(roster, { kept: ["Tomas Reed", "Gwendolin"] });
  test.each([
    ["Gwenddolyn, sit down", "Player A, sit down"],
    ["Gwendoyn", "Player A"],
    ["Gwednolyn’s cup", "Player A's cup"],
    ["gwendplyn said so", "Player A said so"],
    ["不要提起Achtreberg", "不要提起Player A"],
    ["Tomsaz", "Player B"],
  ])("[D38] %s", (text, expected) => {
    expect(slips.scrub(text).text.replaceAll("’", "'")).toBe(expected);
  });
  test.each([
    "Tomas and Gwendolin are at the bar",
    "the harder the wind, the sharper the salt",
    "Carper, wendolyn, Achterbergs and Bchterberg",
  ])("[D38] %s stays", (text) => {
    expect(slips.scrub(text).text).toBe(text);
  });
  test("[D38] an erasure takes no word that is only near a name", () => {
    const { scrub: plain } = createScrubber(roster, { slips: false });
    expect(plain("Gwenddolyn").text).toBe("Gwenddolyn");
  });
});

describe("[D24] structured personal data is replaced by a phrase in the words' own language", () => {
  test.each([
    ["Write to a.b+c@x.co.uk.", "Write to an e-mail address.", "email"],
    ["邮箱a@b.cn，谢谢", "邮箱某个邮箱，谢谢", "email"],
    ["me (at) gmail (dot) com", "an e-mail address", "email"],
    ["see https://a.b/c?d=e, now", "see a web address, now", "url"],
    ["see https –//a.b/c now", "see a web address now", "url"],
    ["call +44 7700 900123!", "call a telephone number!", "phone"],
    ["打138 1234 5678吧", "打某个电话吧", "phone"],
    ["一三八一二三四五六七八", "某个电话", "phone"],
    ["five five five, one two three four", "a telephone number", "phone"],
    ["from 10.0.0.7:80 or so", "from a network address or so", "ip"],
    ["fe80::1a2b:3c it is", "a network address it is", "ip"],
    ["card 4111 1111 1111 1111 ok", "card a long number ok", "number"],
    ["follow @foo_bar99!", "follow an account name!", "handle"],
    ["at 12 Baker Street, London", "at a street address, London", "address"],
    ["住在上海市世纪大道100号3栋502室。", "住在某个住址。", "address"],
    ["in 12 Rue de la Paix, 75002 Paris", "in a street address Paris", "address"],
    ["Lindenstraße 14, 10969 Berlin", "a street address Berlin", "address"],
    ["write to P.O. Box 114.", "write to a street address.", "address"],
    ["就写北京市朝阳区建国路12号6楼吧", "就写某个住址吧", "address"],
    ["I was born on 14 March 1987.", "I was born on a date of birth.", "birth"],
    ["DOB: 03/09/1991, yes", "DOB: a date of birth, yes", "birth"],
    ["我的生日是1990年3月5日。", "我的生日是某个生日。", "birth"],
    ["IT60 X 05428 11101 000000123456 it is", "a long number it is", "number"],
    ["read example dot com slash page", "read a web address", "url"],
    ["from ::ffff:10.0.0.7 then", "from a network address then", "ip"],
    ["call 030/2345 678", "call a telephone number", "phone"],
    ["he is u/some_body there", "he is an account name there", "handle"],
    ["o'hara.m@x.ie it is", "an e-mail address it is", "email"],
    ["anna [@] example [.] com", "an e-mail address", "email"],
  ])("[D24] %s", (text, expected, kind) => {
    expect(scrub(text)).toEqual({ text: expected, found: { [kind]: 1 } });
  });
});

describe("[D25] scrubbing can be relied on", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "Ayla",
      "Brandt",
      "Player",
      "A",
      "李小龙",
      "小龙",
      "Rose",
      "@",
      ".",
      "com",
      "13812345678",
      "192.168.0.1",
      "::",
      "<role_action>",
      "</role_action>",
      "<|im_end|>",
      "https://",
      " ",
      "\n",
      "+",
      "-",
      "旅人A",
      "a telephone number",
      "at",
      "dot",
    ),
    fc.string({ unit: "binary" }),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

  test("[D25] twice is the same as once, and no name stays", () => {
    fc.assert(
      fc.property(text, (input) => {
        const once = scrub(input).text;
        expect(scrub(once)).toEqual({ text: once, found: {} });
      }),
      { numRuns: 3_000 },
    );
  });
  test("[D25] any text and any roster give a text", () => {
    const anyRoster = fc.array(
      fc.record({
        names: fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }),
        by: fc.string(),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(anyRoster, text, (names, input) => {
        expect(typeof createScrubber(names).scrub(input).text).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
  test("[D25] the work grows with the text: no pattern runs over the same letters again and again", () => {
    const hostile = [
      "a1 ",
      "1234 ",
      "市",
      "a@",
      "x.",
      "::",
      "one ",
      "+1",
      "路1",
      "@@",
      "a.",
      "--",
      "一 ",
    ];
    // With a square of its length in steps this would not end within the test's time, nor by far.
    const long = hostile.map((part) => part.repeat(20_000)).join("");
    const { text: once } = scrub(long);
    expect(once.length).toBeGreaterThan(0);
    expect(once).not.toContain("a@x");
  });
});

describe("[D26] recall on a seeded set", () => {
  test.each(["held", "tuned"] as const)(
    "[D26] in the %s half at least 99 of 100 names and data are found whole, and sentences keep their other words",
    (half) => {
      const { kinds, innocent, faults } = scoreScrubbing(half, 2_000, 7);
      const of = (part: (kind: (typeof kinds)[number]) => number, names: boolean): number =>
        kinds
          .filter(({ kind }) => (kind === "name") === names)
          .reduce((sum, kind) => sum + part(kind), 0);
      for (const names of [true, false])
        expect(
          of(({ found }) => found, names) / of(({ items }) => items, names),
          faults.join("\n"),
        ).toBeGreaterThanOrEqual(0.99);
      expect(
        of(({ torn }) => torn, true) + of(({ torn }) => torn, false),
        faults.join("\n"),
      ).toBeLessThanOrEqual(20);
      expect(innocent.changed / innocent.texts, faults.join("\n")).toBeLessThanOrEqual(0.01);
    },
  );
});

test("[D38] of the set that came after both halves at least 98 of 100 are found, since what it showed was mended", () => {
  const { kinds, innocent, faults } = scoreScrubbing("fresh", 2_000, 9);
  const of = (part: (kind: (typeof kinds)[number]) => number): number =>
    kinds.reduce((sum, kind) => sum + part(kind), 0);
  expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(
    "address birth digits email handle iban ip misspelt name phone url".split(" "),
  );
  expect(of(({ found }) => found) / of(({ items }) => items), faults.join("\n")).toBeGreaterThan(
    0.98,
  );
  expect(innocent.changed, faults.join("\n")).toBe(0);
});
