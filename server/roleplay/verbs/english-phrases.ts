import { PREPOSITIONS } from "./english-function-words.ts";
import { formsOf, type VerbForm } from "./english-words.ts";
import type { Verb } from "./verb.ts";

/** How English prose says a verb, ready to be looked for. */

export interface EnglishPhrase {
  readonly verb: Verb;
  /** The base form of its first word. */
  readonly head: string;
  /** The words after it: literal ones, `one's`, `someone's`, `oneself`. */
  readonly rest: readonly string[];
  /** Where among `rest` the thing comes; null where it comes after the phrase. */
  readonly slot: number | null;
  /** The thing comes after a preposition that the phrase ends with. */
  readonly toTarget: boolean;
}

/** All phrases of some verbs by the forms of their first words. */
export interface EnglishPhrases {
  readonly forms: ReadonlyMap<string, VerbForm>;
  readonly byForm: ReadonlyMap<string, readonly EnglishPhrase[]>;
}

const ALSO_PARTICLES = new Set([
  "over",
  "in",
  "on",
  "off",
  "up",
  "down",
  "out",
  "about",
  "through",
]);

/** Reads the verbs' English words. Longer phrases come first. */
export function englishPhrases(verbs: readonly Verb[]): EnglishPhrases {
  const forms = new Map<string, VerbForm>();
  const byForm = new Map<string, EnglishPhrase[]>();
  const known = new Map<string, ReadonlyMap<string, VerbForm>>();
  for (const verb of verbs) {
    if (verb.who === "players") continue;
    for (const words of verb.words.en) {
      for (const phrase of phrasesOf(verb, words)) {
        const heads = known.get(phrase.head) ?? formsOf(phrase.head);
        known.set(phrase.head, heads);
        for (const [form, kind] of heads) {
          const list = byForm.get(form) ?? [];
          byForm.set(form, list);
          list.push(phrase);
          forms.set(form, kind);
        }
      }
    }
  }
  for (const list of byForm.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  return { forms, byForm };
}

function phrasesOf(verb: Verb, words: string): EnglishPhrase[] {
  const parts = words
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll("…", " … ")
    .split(/\s+/u)
    .filter((part) => part !== "");
  const [head = "", ...after] = parts;
  const slot = after.indexOf("…");
  const rest = after.filter((part) => part !== "…");
  const phrase = { verb, head, rest, slot: slot === -1 ? null : slot };
  const last = rest.at(-1) ?? "";
  const takesTarget = verb.target !== "none" && !verb.item && slot === -1 && PREPOSITIONS.has(last);
  if (!takesTarget) return [{ ...phrase, toTarget: false }];
  const both = ALSO_PARTICLES.has(last) && verb.target !== "person";
  return both
    ? [
        { ...phrase, toTarget: true },
        { ...phrase, toTarget: false },
      ]
    : [{ ...phrase, toTarget: true }];
}
