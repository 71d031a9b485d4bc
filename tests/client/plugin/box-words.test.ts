import { expect, test } from "vitest";
import { boxWords, refusalOf } from "../../../client/plugin/talk-box/box-words.ts";
import { DEED_REFUSALS, LANGUAGES, NOTICES, REFUSALS } from "../../../shared/protocol.ts";

const texts = (words: object): string[] =>
  Object.values(words).flatMap((value: unknown) => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? texts(value) : [];
  });

test.each(LANGUAGES)(
  "[U13] every refusal and notice has words in %s, and says what to do",
  (language) => {
    const words = boxWords(language);
    for (const code of NOTICES) expect(words.notices[code]).toBeDefined();
    for (const refusal of [...REFUSALS, ...DEED_REFUSALS, "not-connected", "no-answer"] as const) {
      expect(refusalOf({ ok: false, refusal }, words).length).toBeGreaterThan(4);
    }
    expect(refusalOf({ ok: false, refusal: "too-fast", retryAfter: 1200 }, words)).toContain("2");
  },
);

test("[U13] no text of one language stands in the other", () => {
  const english = new Set(texts(boxWords("en")));
  const shared = texts(boxWords("zh")).filter((text) => text !== "" && english.has(text));
  expect(shared).toEqual(["AI"]);
});
