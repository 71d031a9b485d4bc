import {
  ARTICLES,
  AUXILIARIES,
  COORDINATORS,
  OBJECT_PRONOUNS,
  PARTICLES,
  POSSESSIVES,
  PREPOSITIONS,
  REFLEXIVES,
  RELATIVES,
  RESULTS,
  SELF_SUBJECTS,
  SUBORDINATORS,
} from "./english-function-words.ts";
import type { Mention, Token } from "./english-tokens.ts";
import { wordKinds, type VerbForm, type WordKind } from "./english-words.ts";

/** An English action's tokens with what each word may be. */
export class EnglishText {
  readonly tokens: readonly Token[];
  readonly #kinds: readonly ReadonlySet<WordKind>[];
  /** Forms of the verbs that are looked for. */
  readonly #forms: ReadonlyMap<string, VerbForm>;

  constructor(tokens: readonly Token[], forms: ReadonlyMap<string, VerbForm>) {
    this.tokens = tokens;
    this.#forms = forms;
    this.#kinds = kindsOf(tokens);
  }

  /** The word at a place; empty for names, marks, and past the end. */
  word(at: number): string {
    const token = this.tokens[at];
    return token?.type === "word" ? token.text : "";
  }

  mention(at: number): Mention | null {
    const token = this.tokens[at];
    return token?.type === "mention" ? token : null;
  }

  is(at: number, ...kinds: WordKind[]): boolean {
    return kinds.some((kind) => this.#kinds[at]?.has(kind) === true);
  }

  isAdverb(at: number): boolean {
    const word = this.word(at);
    if (word === "") return false;
    return (
      ADVERBS.has(word) ||
      (/[^l]ly$|lly$/u.test(word) && word.length > 4 && !NOT_ADVERBS.has(word)) ||
      (this.is(at, "adverb") && !this.is(at, "verb", "noun") && !isFunctionWord(word))
    );
  }

  /** The form in which a word may be a verb; null when it is none. */
  verbForm(at: number): VerbForm | null {
    const word = this.word(at);
    if (word === "" || isFunctionWord(word)) return null;
    const known = this.#forms.get(word);
    if (known !== undefined) return known;
    if (this.is(at, "gerund") || /.{2}ing$/u.test(word)) return "gerund";
    if (this.is(at, "past")) return "past";
    if (this.is(at, "verb")) return /[^s]s$/u.test(word) ? "third" : "base";
    // The library takes many a verb without a subject for a plural.
    if (/[^s']s$/u.test(word) && this.is(at, "noun") && this.beginsPhrase(at + 1)) return "third";
    return null;
  }

  /** Whether what comes here can stand after a verb: a thing, a way, or how it is done. */
  beginsPhrase(at: number): boolean {
    const word = this.word(at);
    return (
      this.mention(at) !== null ||
      ARTICLES.has(word) ||
      POSSESSIVES.has(word) ||
      OBJECT_PRONOUNS.has(word) ||
      REFLEXIVES.has(word) ||
      PARTICLES.has(word) ||
      PREPOSITIONS.has(word) ||
      /^(?:an?|another|some|no)$/u.test(word) ||
      this.isAdverb(at)
    );
  }

  /** Whether a thing's name is over here: what follows is no part of it. */
  closesName(at: number, end: number): boolean {
    if (at >= end) return true;
    const token = this.tokens[at];
    if (token === undefined || token.type !== "word") return true;
    const { text } = token;
    return (
      isFunctionWord(text) ||
      RESULTS.has(text) ||
      this.isAdverb(at) ||
      (this.is(at, "gerund") && !this.is(at, "noun")) ||
      /^(?:again|once|twice|a|an|one|two|three|four|several|many|every|each|last|first|half|halfway|full|wide)$/u.test(
        text,
      )
    );
  }

  skipAdverbs(at: number, end: number): number {
    while (at < end && this.isAdverb(at)) at++;
    return at;
  }
}

/** A word of a closed list: no verb, no thing. */
export function isFunctionWord(word: string): boolean {
  return (
    ARTICLES.has(word) ||
    POSSESSIVES.has(word) ||
    PREPOSITIONS.has(word) ||
    PARTICLES.has(word) ||
    COORDINATORS.has(word) ||
    SUBORDINATORS.has(word) ||
    RELATIVES.has(word) ||
    AUXILIARIES.has(word) ||
    SELF_SUBJECTS.has(word) ||
    OBJECT_PRONOUNS.has(word) ||
    REFLEXIVES.has(word)
  );
}

const ADVERBS: ReadonlySet<string> = new Set(
  `then now still again finally just also soon once slow fast hard not never almost nearly always often sometimes
  seldom already perhaps maybe half together carefully at-last forth instead too n't quite very rather almost even
  only abruptly thus twice there here`.split(/\s+/u),
);
const NOT_ADVERBS: ReadonlySet<string> = new Set([
  "family",
  "jelly",
  "belly",
  "bully",
  "lily",
  "reply",
  "assembly",
  "supply",
  "ally",
  "rally",
]);

/** Tokens as a sentence that the library can read: it needs a subject, and knows nobody of ours. */
function kindsOf(tokens: readonly Token[]): ReadonlySet<WordKind>[] {
  let text = "She ";
  const starts = tokens.map((token) => {
    if (token.type !== "mark" && text !== "") text += " ";
    const start = text.length;
    if (token.type === "mention")
      text += `${token.entities[0]?.kind === "person" ? "Anna" : "table"}${token.possessive ? "'s" : ""}`;
    else text += token.text;
    return start;
  });
  const found = wordKinds(text);
  const kinds = starts.map((): Set<WordKind> => new Set());
  let at = 0;
  // The library cuts some words in two: each part tells of the whole.
  for (const [start, some] of [...found].sort(([a], [b]) => a - b)) {
    while (at + 1 < starts.length && (starts[at + 1] ?? 0) <= start) at++;
    if (start >= (starts[at] ?? 0)) for (const kind of some) kinds[at]?.add(kind);
  }
  return kinds;
}
