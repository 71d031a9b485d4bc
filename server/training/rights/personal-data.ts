import { ADDRESSES } from "./address-patterns.ts";
import { BIRTH_DATES } from "./birth-patterns.ts";
import { re, type DataKind, type DataPattern } from "./data-pattern.ts";
import type { FoldedText } from "./folded-text.ts";

/** A stretch of folded text; both ends in its units. */
export interface DataSpan {
  readonly kind: DataKind;
  readonly from: number;
  readonly to: number;
}

const digitsOf = (text: string): number => text.replace(/\D/gu, "").length;
/** Letters and digits of scripts that part their words. */
const NO_WORD_BEFORE = String.raw`(?<![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]])`;
const NO_WORD_AFTER = String.raw`(?![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]])`;
const IN_URL = String.raw`[^\s<>"'“”«»‹›，。！？；、：（）《》「」\p{Script=Han}]`;
const LABEL = "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?";
const SURE_ENDINGS =
  "com|org|net|io|dev|app|info|edu|gov|xyz|gg|tv|tech|online|site|website|shop|blog|wiki|cn|uk|de|fr|eu|ru|jp|hk|tw|ca|au|nl|ch";
/** Words as well: `stop.it` is a sentence without its space. */
const UNSURE_ENDINGS =
  "me|co|in|it|at|us|cc|top|vip|es|se|no|fi|pl|ly|is|to|be|im|nz|ie|pt|br|kr|sg|club|link|page|cloud|store|live|news|world|life|art|chat|pub|ink|fun|social|games|name|pro|space|email|design|studio|team|zone|today|museum";
const DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple";
const HAN_DIGITS = "零〇一二三四五六七八九幺";
const SERVICES =
  "wechat|weixin|微信|wx|vx|qq|telegram|discord|instagram|insta|snapchat|whatsapp|skype|steam|line id|微博|抖音|小红书";
