import type { Language } from "../../../shared/protocol.ts";

/** A thought as text between two model calls: where it may be cut, and how it is continued or closed. */

export const THOUGHT_OPEN = "<system_thinking>";
export const THOUGHT_CLOSE = "</system_thinking>";

/** The beginning of a tag that ends a thought or opens something else, in any spelling a model is known to use. */
const TAG = /<\s*\/?\s*(?:system|role|long|think|thought|reason)/iu;

/** What may be kept of a thought as a model wrote it. */
export interface KeptThought {
  readonly text: string;
  /** Characters at its end that were cut away. */
  readonly trimmed: number;
}

/**
 * The part of a thought that can be continued: up to the first tag in it, without a word that was cut in the middle
 * when `broken` says that the thought was interrupted.
 */
export function keptThought(raw: string, broken: boolean): KeptThought {
  const tag = raw.search(TAG);
  let text = tag === -1 ? raw : raw.slice(0, tag);
  if (broken && tag === -1)
    text = text.replace(/<[^<>]{0,40}$/u, "").replace(/[\p{L}\p{M}\p{N}'’_-]+$/u, wholeHan);
  text = text.trimEnd();
  return { text, trimmed: raw.length - text.length };
}

/** Han is written without spaces: there every character is a whole word. */
function wholeHan(word: string): string {
  const han = /^[\s\S]*\p{Script=Han}/u.exec(word);
  return han?.[0] ?? "";
}

const WORDS: Readonly<
  Record<Language, { about: (who: string) => string; spoken: (who: string) => string }>
> = {
  en: {
    about: (who) => `${who} is about to speak. `,
    spoken: (who) => `${who} has now spoken. `,
  },
  zh: { about: (who) => `${who}正要开口。`, spoken: (who) => `${who}说完了。` },
};

/** What a thought begins with that is thought before `who` has spoken. */
export function beforeTheLine(language: Language, who: string): string {
  return WORDS[language].about(who);
}

/** What leads from a thought that was interrupted to the line that `who` has spoken meanwhile. */
export function afterTheLine(language: Language, who: string, thought: string): string {
  const words = WORDS[language].spoken(who);
  if (thought === "") return words;
  const ended = /[.!?…。！？；;:：\n]$/u.test(thought);
  return language === "zh" ? `${ended ? "" : "……"}${words}` : `${ended ? " " : " … "}${words}`;
}

/** The prefill of a call that goes on with a thought. */
export function openThought(thought: string): string {
  return THOUGHT_OPEN + thought;
}

/**
 * What stands between a thought and the words of the turn, and was written by no model: the close, the name that HER's
 * training layout puts there, and the opening of an action where the turn is to begin with one.
 */
export function bridgeToWords(name: string, actionFirst: boolean): string {
  return `${THOUGHT_CLOSE}${name}:${actionFirst ? ACTION_OPEN : ""}`;
}

export const ACTION_OPEN = "<role_action>";
