import { chinesePhrases, type ChinesePhrase } from "./chinese-phrases.ts";
import { readChinese } from "./chinese-reader.ts";
import { indexChinese, readClauses, type ChineseIndex } from "./chinese-text.ts";
import type { ActionMatch, ActionNames, Entity, Reading } from "./deed.ts";
import { englishPhrases, type EnglishPhrases } from "./english-phrases.ts";
import { readEnglish } from "./english-reader.ts";
import { indexNames, readTokens, type NameIndex } from "./english-tokens.ts";
import { readGesture } from "./gestures.ts";
import type { Verb } from "./verb.ts";

export type { ActionMatch, Deed, Named, ActionNames } from "./deed.ts";

/** Far longer than any action that a persona writes; the clauses beyond are not read. In UTF-16 code units. */
const READ = 1_200;

/**
 * What a finished action (third person prose, English or Chinese) does in a scene, by the words of its verbs.
 * Total and linear in the text; prose that is not plain gives nothing, for a wrong deed is worse than none.
 */
export function matchAction(
  action: string,
  verbs: readonly Verb[],
  names: ActionNames,
): ActionMatch {
  const text = readable(action);
  const { deeds, doubts } = readAction(text, verbs, names);
  return { deeds, gesture: readGesture(text), unclear: deeds.length === 0 && doubts.length > 0 };
}

/** The deeds that an action tells, and those that it might. */
export function readAction(action: string, verbs: readonly Verb[], names: ActionNames): Reading {
  const text = readable(action);
  return isChinese(text)
    ? readChinese(text, chineseWords(verbs), chineseNames(names), names)
    : readEnglish(text, englishWords(verbs), englishNames(names), names);
}

/** Everything of the scene's that an action names, in its order, each once. */
export function mentionedIn(action: string, names: ActionNames): readonly Entity[] {
  const text = readable(action);
  const chinese = isChinese(text) ? readClauses(text, chineseNames(names)) : null;
  const named = chinese
    ? chinese.clauses.flatMap((clause) =>
        [...clause.text].flatMap((sign) => chinese.entitiesOf(sign)),
      )
    : readTokens(text, englishNames(names)).flatMap((token) =>
        token.type === "mention" ? token.entities : [],
      );
  return [...new Map(named.map((entity) => [`${entity.kind} ${entity.id}`, entity])).values()];
}

/** Whole clauses alone: what a clause goes on with can undo it. */
function readable(action: string): string {
  if (action.length <= READ) return action;
  return /^[^]*[,;.!?，；。！？\n]/u.exec(action.slice(0, READ))?.[0] ?? "";
}

/** By what it is mostly written in; a name in the other script changes nothing. */
function isChinese(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return han > 0 && han >= latin * 2;
}

/** One object in, one answer out, for as long as the object lives. */
function once<In extends object, Out>(read: (given: In) => Out): (given: In) => Out {
  const known = new WeakMap<In, Out>();
  return (given) => {
    const before = known.get(given);
    if (before !== undefined) return before;
    const now = read(given);
    known.set(given, now);
    return now;
  };
}

/** The same for a list of verbs, which is often made anew with the same verbs in it. */
function onceForVerbs<Out>(read: (verbs: readonly Verb[]) => Out): (verbs: readonly Verb[]) => Out {
  const recent: { readonly verbs: readonly Verb[]; readonly out: Out }[] = [];
  return (verbs) => {
    const same = (one: readonly Verb[]) =>
      one.length === verbs.length && one.every((verb, at) => verb === verbs[at]);
    const known = recent.find((one) => same(one.verbs));
    if (known) return known.out;
    const out = read(verbs);
    recent.unshift({ verbs: [...verbs], out });
    recent.splice(SCENES);
    return out;
  };
}
/** Lists of verbs in use at once whose words are kept ready. */
const SCENES = 16;

const englishWords = onceForVerbs<EnglishPhrases>(englishPhrases);
const chineseWords = onceForVerbs<readonly ChinesePhrase[]>(chinesePhrases);
const englishNames = once<ActionNames, NameIndex>(indexNames);
const chineseNames = once<ActionNames, ChineseIndex>(indexChinese);