const PATTERNS: readonly DataPattern[] = [
  // As they are typed, and as a line has them after it was made inert: `https –//`.
  {
    kind: "url",
    of: re(String.raw`${NO_WORD_BEFORE}(?:https?|ftp|wss?)\s?[:：–\-]\s?\/\/${IN_URL}{1,2000}`),
  },
  {
    kind: "url",
    of: re(
      String.raw`${NO_WORD_BEFORE}www\.${LABEL}(?:\.${LABEL}){1,4}(?:[\/?#:]${IN_URL}{0,2000})?`,
    ),
  },
  {
    kind: "url",
    of: re(
      String.raw`(?<![a-z0-9@._\-])(?:${LABEL}\.){1,4}(?:(?:${SURE_ENDINGS})(?![a-z0-9\-])(?::\d{1,5})?(?:[\/?#]${IN_URL}{0,2000})?|(?:${UNSURE_ENDINGS})(?::\d{1,5})?\/${IN_URL}{1,2000})`,
    ),
  },
  // As they are read out: `example dot com slash page`.
  {
    kind: "url",
    of: re(
      String.raw`${NO_WORD_BEFORE}(?:${LABEL}\sdot\s){1,3}(?:${SURE_ENDINGS})${NO_WORD_AFTER}(?:\sslash\s[a-z0-9\-_]{1,64}){0,4}`,
    ),
  },
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])(?:mailto(?::|\s–)\s?)?(?:[a-z0-9][a-z0-9._%+\-]{0,200}(?:'[a-z0-9._%+\-]{1,64})?|["“][^"“”\s]{1,64}["”])(?:@|\s@\s|\s?[\(\[]\s?@\s?[\)\]]\s?|艾特)${LABEL}(?:\.${LABEL}){1,5}`,
    ),
  },
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,200}\s{0,2}[\(\[\{“"'][\s]?(?:at|@)[\s]?[\)\]\}”"']\s{0,2}${LABEL}(?:\s{0,2}(?:\.|[\(\[\{“"'][\s]?(?:dot|\.)[\s]?[\)\]\}”"']|\sdot\s)\s{0,2}[a-z0-9\-]{2,63}){1,4}`,
    ),
  },
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,200}\sat\s${LABEL}(?:\sdot\s[a-z0-9\-]{2,63}){1,4}`,
    ),
  },
  // The older kind inside of the newer.
  {
    kind: "ip",
    of: re(
      String.raw`(?<![a-z0-9_:])(?:::|(?:[0-9a-f]{1,4}:){2,6}:?)(?:ffff:){0,2}(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,3})?(?!\.?\d)`,
    ),
  },
  {
    kind: "ip",
    of: re(
      String.raw`(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:[:\/]\d{1,5})?(?!\.?\d)`,
    ),
  },
  {
    kind: "ip",
    of: re(
      String.raw`(?<![a-z0-9_:])(?:::[0-9a-f]{1,4}|[0-9a-f]{1,4}(?:(?:::?|(?:\s–){1,2})[0-9a-f]{1,4}){1,7}(?:::)?|[0-9a-f]{1,4}::)(?:%[a-z0-9]{1,16}|\/\d{1,3})?(?![a-z0-9_:])`,
    ),
    is: (found) => {
      const groups = found.split(/:+|[\s–]+/u).filter((group) => group !== "").length;
      return (
        /\d/u.test(found) && (/::|– –/u.test(found) || groups >= (/[a-f]/u.test(found) ? 4 : 6))
      );
    },
  },
  // Account numbers of banks, before their digits are taken for a telephone's.
  {
    kind: "number",
    of: re(
      String.raw`${NO_WORD_BEFORE}[a-z]{2}\d{2}(?:[\s\-]?[a-z0-9]{4}){3,7}(?:[\s\-]?[a-z0-9]{1,3})?${NO_WORD_AFTER}`,
    ),
    is: (found) => digitsOf(found) >= 12,
  },
  // The same in the groups that each country prints them in.
  {
    kind: "number",
    of: re(
      String.raw`${NO_WORD_BEFORE}[a-z]{2}\d{2}(?:[\s\-]?(?:[a-z]{0,4}\d[a-z0-9]{0,11}|[a-z]{1,4}(?=[\s\-]?\d))){2,8}${NO_WORD_AFTER}`,
    ),
    is: (found) => {
      const { length } = found.replace(/[\s-]/gu, "");
      return length >= 15 && length <= 34 && digitsOf(found) >= 10;
    },
  },
  {
    kind: "number",
    of: re(String.raw`(?<!\d)\d{4}(?:[\s\-]\d{4}){2,4}(?:[\s\-]?\d{1,3})?(?!\d)`),
    is: (found) => !isDateOrCount(found),
  },
  { kind: "phone", of: re(String.raw`(?<![\d+])\+\s?\d(?:[\s\(\).\-]{0,3}\d){6,14}(?!\d)`) },
  {
    kind: "phone",
    of: re(String.raw`(?<!\d|\d[.,])(?:(?:00)?86[\s\-]?)?1[\s\-]?[3-9](?:[\s.\-]?\d){9}(?!\d)`),
  },
  { kind: "phone", of: re(String.raw`(?<![\d.])\(?0\d{2,3}\)?[\s\-]?\d{3,4}[\s\-]?\d{4}(?!\d)`) },
  {
    kind: "phone",
    of: re(String.raw`(?<![\d.,:\/$€£¥\-])\(?\d{2,6}\)?(?:[\s.\-–]{1,2}\d{2,6}){1,6}(?![\d:\/])`),
    is: (found) => digitsOf(found) >= 9 && digitsOf(found) <= 15 && !isDateOrCount(found),
  },
  // The prefix before a slash.
  {
    kind: "phone",
    of: re(
      String.raw`(?<![\d.,:\/$€£¥\-])\(?\d{3,5}\)?\s?\/\s?\d{2,4}(?:[\s.\-]\d{2,4}){1,4}(?![\d:\/])`,
    ),
    is: (found) => digitsOf(found) >= 9 && digitsOf(found) <= 15,
  },
  {
    kind: "phone",
    of: re(String.raw`(?<![\d.,:\/$€£¥\-])\d{3}[\s.\-]\d{4}(?![\d:\/\-])`),
    is: (_found, before) =>
      /(?:phone|call|ring|tel|mobile|cell|number|text|电话|手机|号码|打给|拨).{0,20}$/u.test(
        before,
      ),
  },
  {
    kind: "phone",
    of: re(
      String.raw`${NO_WORD_BEFORE}(?:(?:${DIGIT_WORDS})(?:[\s,\-]{1,3}|${NO_WORD_AFTER})){7,20}`,
    ),
  },
  {
    kind: "phone",
    of: re(String.raw`(?<![${HAN_DIGITS}])[${HAN_DIGITS}](?:[\s\-]?[${HAN_DIGITS}]){6,17}`),
  },
  { kind: "number", of: re(String.raw`(?<!\d|\d[.,])\d{7,}x?(?!\d)`) },
  { kind: "number", of: re(String.raw`${NO_WORD_BEFORE}[a-z]{1,3}\d{6,12}[a-z]?${NO_WORD_AFTER}`) },
  {
    kind: "handle",
    of: re(String.raw`(?<![a-z0-9_.@\/])@[a-z0-9_](?:[a-z0-9_.\-]{0,29}[a-z0-9_])?(?![@a-z0-9_])`),
  },
  { kind: "handle", of: re(String.raw`(?<![\p{L}\p{N}_.@\/])@\p{Script=Han}{2,4}`) },
  { kind: "handle", of: re(String.raw`(?<![a-z0-9_.\/])\/?u\/[a-z0-9_\-]{3,20}(?![a-z0-9_\/])`) },
  { kind: "handle", of: re(String.raw`${NO_WORD_BEFORE}[a-z0-9_][a-z0-9_.]{1,31}#\d{4}(?!\d)`) },
  {
    kind: "handle",
    of: re(
      String.raw`(?<=(?:${SERVICES})(?:\s?(?:id|号|name|handle|账号))?(?:\s?(?:is|:|：|-|是|=))?\s?)[a-z][a-z0-9_.\-]{3,31}${NO_WORD_AFTER}`,
    ),
    is: (found) => /[\d_]/u.test(found),
  },
  {
    kind: "handle",
    of: re(
      String.raw`(?<=(?:${SERVICES})(?:\s?(?:id|号|number))?(?:\s?(?:is|:|：|-|是|=))?\s?)\d{5,11}(?!\d)`,
    ),
  },
  ...ADDRESSES,
  ...BIRTH_DATES,
];

