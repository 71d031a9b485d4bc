import nlp from "compromise/two";

/** English words as the language library knows them: what a word may be, and the forms of a verb. The one file that imports it. */

export type VerbForm = "base" | "third" | "past" | "gerund";

/** The forms of a verb that can tell a deed, by its base form. A participle alone tells none. */
export function formsOf(base: string): ReadonlyMap<string, VerbForm> {
  const verb = base.toLowerCase();
  const before = FORMS.get(verb);
  if (before !== undefined) return before;
  const known = nlp.methods() as Methods;
  const { PastTense, PresentTense, Gerund } = known.two.transform.verb.conjugate(verb, nlp.model());
  // The library knows the irregular ones and gives up on some rare ones, so that the regular forms stand beside its own.
  const found = new Map<string, VerbForm>(regularForms(verb));
  const put = (word: string | undefined, form: VerbForm) => {
    if (word !== undefined && /^\p{L}+$/u.test(word)) found.set(word.toLowerCase(), form);
  };
  put(PastTense, "past");
  put(Gerund, "gerund");
  put(PresentTense, "third");
  put(verb, "base");
  if (FORMS.size < FORMS_KEPT) FORMS.set(verb, found);
  return found;
}

const FORMS = new Map<string, ReadonlyMap<string, VerbForm>>();
const FORMS_KEPT = 4_000;

function regularForms(verb: string): [string, VerbForm][] {
  const stem = /[^aeiou]e$/u.test(verb) ? verb.slice(0, -1) : verb;
  const doubled = /[^aeiou][aeiou][bdfgklmnprtvz]$/u.test(verb) ? verb + verb.at(-1) : stem;
  const sibilant = /(?:s|x|z|ch|sh|o)$/u.test(verb);
  if (/[^aeiou]y$/u.test(verb)) {
    const root = verb.slice(0, -1);
    return [
      [`${root}ied`, "past"],
      [`${verb}ing`, "gerund"],
      [`${root}ies`, "third"],
    ];
  }
  return [
    [`${stem}ed`, "past"],
    [`${doubled}ed`, "past"],
    [`${stem}ing`, "gerund"],
    [`${doubled}ing`, "gerund"],
    [`${verb.endsWith("z") ? doubled : verb}${sibilant ? "es" : "s"}`, "third"],
  ];
}

export type WordKind =
  | "verb"
  | "past"
  | "gerund"
  | "noun"
  | "adjective"
  | "adverb"
  | "number"
  | "other";

/** What the words of a text may be, by where each begins. Linear in the text. */
export function wordKinds(text: string): ReadonlyMap<number, ReadonlySet<WordKind>> {
  const found = new Map<number, Set<WordKind>>();
  for (const sentence of nlp(text).json({ offset: true }) as Sentence[])
    for (const { tags, offset } of sentence.terms) {
      const kinds = found.get(offset.start) ?? new Set();
      for (const tag of tags) kinds.add(KINDS[tag] ?? "other");
      found.set(offset.start, kinds);
    }
  return found;
}

interface Sentence {
  readonly terms: readonly {
    readonly tags: readonly string[];
    readonly offset: { readonly start: number };
  }[];
}

const KINDS: Readonly<Record<string, WordKind>> = {
  PresentTense: "verb",
  Infinitive: "verb",
  Copula: "verb",
  Modal: "verb",
  Auxiliary: "verb",
  PastTense: "past",
  Participle: "past",
  Gerund: "gerund",
  Noun: "noun",
  Adjective: "adjective",
  Adverb: "adverb",
  Value: "number",
};

/** The part of the library's exposed methods that is used here; it types none of them. */
interface Methods {
  readonly two: {
    readonly transform: {
      readonly verb: { conjugate(verb: string, model: object): Readonly<Record<string, string>> };
    };
  };
}
