import { foldText, type FoldedText } from "./folded-text.ts";
import { NAME_PARTICLES, ORDINARY_WORDS } from "./ordinary-words.ts";
import type { RosterEntry } from "./scrubber.ts";

/** A stretch of folded text that is a name with one slip. */
export interface Misspelt {
  readonly from: number;
  readonly to: number;
  readonly by: RosterEntry["by"];
}

/** Shorter names have too many words beside them. */
const SHORTEST = 6;

/**
 * Finds names that were mistyped once: a letter too many, too few, another one, or two that changed places, behind the
 * first letter. A small letter is forgiven where the name has seven, and another letter too; words that are names of
 * others, and everyday words, are never a slip. Of Chinese names nothing can be told this way.
 */
export function createMisspellings(
  roster: readonly RosterEntry[],
  kept: readonly string[],
): (text: FoldedText) => Iterable<Misspelt> {
  const others = new Set([...kept, ...roster.flatMap(({ names }) => names)].flatMap(wordsOf));
  const byFirst = new Map<string, { word: string; by: RosterEntry["by"] }[]>();
  for (const { names, by } of roster) {
    for (const word of new Set(names.flatMap(wordsOf))) {
      if (word.length < SHORTEST || ORDINARY_WORDS.has(word) || NAME_PARTICLES.has(word)) continue;
      byFirst.set(word[0] ?? "", [...(byFirst.get(word[0] ?? "") ?? []), { word, by }]);
    }
  }
  return function* slips({ plain, small }) {
    if (byFirst.size === 0) return;
    for (const { 0: found, index } of small.matchAll(WORD)) {
      const near = byFirst.get(found[0] ?? "");
      if (near === undefined || others.has(found) || ORDINARY_WORDS.has(found)) continue;
      const capital = /^\p{Lu}/u.test(plain.slice(index, index + 2));
      const name = near.find(({ word }) => isSlip(word, found, capital));
      if (name !== undefined) yield { from: index, to: index + found.length, by: name.by };
    }
  };
}

/** Words of a script with small and large letters; accents are gone already. */
const WORD =
  /(?<!(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}_])\p{Script=Latin}{5,40}(?!(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}_])/gu;

function wordsOf(name: string): string[] {
  return foldText(name).small.match(/\p{Script=Latin}{2,}/gu) ?? [];
}

function isSlip(name: string, found: string, capital: boolean): boolean {
  if (!capital && name.length < 7) return false;
  const longer = found.length - name.length;
  if (longer < -1 || longer > 1 || found === `${name}s`) return false;
  let at = 0;
  while (at < name.length && name[at] === found[at]) at += 1;
  if (longer === 1) return name.slice(at) === found.slice(at + 1);
  if (longer === -1) return name.slice(at + 1) === found.slice(at);
  const swapped = name[at] === found[at + 1] && name[at + 1] === found[at];
  if (swapped && name.slice(at + 2) === found.slice(at + 2)) return true;
  return name.length >= 7 && name.slice(at + 1) === found.slice(at + 1);
}
