/** Ways to write a tag so that it is still one: each keeps what the tag means under rule R4. */

/** Numbers in [0, 1). */
export type Chance = () => number;

export function pick<T>(chance: Chance, from: readonly [T, ...T[]]): T {
  return from[Math.floor(chance() * from.length)] ?? from[0];
}

export interface Disguise {
  readonly name: string;
  apply(tag: string, chance: Chance): string;
}

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  o: "о",
  e: "е",
  i: "і",
  s: "ѕ",
  n: "ո",
  a: "а",
  t: "т",
  r: "г",
};
const LEET: Readonly<Record<string, string>> = { o: "0", i: "1", e: "3", s: "5", t: "7" };

const BRACKETS = [
  ["＜", "＞"],
  ["﹤", "﹥"],
  ["‹", "›"],
  ["«", "»"],
  ["⟨", "⟩"],
  ["〈", "〉"],
  ["《", "》"],
  ["❮", "❯"],
] as const;
const ESCAPES = [
  ["&lt;", "&gt;"],
  ["&LT;", "&GT;"],
  ["&#60;", "&#62;"],
  ["&#x3c;", "&#x3E;"],
  ["&#0060", "&#0062"],
  ["&amp;lt;", "&amp;gt;"],
  ["&amp;amp;#60;", "&amp;amp;#62;"],
  ["\\u003c", "\\u003e"],
  ["\\u0026lt;", "\\u0026gt;"],
  ["\\x3C", "\\x3E"],
  ["\\u{3c}", "\\u{3e}"],
  ["%3C", "%3e"],
  ["%253C", "%253E"],
  ["\\U0000003c", "\\U0000003E"],
  ["\\3c", "\\3e "],
  ["\\x{3c}", "\\x{3e}"],
  ["%u003c", "%u003E"],
  ["=3C", "=3E"],
] as const;
const UNSEEN = [
  "\u200b",
  "\u00ad",
  "\ufeff",
  "\u200d",
  "\u2060",
  "\u202e",
  "\u0301",
  "\ufe0f",
] as const;

/** A letter replaced with probability 0.4 by what the table has for it. */
function swapLetters(tag: string, table: Readonly<Record<string, string>>, chance: Chance): string {
  return tag.replace(/[a-z]/gu, (letter) => (chance() < 0.4 ? (table[letter] ?? letter) : letter));
}
/** What stands between the brackets, without a leading slash. */
function inside(tag: string, change: (name: string) => string): string {
  return tag.replace(/[a-z_]+/u, change);
}
function bracketed(tag: string, pairs: readonly (readonly [string, string])[], chance: Chance) {
  const [open, close] = pick(chance, [["<", ">"], ...pairs]);
  return tag.replace("<", open).replace(">", close);
}

/** A word with something between its letters that says nothing. */
export function inPieces(word: string, chance: Chance): string {
  const mark = pick(chance, ["**", "*", "`", "~~", "<b>", "</i>", "<i></i>", "\u200b", "<wbr>"]);
  return [...word].map((char) => (chance() < 0.25 ? char + mark : char)).join("");
}

export const DISGUISES: readonly [Disguise, ...Disguise[]] = [
  {
    name: "case",
    apply: (tag, chance) => tag.replace(/[a-z]/gu, (c) => (chance() < 0.5 ? c.toUpperCase() : c)),
  },
  {
    name: "unseen",
    apply: (tag, chance) =>
      inside(tag, (name) =>
        [...name].map((c) => (chance() < 0.2 ? c + pick(chance, UNSEEN) : c)).join(""),
      ),
  },
  { name: "look-alikes", apply: (tag, chance) => swapLetters(tag, LOOK_ALIKE, chance) },
  { name: "digits", apply: (tag, chance) => swapLetters(tag, LEET, chance) },
  {
    name: "wide letters",
    apply: (tag) =>
      tag.replace(/[a-z_]/gu, (c) => String.fromCharCode((c.codePointAt(0) ?? 0) + 0xfee0)),
  },
  {
    name: "separators",
    apply: (tag, chance) => tag.replace("_", pick(chance, [" ", "-", ".", "", "__", "–", "\n"])),
  },
  { name: "brackets", apply: (tag, chance) => bracketed(tag, BRACKETS, chance) },
  { name: "escapes", apply: (tag, chance) => bracketed(tag, ESCAPES, chance) },
  {
    name: "white space",
    apply: (tag, chance) => {
      const gap = () => pick(chance, ["", " ", "\t", "\n", "\u00a0", "  "]);
      return tag
        .replace(/^<(\/?)/u, (_, slash) => `<${gap()}${slash}${gap()}`)
        .replace(/>$/u, `${gap()}>`);
    },
  },
  {
    name: "attributes",
    apply: (tag, chance) =>
      tag.replace(
        />$/u,
        pick(chance, [
          ' a="b">',
          " a='x>y'>",
          ' mood="grim" level=3>',
          ' a="1" b="<c>">',
          " a = 'b' >",
        ]),
      ),
  },
  {
    name: "self-closing",
    apply: (tag) => (tag.startsWith("</") ? tag : tag.replace(/>$/u, "/>")),
  },
  {
    name: "marks",
    apply: (tag, chance) => {
      const mark = pick(chance, ["*", "`", '"', "**", "'", "~", "."]);
      return inside(tag, (name) => mark + name + mark);
    },
  },
  {
    name: "spelling",
    apply: (tag, chance) =>
      inside(tag, (name) => [...name].join(pick(chance, [" ", ".", "-", "  "]))),
  },
  {
    name: "tag characters",
    apply: (tag) =>
      inside(tag, (name) =>
        String.fromCodePoint(...[...name].map((c) => 0xe0000 + (c.codePointAt(0) ?? 0))),
      ),
  },
  { name: "doubled", apply: (tag) => `<${tag}>` },
  {
    name: "slash twice",
    apply: (tag) => tag.replace("</", "<//"),
  },
];