/** Digits in groups that are no telephone number: a day, several years, a number with its thousands parted. */
function isDateOrCount(found: string): boolean {
  if (/^(?:\d{4}[.-]\d{1,2}[.-]\d{1,2}|\d{1,2}[.-]\d{1,2}[.-]\d{4})(?!\d)/u.test(found))
    return true;
  const groups = found.split(/\D+/u).filter((group) => group !== "");
  const years = groups.every((group) => /^(?:1\d|20)\d\d$/u.test(group));
  const thousands = groups.slice(1).every((group) => group === "000");
  return years || thousands;
}

/** Everything in a text that looks like structured personal data; stretches may overlap. */
export function findPersonalData({ plain, small }: FoldedText): DataSpan[] {
  const spans: DataSpan[] = [];
  for (const { kind, of, cased = false, is, left } of PATTERNS) {
    const text = cased ? plain : small;
    for (const { 0: found, index } of text.matchAll(of)) {
      const before =
        is === undefined && left === undefined ? "" : text.slice(Math.max(0, index - 40), index);
      if (is !== undefined && !is(found, before)) continue;
      // Marks at the end belong to the sentence.
      const whole = found.replace(/[\s.,;:!?)\]'"”’-]+$/u, "");
      if (whole === "") continue;
      spans.push({ kind, from: index - (left?.(before) ?? 0), to: index + whole.length });
    }
  }
  return spans;
}
