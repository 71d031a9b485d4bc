import type { Language, Localized } from "../../../shared/protocol.ts";
import { foldText, type FoldedText } from "./folded-text.ts";
import { createMisspellings } from "./misspelt-names.ts";
import { literal, nameForms } from "./name-forms.ts";
import type { DataKind } from "./data-pattern.ts";
import { findPersonalData } from "./personal-data.ts";

/** A player of the texts: every name it went by, and what is written in their place, such as `Player A`. */
export interface RosterEntry {
  readonly names: readonly string[];
  /** One word for all texts, or one for each language of the words around it. */
  readonly by: string | Localized;
}

/** A text without names and structured personal data, and how many of each kind were found: `name`, `email`, …. */
export interface Scrubbed {
  readonly text: string;
  readonly found: Readonly<Record<string, number>>;
}

/** Takes names and structured personal data out of texts. What people tell in plain words stays, and may identify. */
export interface Scrubber {
  /** Never throws; the same text twice is the same as once; tags of HER and chat templates stay as they are. */
  scrub(text: string): Scrubbed;
}

/** What stands for each kind of data: a plain phrase that a sentence can hold. */
export const PLACEHOLDERS: Readonly<Record<DataKind, Localized>> = {
  email: { en: "an e-mail address", zh: "某个邮箱" },
  url: { en: "a web address", zh: "某个网址" },
  ip: { en: "a network address", zh: "某个网络地址" },
  phone: { en: "a telephone number", zh: "某个电话" },
  number: { en: "a long number", zh: "某串号码" },
  handle: { en: "an account name", zh: "某个账号" },
  address: { en: "a street address", zh: "某个住址" },
  birth: { en: "a date of birth", zh: "某个生日" },
};

/** Who is called what in place of a name that nobody gave a word for. */
export const SOMEONE: Localized = { en: "the traveller", zh: "旅人" };

/** What belongs to the layout of a prompt or a turn, not to what somebody said. */
const LAYOUT =
  /<\/?(?:system|role)[ _-]?(?:thinking|think|action|speech)\s*\/?>|<\/?think(?:ing)?>|<\|[^<>|\n]{1,40}\|>|===[^=\n]{1,60}===/giu;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly by: string | Localized;
}

/** How far around a find its language is looked for, in units. */
const AROUND = 30;
/** What takes the place of one thing may complete another; such chains are short. */
const ROUNDS = 5;

/** What a scrubber is asked beside its roster. */
export interface Scrubbing {
  /** Structured data goes as well as names; true if not said. */
  readonly data?: boolean;
  /** Names with a slip go as well; true if not said. */
  readonly slips?: boolean;
  /** Names that are nobody's misspelt: those of personas. */
  readonly kept?: readonly string[];
}

export function createScrubber(
  roster: readonly RosterEntry[],
  { data = true, slips: misspelt = true, kept: cast = [] }: Scrubbing = {},
): Scrubber {
  const forms = roster
    .flatMap(({ names, by }) =>
      names.flatMap((name) => nameForms(name).map((form) => ({ ...form, by }))),
    )
    .toSorted((a, b) => b.length - a.length);
  const names =
    forms.length === 0
      ? null
      : new RegExp(forms.map(({ pattern }) => `(${pattern})`).join("|"), "gv");
  const placed = placedWords(roster);
  const slips = createMisspellings(misspelt ? roster : [], cast);

  function* namesIn({ plain, small }: FoldedText): Iterable<Span> {
    if (names === null) return;
    for (const match of small.matchAll(names)) {
      const which = match.findIndex((group, index) => index > 0 && group !== undefined) - 1;
      const form = forms[which];
      if (form === undefined) continue;
      const first = plain.slice(match.index, match.index + 2);
      if (form.capital && !/^\p{Lu}/u.test(first) && !/^\p{Script=Han}/u.test(first)) continue;
      yield { from: match.index, to: match.index + match[0].length, kind: "name", by: form.by };
    }
  }

  function once(text: string, count: (kind: string) => void): string {
    const folded = foldText(text);
    const spans: Span[] = [...namesIn(folded)];
    for (const { from, to, by } of slips(folded)) spans.push({ from, to, kind: "name", by });
    for (const { kind, from, to } of data ? findPersonalData(folded) : [])
      spans.push({ from, to, kind, by: PLACEHOLDERS[kind] });
    if (spans.length === 0) return text;
    const kept = layoutOf(text, placed);
    spans.sort((a, b) => a.from - b.from || b.to - a.to);
    let result = "";
    let done = 0;
    let next = 0;
    for (const { from, to, kind, by } of spans) {
      const begin = folded.at[from] ?? 0;
      const end = folded.at[to] ?? text.length;
      if (begin < done) continue;
      while ((kept[next]?.to ?? Infinity) <= begin) next += 1;
      if ((kept[next]?.from ?? Infinity) < end) continue;
      const word = typeof by === "string" ? by : by[languageAround(text, begin, end)];
      result += text.slice(done, begin) + word;
      done = end;
      count(kind);
    }
    return result + text.slice(done);
  }

  return {
    scrub(text) {
      const found: Record<string, number> = {};
      let now = text;
      for (let round = 0; round < ROUNDS; round++) {
        const before = now;
        now = once(before, (kind) => (found[kind] = (found[kind] ?? 0) + 1));
        if (now === before) break;
      }
      return { text: now, found };
    },
  };
}

/** Stretches of the original that are left alone: layout, and what an earlier scrubbing put there. In their order. */
function layoutOf(text: string, placed: RegExp | null): { from: number; to: number }[] {
  const kept = [LAYOUT, ...(placed === null ? [] : [placed])].flatMap((of) =>
    [...text.matchAll(of)].map(({ 0: found, index }) => ({
      from: index,
      to: index + found.length,
    })),
  );
  return kept.toSorted((a, b) => a.from - b.from);
}

/** Finds what stands for somebody already, so that a player called Player changes nothing in `Player A`. */
function placedWords(roster: readonly RosterEntry[]): RegExp | null {
  const words = roster.flatMap(({ by }) => (typeof by === "string" ? [by] : Object.values(by)));
  const all = [...words, ...Object.values(PLACEHOLDERS).flatMap((by) => Object.values(by))]
    .filter((word) => word !== "")
    .toSorted((a, b) => b.length - a.length)
    .map(literal);
  const border = String.raw`[[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]`;
  return new RegExp(`(?<!${border})(?:${all.join("|")})(?!${border})`, "gv");
}

/** The language of the words around a find; where there are none, of what was found. */
function languageAround(text: string, from: number, to: number): Language {
  const around = text.slice(Math.max(0, from - AROUND), from) + text.slice(to, to + AROUND);
  const words = around.replace(LAYOUT, "");
  const plain = /\p{L}/u.test(words) ? words : text.slice(from, to);
  const han = plain.match(/[\p{Script=Han}，。！？、]/gu)?.length ?? 0;
  const latin = plain.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return han * 3 > latin ? "zh" : "en";
}
