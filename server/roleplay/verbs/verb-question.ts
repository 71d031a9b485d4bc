import type { Language } from "../../../shared/protocol.ts";
import type { ActionNames, Deed } from "./deed.ts";
import { mentionedIn, readAction } from "./match-action.ts";
import { kindsOf } from "./target-kinds.ts";
import type { Verb } from "./verb.ts";

/** A question to a model about an unclear action: a closed list, and one number for an answer. No part of the default. */

/** Most deeds that one question offers, beside "none". */
const CHOICES = 8;
const SHOWN = 600;

export interface VerbQuestion {
  readonly system: string;
  readonly user: string;
  /** What each number from 1 on means; 0 is "none". */
  readonly choices: readonly Deed[];
  /** Enough for any answer that counts. */
  readonly maxTokens: number;
}

/** What an unclear action might do: each with everything that its verb needs. Empty for a clear one. */
export function candidateDeeds(
  action: string,
  verbs: readonly Verb[],
  names: ActionNames,
): readonly Deed[] {
  const { deeds, doubts } = readAction(action, verbs, names);
  if (deeds.length > 0) return [];
  const mentioned = mentionedIn(action, names);
  const addressee =
    names.addressee === null ? [] : [{ kind: "person" as const, id: names.addressee }];
  const found = new Map<string, Deed>();
  for (const doubt of doubts) {
    const verb = verbs.find(({ id }) => id === doubt.verb);
    if (verb === undefined) continue;
    const kinds = kindsOf(verb);
    const ids = (some: readonly { kind: string; id: string }[], wanted: readonly string[]) =>
      some.filter(({ kind }) => wanted.includes(kind)).map(({ id }) => id);
    const targets =
      doubt.target !== null || kinds.length === 0
        ? [doubt.target]
        : [...ids([...mentioned, ...addressee], kinds), ...(verb.alone ? [null] : [])];
    const items = doubt.item !== null || !verb.item ? [doubt.item] : ids(mentioned, ["prop"]);
    for (const target of targets)
      for (const item of items) {
        const key = JSON.stringify([verb.id, target, item]);
        if (found.size < CHOICES) found.set(key, { verb: verb.id, target, item });
      }
  }
  return [...found.values()];
}

/** Asks which of the candidates an action does; null where there is nothing to ask. */
export function verbQuestion(
  action: string,
  candidates: readonly Deed[],
  verbs: readonly Verb[],
  names: ActionNames,
  language: Language,
): VerbQuestion | null {
  const choices = candidates
    .filter(({ verb }) => verbs.some(({ id }) => id === verb))
    .slice(0, CHOICES);
  if (choices.length === 0) return null;
  const known = [...names.people, ...names.places, ...names.props, names.self];
  const nameOf = (id: string | null): string =>
    known.find((one) => one.id === id)?.names[0] ?? (language === "zh" ? "什么" : "something");
  const lines = choices.map(({ verb, target, item }, at) => {
    const { done } = verbs.find(({ id }) => id === verb)?.phrases ?? { done: null };
    const told = (done?.[language] ?? verb)
      .replaceAll("{actor}", nameOf(names.self.id))
      .replaceAll("{target}", nameOf(target))
      .replaceAll("{item}", nameOf(item));
    return `${at + 1}. ${oneLine(told)}`;
  });
  const words = WORDS[language];
  const shown = oneLine(action).slice(0, SHOWN);
  return {
    system: words.system,
    user: `${words.action(nameOf(names.self.id))}\n${shown}\n\n0. ${words.none}\n${lines.join("\n")}\n\n${words.answer}`,
    choices,
    maxTokens: 4,
  };
}

/** What an answer chose: only a listed number alone counts, and everything else is none. */
export function readVerbAnswer(answer: string, { choices }: VerbQuestion): Deed | null {
  const number = /^\s*(\d{1,2})\s*[.。]?\s*$/u.exec(answer.slice(0, 64))?.[1];
  if (number === undefined || answer.length > 64) return null;
  return choices[Number(number) - 1] ?? null;
}

/** A model's own text may hold lines that look like choices: it stands on one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}\s]+/gu, " ").trim();
}

const WORDS: Record<
  Language,
  { system: string; action: (name: string) => string; none: string; answer: string }
> = {
  en: {
    system:
      "You read stage directions. Say which deed the actor has done for certain when the direction is over. What is only tried, wished, offered, denied, imagined or done by someone else is none of them.",
    action: (name) => `Stage direction of ${name}:`,
    none: "none of these",
    answer: "Answer with one number and nothing else.",
  },
  zh: {
    system:
      "你来读舞台指示。判断指示结束时，演员确实做完了哪一件事。只是尝试、想要、提出、否认、想象，或由别人做的，都不算。",
    action: (name) => `${name}的舞台指示：`,
    none: "都不是",
    answer: "只回答一个数字，不要写别的。",
  },
};
