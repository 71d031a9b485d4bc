import type { Language } from "../../../shared/protocol.ts";
import { firstSentences } from "../coser/coser-text.ts";
import { estimateTokens } from "../prompt/token-estimate.ts";
import { inertLine } from "../prompt/prompt-text.ts";
import { isPattern, lorePattern } from "./lore-pattern.ts";
import { loreId, type LoreEntry } from "./lore.ts";

/** The moment in which lore may come to mind. */
export interface LoreMoment {
  /** What was said and done lately, the newest first. */
  readonly lines: readonly string[];
  /** Ids of what stands in the prompt already. */
  readonly held: ReadonlySet<string>;
  readonly self: string;
  readonly language: Language;
  /** Tokens that may be spent. */
  readonly budget: number;
}

/** One entry that came to mind, and the key that called it. */
export interface CalledLore {
  readonly id: string;
  readonly key: string;
}

export interface RecalledLore {
  /** One line of the world's for the persona alone. */
  readonly text: string;
  readonly called: readonly CalledLore[];
}

/** Of each line, so much is looked through; of all lines, so much by patterns. */
const LINE = 2_000;
const PATTERN_TEXT = 600;
/** Steps that all patterns together may take at once: some 50 ms if every one of them is made to be slow. */
const PATTERN_STEPS = 300_000;
/** How many entries come at once. */
const MOST = 6;
/** An entry that does not fit whole comes with its first sentences, if they are at least so many characters. */
const LEAST = 80;

const WORDS: Readonly<Record<Language, (self: string, told: readonly string[]) => string>> = {
  en: (self, told) => `${self} knows this. ${told.join(" ")}`,
  zh: (self, told) => `${self}知道这些。${told.join("")}`,
};

/** What of a persona's lore the last lines call up; null where nothing does, or nothing fits. */
export function recallLore(entries: readonly LoreEntry[], moment: LoreMoment): RecalledLore | null {
  const said = ears(moment.lines.map((line) => line.slice(0, LINE)));
  const found = entries
    .map((entry, index) => ({ entry, id: loreId(entry, index) }))
    .filter(({ entry, id }) => !entry.always && !moment.held.has(id))
    .flatMap(({ entry, id }) => {
      const key = callOf(entry, said);
      return key === null ? [] : [{ entry, id, key }];
    })
    .sort((a, b) => a.entry.order - b.entry.order);
  let left = moment.budget;
  const told: string[] = [];
  const called: CalledLore[] = [];
  for (const { entry, id, key } of found) {
    if (called.length === MOST || left < 16) break;
    const text = fitting(inertLine(entry.text), left);
    if (text === "") continue;
    left -= estimateTokens(text);
    told.push(text);
    called.push({ id, key });
  }
  return called.length === 0 ? null : { text: WORDS[moment.language](moment.self, told), called };
}

/** The key by which these lines call an entry; null where they do not. */
function callOf(entry: LoreEntry, said: Ears): string | null {
  const heard = (key: string): boolean => said(key, entry.lines, entry.exact_case);
  const key = entry.keys.find(heard);
  if (key === undefined) return null;
  if (entry.also.length > 0 && !entry.also.some(heard)) return null;
  return entry.unless.some(heard) ? null : key;
}

type Ears = (key: string, depth: number, exact: boolean) => boolean;

/** Finds keys in the last lines. Each text is made ready once, however many keys are looked for in it. */
function ears(lines: readonly string[]): Ears {
  const texts = new Map<string, string>();
  const found = new Map<string, boolean>();
  let steps = PATTERN_STEPS;
  const textOf = (depth: number, exact: boolean): string => {
    const name = `${depth} ${exact}`;
    const known = texts.get(name) ?? plain(lines.slice(0, depth).join("\n"), exact);
    texts.set(name, known);
    return known;
  };
  return (key, depth, exact) => {
    if (!isPattern(key)) return holdsWord(textOf(depth, exact), plain(key, exact));
    const text = textOf(depth, true).slice(0, PATTERN_TEXT);
    const known = found.get(`${text.length} ${key}`);
    if (known !== undefined) return known;
    const pattern = lorePattern(key);
    steps -= (pattern?.steps ?? 0) * text.length;
    const matches = pattern !== null && steps >= 0 && pattern.matches(text);
    found.set(`${text.length} ${key}`, matches);
    return matches;
  };
}

function plain(text: string, exact: boolean): string {
  return (exact ? text : text.toLowerCase()).normalize("NFKC");
}

function fitting(text: string, budget: number): string {
  const tokens = estimateTokens(text);
  if (tokens <= budget) return text;
  const cut = firstSentences(text, Math.floor((text.length * budget * 0.9) / tokens));
  return cut.length >= LEAST && estimateTokens(cut) <= budget ? cut : "";
}

/** Finds a name as a whole word, with the endings that English gives one; between Chinese characters, anywhere. */
function holdsWord(text: string, wanted: string): boolean {
  const spaced = { before: WORD.test(wanted[0] ?? ""), after: WORD.test(wanted.at(-1) ?? "") };
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (spaced.before && WORD.test(text[at - 1] ?? "")) continue;
    if (!spaced.after || !WORD.test(text[end] ?? "")) return true;
    if (ENDING.test(text.slice(end, end + 3))) return true;
  }
  return false;
}

/** Letters of scripts that part their words by spaces. */
const WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u;
const ENDING = /^(?:s|es)(?![\p{L}\p{N}])/u;
