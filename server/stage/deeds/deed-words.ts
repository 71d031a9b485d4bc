import type { DeedRefusal } from "../../../shared/deeds.ts";
import { LANGUAGES, type Language, type Localized } from "../../../shared/protocol.ts";
import type { Attempt, Verb } from "../../roleplay/verbs/verb.ts";

/** How a deed is told: its verb's phrase with the names filled in, and why it was refused. */

/** A name in one language; null for what may not be named. */
export type NameOf = (id: string, language: Language) => string | null;

/** What was seen, in each language. */
export function deedPhrase(
  verb: Verb,
  attempt: Attempt,
  outcome: "done" | "refused",
  nameOf: NameOf,
): Localized {
  const phrase = verb.phrases[outcome];
  return Object.fromEntries(
    LANGUAGES.map((language) => {
      const name = (id: string | null) =>
        (id === null ? null : nameOf(id, language)) ?? WORDS[language].something;
      const names: Record<string, string> = {
        actor: name(attempt.actor),
        target: name(attempt.target),
        item: name(attempt.item),
      };
      // One pass: a name that looks like a place for a name stays a name.
      const text = phrase[language].replace(
        /\{(actor|target|item)\}/gu,
        (_, key: string) => names[key] ?? "",
      );
      return [language, text];
    }),
  ) as Record<Language, string>;
}

/** What was seen with the reason for a refusal, as someone in the scene observes it. */
export function deedSentence(
  phrase: Localized,
  refusal: DeedRefusal | null,
  language: Language,
): string {
  const said = phrase[language].trim();
  const { stop, gap, why } = WORDS[language];
  const whole = /[.!?…。！？]["”’)）]?$/u.test(said) ? said : `${said}${stop}`;
  return refusal === null ? whole : `${whole}${gap}${why[refusal]}`;
}

interface Words {
  readonly something: string;
  readonly stop: string;
  readonly gap: string;
  readonly why: Readonly<Record<DeedRefusal, string>>;
}

const WORDS: Record<Language, Words> = {
  en: {
    something: "something",
    stop: ".",
    gap: " ",
    why: {
      "unknown-verb": "That is not done here.",
      "unknown-target": "There is nothing of the kind here.",
      "unknown-item": "There is no such thing at hand.",
      "out-of-reach": "It is too far away.",
      "out-of-sight": "It is out of sight.",
      "no-way-there": "There is no way to get there.",
      "not-held": "It is not in those hands.",
      "not-portable": "It cannot be carried.",
      "not-yours": "It belongs to somebody who is watching.",
      locked: "It is locked.",
      already: "It is so already.",
      occupied: "The place is taken.",
      "not-willing": "It is in somebody's hands, and they do not let go of it.",
      forbidden: "It does not work.",
    },
  },
  zh: {
    something: "一样东西",
    stop: "。",
    gap: "",
    why: {
      "unknown-verb": "这里没有这样做的道理。",
      "unknown-target": "这里没有这样的人或东西。",
      "unknown-item": "手边没有这样东西。",
      "out-of-reach": "离得太远了。",
      "out-of-sight": "看不见。",
      "no-way-there": "没有路可以过去。",
      "not-held": "东西不在手里。",
      "not-portable": "这东西搬不动。",
      "not-yours": "东西有主，主人正看着。",
      locked: "是锁着的。",
      already: "本来就是这样。",
      occupied: "那里已经有人了。",
      "not-willing": "东西在别人手里，人家不肯放手。",
      forbidden: "这样行不通。",
    },
  },
};
