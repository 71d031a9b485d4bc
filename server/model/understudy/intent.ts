import { sentencesOf } from "./language.ts";
import { ENGLISH_INTENTS, englishTold } from "./intent.en.ts";
import { CHINESE_INTENTS, chineseTold } from "./intent.zh.ts";
import type { Language } from "../../../shared/protocol.ts";

/** What someone wants with a line. */
export type IntentKind =
  | "injection"
  | "memory"
  | "ask-my-name"
  | "ask-your-name"
  | "who-is-here"
  | "where-are-we"
  | "what-happens"
  | "how-are-you"
  | "secret"
  | "opinion"
  | "who-is"
  | "where-is"
  | "why-here"
  | "tell-about-you"
  | "follow-up"
  | "question"
  | "told-name"
  | "insult"
  | "threat"
  | "love"
  | "praise"
  | "apology"
  | "grief"
  | "request"
  | "farewell"
  | "thanks"
  | "greeting"
  | "agree"
  | "refuse"
  | "help-offer"
  | "statement"
  | "silence";

export interface Intent {
  readonly kind: IntentKind;
  /** The sentence that carries it. */
  readonly sentence: string;
  /** What the pattern caught: a name, or what is to be remembered. */
  readonly object: string;
}

export interface IntentPattern {
  readonly kind: IntentKind;
  readonly pattern: RegExp;
}

/** The weightier of two intents in one line is the one to answer; the lighter may open the reply. */
const WEIGHT: readonly IntentKind[] = [
  "injection",
  "memory",
  "ask-my-name",
  "ask-your-name",
  "secret",
  "opinion",
  "who-is",
  "where-is",
  "who-is-here",
  "where-are-we",
  "what-happens",
  "why-here",
  "tell-about-you",
  "question",
  "threat",
  "insult",
  "love",
  "follow-up",
  "request",
  "help-offer",
  "grief",
  "apology",
  "told-name",
  "how-are-you",
  "praise",
  "farewell",
  "thanks",
  "refuse",
  "agree",
  "statement",
  "greeting",
  "silence",
];

/** Kinds that may stand beside another in one sentence. */
const COURTESY: ReadonlySet<IntentKind> = new Set([
  "greeting",
  "thanks",
  "apology",
  "told-name",
  "praise",
  "agree",
  "refuse",
]);

/** All intents of a line, weightiest first; never empty. */
export function intentsOf(speech: string, language: Language): Intent[] {
  const sentences = sentencesOf(speech);
  if (sentences.length === 0 || !/[\p{L}\p{N}]/u.test(speech))
    return [{ kind: "silence", sentence: speech, object: "" }];
  const patterns = language === "zh" ? CHINESE_INTENTS : ENGLISH_INTENTS;
  const found: Intent[] = [];
  for (const sentence of sentences) {
    let any = false;
    for (const { kind, pattern } of patterns) {
      const match = pattern.exec(sentence);
      if (!match) continue;
      found.push({ kind, sentence, object: (match.groups?.object ?? "").trim() });
      any = true;
      if (!COURTESY.has(kind)) break;
    }
    if (!any) found.push({ kind: "statement", sentence, object: "" });
  }
  return found.sort((a, b) => WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind));
}

/** The name a speaker gives for itself in a line, or null. */
export function nameTold(speech: string, prefix: string): string | null {
  return englishTold(speech, prefix) ?? chineseTold(speech);
}
