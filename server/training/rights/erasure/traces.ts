import { foldText } from "../folded-text.ts";
import { findPersonalData } from "../personal-data.ts";
import { createScrubber } from "../scrubber.ts";

/** What a player brought into a log: its names, and what nobody had said before it. */
export interface Traces {
  readonly names: readonly string[];
  /** The text without any of it. The same text where there is nothing. */
  mask(text: string): string;
  /** Stretches as they were written that no file may hold any more: whole lines and words, the longest first. */
  readonly written: readonly string[];
}

/** What stands for a name that was erased. */
export const ERASED = { en: "someone", zh: "某人" } as const;
/** What stands for words that were erased out of a text that is another's. */
const GAP = "…";
/** So many letters and digits in a row are a quotation, and so many where a character is a word. */
const RUN = 16;
const HAN_RUN = 6;

/** The words of a text that can tell who spoke: long ones, and runs of four Han characters; folded. */
export function tellingWords(text: string): string[] {
  const { small } = foldText(text);
  const words: string[] = [...(small.match(/(?:(?!\p{Script=Han})[\p{L}\p{N}]){6,}/gu) ?? [])];
  for (const run of small.match(/\p{Script=Han}{4,}/gu) ?? [])
    for (let i = 0; i + 4 <= run.length; i++) words.push(run.slice(i, i + 4));
  return words;
}

/** Stretches of a text that are a quotation wherever else they stand; folded, letters and digits alone. */
export function quotableRuns(text: string): string[] {
  const { letters } = lettersOf(text);
  const runs: string[] = [];
  for (let i = 0; i < letters.length; i++) {
    const run = runAt(letters, i);
    if (run !== null) runs.push(run);
  }
  return runs;
}

/** `own`: the telling words and quotable runs of the texts that are this player's and nobody else's. */
export function createTraces(
  names: readonly string[],
  texts: readonly string[],
  own: ReadonlySet<string>,
): Traces {
  const { scrub } = createScrubber([{ names, by: ERASED }], {
    data: false,
    // What is erased must be the player's: a word that is only near a name may be anybody's.
    slips: false,
  });
  const data = new Set<string>();
  const written = new Set<string>();
  for (const text of texts) {
    const folded = foldText(text);
    for (const { from, to } of findPersonalData(folded)) {
      const item = lettersOf(folded.plain.slice(from, to)).letters;
      if (item.length >= 5) data.add(item);
    }
    if (text.length >= 12 && quotableRuns(text).some((run) => own.has(run))) written.add(text);
    for (const [word = ""] of text.matchAll(/(?:(?!\p{Script=Han})[\p{L}\p{N}]){6,}/gu))
      if (own.has(foldText(word).small)) written.add(word);
  }

  /** Stretches of the text that are this player's, in units of the original. */
  function stretches(text: string): [number, number][] {
    const { letters, at, ends } = lettersOf(text);
    const found: [number, number][] = [];
    const add = (from: number, length: number): void => {
      found.push([at[from] ?? 0, ends[from + length - 1] ?? text.length]);
    };
    for (let i = 0; i < letters.length; i++) {
      const run = runAt(letters, i);
      if (run !== null && own.has(run)) add(i, run.length);
    }
    for (const item of data)
      for (let i = letters.indexOf(item); i >= 0; i = letters.indexOf(item, i + 1))
        add(i, item.length);
    if (own.size > 0) {
      const folded = foldText(text);
      const take = (from: number, to: number): void => {
        found.push([folded.at[from] ?? 0, folded.at[to] ?? text.length]);
      };
      for (const { 0: word, index } of folded.small.matchAll(
        /(?:(?!\p{Script=Han})[\p{L}\p{N}]){6,}/gu,
      ))
        if (own.has(word)) take(index, index + word.length);
      for (const { 0: run, index } of folded.small.matchAll(/\p{Script=Han}{4,}/gu))
        for (let i = 0; i + 4 <= run.length; i++)
          if (own.has(run.slice(i, i + 4))) take(index + i, index + i + 4);
    }
    return found.toSorted((a, b) => a[0] - b[0]);
  }

  return {
    names,
    written: [...written].toSorted((a, b) => b.length - a.length),
    mask(text) {
      let result = "";
      let done = 0;
      for (const [from, to] of stretches(text)) {
        if (from > done || done === 0) result += text.slice(done, Math.max(done, from)) + GAP;
        done = Math.max(done, to);
      }
      return scrub(result + text.slice(done)).text;
    },
  };
}

/** Letters and digits alone, folded, with where each began and ended in the text. */
function lettersOf(text: string): { letters: string; at: number[]; ends: number[] } {
  const folded = foldText(text);
  let letters = "";
  const at: number[] = [];
  const ends: number[] = [];
  for (const { 0: letter, index } of folded.small.matchAll(/[\p{L}\p{N}]/gu)) {
    letters += letter;
    for (let unit = 0; unit < letter.length; unit++) {
      at.push(folded.at[index] ?? 0);
      ends.push(folded.at[index + letter.length] ?? text.length);
    }
  }
  return { letters, at, ends };
}

/** The stretch that counts as a quotation if it begins here; null where the text ends before. */
function runAt(letters: string, from: number): string | null {
  const run = letters.slice(from, from + HAN_RUN);
  if (run.length === HAN_RUN && /^\p{Script=Han}+$/u.test(run)) return run;
  const long = letters.slice(from, from + RUN);
  return long.length === RUN && !/\p{Script=Han}/u.test(long) ? long : null;
}
