import type { FoldedText } from "./folded-text.ts";

/** Kinds of structured personal data that are looked for. */
export const DATA_KINDS = ["email", "url", "ip", "phone", "number", "handle", "address"] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** A stretch of folded text; both ends in its units. */
export interface DataSpan {
  readonly kind: DataKind;
  readonly from: number;
  readonly to: number;
}

/** No pattern here is searched again from within what it has looked at, so that a long text costs in proportion. */
interface Pattern {
  readonly kind: DataKind;
  readonly of: RegExp;
  /** Of the text as it is written, where capitals tell. */
  readonly cased?: boolean;
  /** Whether what was found is one. */
  readonly is?: (found: string, before: string) => boolean;
  /** How much to the left belongs to it. */
  readonly left?: (before: string) => number;
}

const digitsOf = (text: string): number => text.replace(/\D/gu, "").length;
/** Letters and digits of scripts that part their words. */
const NO_WORD_BEFORE = String.raw`(?<![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]])`;
const NO_WORD_AFTER = String.raw`(?![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]])`;
const IN_URL = String.raw`[^\s<>"'“”«»‹›，。！？；、：（）《》「」\p{Script=Han}]`;
const LABEL = "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?";
const SURE_ENDINGS =
  "com|org|net|io|dev|app|info|edu|gov|xyz|gg|tv|tech|online|site|shop|cn|uk|de|fr|eu|ru|jp|hk|tw|ca|au|nl|ch";
/** Words as well: `stop.it` is a sentence without its space. */
const UNSURE_ENDINGS = "me|co|in|it|at|us|cc|top|vip|es|se|no|fi|pl|ly|is|to|be|im";
const DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple";
const HAN_DIGITS = "零〇一二三四五六七八九幺";
const SERVICES =
  "wechat|weixin|微信|qq|telegram|discord|instagram|insta|snapchat|whatsapp|skype|steam|line id|微博|抖音|小红书";
const STREETS =
  "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Sq|Terrace|Place|Pl|Way|Close|Crescent|Row|Gardens|Highway|Hwy";

const PATTERNS: readonly Pattern[] = [
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
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])(?:mailto(?::|\s–)\s?)?(?:[a-z0-9][a-z0-9._%+\-]{0,200}|["“][^"“”\s]{1,64}["”])(?:@|\s@\s)${LABEL}(?:\.${LABEL}){1,5}`,
    ),
  },
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,200}\s{0,2}[\(\[\{“"'][\s]?at[\s]?[\)\]\}”"']\s{0,2}${LABEL}(?:\s{0,2}(?:\.|[\(\[\{“"'][\s]?(?:dot|\.)[\s]?[\)\]\}”"']|\sdot\s)\s{0,2}[a-z0-9\-]{2,63}){1,4}`,
    ),
  },
  {
    kind: "email",
    of: re(
      String.raw`(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,200}\sat\s${LABEL}(?:\sdot\s[a-z0-9\-]{2,63}){1,4}`,
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
  { kind: "handle", of: re(String.raw`${NO_WORD_BEFORE}[a-z0-9_][a-z0-9_.]{1,31}#\d{4}(?!\d)`) },
  {
    kind: "handle",
    of: re(
      String.raw`(?<=(?:${SERVICES})(?:\s?(?:id|号|name|handle|账号))?(?:\s?(?:is|:|-|是|=))?\s?)[a-z][a-z0-9_.\-]{3,31}${NO_WORD_AFTER}`,
    ),
    is: (found) => /[\d_]/u.test(found),
  },
  {
    kind: "handle",
    of: re(
      String.raw`(?<=(?:${SERVICES})(?:\s?(?:id|号|number))?(?:\s?(?:is|:|-|是|=))?\s?)\d{5,11}(?!\d)`,
    ),
  },
  {
    kind: "address",
    cased: true,
    of: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,])\d{1,5}[A-Za-z]?,?\s(?:[NSEW]\.?\s)?(?:[A-Z][A-Za-z'\-]{1,24}\s){1,3}(?:${STREETS})(?![A-Za-z])\.?(?:,?\s(?:Apt|Apartment|Flat|Unit|Suite)\.?\s?[\dA-Za-z]{1,5}(?![A-Za-z]))?`,
      "gu",
    ),
  },
  {
    kind: "address",
    cased: true,
    of: /(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![A-Za-z0-9])/gu,
  },
  {
    kind: "address",
    cased: true,
    of: /(?<![A-Za-z0-9])[A-Z]{2}\s\d{5}(?:-\d{4})?(?![A-Za-z0-9-])/gu,
  },
  {
    kind: "address",
    of: /(?:路|街|大道|道|巷|弄|胡同)\s?\d{1,5}\s?(?:号|弄)(?:院|楼)?(?:\s?\d{1,4}\s?(?:栋|幢|号楼|单元|室|层|号)){0,4}/gu,
    left: (before) =>
      /(?:(?![在住是到去于往从来回的我你他她家，])\p{Script=Han}){1,16}$/u.exec(before)?.[0]
        .length ?? 0,
  },
];

function re(source: string): RegExp {
  return new RegExp(source, "gv");
}

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
