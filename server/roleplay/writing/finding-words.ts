import type { Language } from "../../../shared/protocol.ts";
import { FINDING_WORDS_EN } from "./finding-words.en.ts";
import { FINDING_WORDS_ZH } from "./finding-words.zh.ts";
import type { WritingCode, WritingFinding } from "./writing-finding.ts";

/** What was found, why it matters in play, and what to do. */
export interface FindingWords {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** Words of every code; `{name}` stands for a fact. */
export type FindingLexicon = Readonly<Record<WritingCode, FindingWords>>;

const LEXICON: Readonly<Record<Language, FindingLexicon>> = {
  en: FINDING_WORDS_EN,
  zh: FINDING_WORDS_ZH,
};

/** A finding in a writer's words. */
export function wordsOf({ code, facts }: WritingFinding, language: Language): FindingWords {
  const words = LEXICON[language][code];
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/gu, (whole, fact: string) => String(facts[fact] ?? whole));
  return { what: filled(words.what), why: filled(words.why), todo: filled(words.todo) };
}
