import { expect, test } from "vitest";
import { lastSentenceEnd } from "../../server/roleplay/sentence-end.ts";

test.each([
  ["Aye. The boat le", "Aye."],
  ["Who? Me?! And th", "Who? Me?!"],
  ["“So it is.” He tur", "“So it is.”"],
  ["It costs 3.50 a nig", ""],
  ["Well... I do not", "Well..."],
  ["船来了。明天再", "船来了。"],
  ["“走吧！”他", "“走吧！”"],
  ["no end at all", ""],
  ["", ""],
  ["All of it.", "All of it."],
])("[F27] the last whole sentence of %j", (text, whole) => {
  expect(text.slice(0, lastSentenceEnd(text))).toBe(whole);
});
