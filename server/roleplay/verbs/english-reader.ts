import type { Deed, Reading, ActionNames } from "./deed.ts";
import { clausesOf, type Clause } from "./english-clauses.ts";
import { fitPhrase, type Fit } from "./english-frames.ts";
import type { EnglishPhrases } from "./english-phrases.ts";
import { EnglishText } from "./english-text.ts";
import { readTokens, type NameIndex } from "./english-tokens.ts";
import type { Told } from "./english-things.ts";

const DEEDS = 16;

/** Reads an action in English: the deeds that its own clauses certainly tell. Linear in the text. */
export function readEnglish(
  action: string,
  phrases: EnglishPhrases,
  index: NameIndex,
  names: ActionNames,
): Reading {
  const tokens = readTokens(action, index);
  // Most actions hold no verb of the scene's: nothing more is asked of them.
  if (!tokens.some((token) => token.type === "word" && phrases.byForm.has(token.text)))
    return { deeds: [], doubts: [] };
  const text = new EnglishText(tokens, phrases.forms);
  const deeds: (Deed & { end: number; sure: boolean; underway: boolean })[] = [];
  const doubts: Deed[] = [];
  const told: Told = { names, deeds };
  let last: Clause | null = null;
  for (const clause of clausesOf(text)) {
    const before = deeds.at(-1);
    const stops =
      clause.stops === "but" || (clause.stops === "plainly" && before?.underway === true);
    if (stops && before !== undefined && last !== null && before.end <= clause.from) deeds.pop();
    last = clause;
    for (const phrase of phrases.byForm.get(text.word(clause.head)) ?? []) {
      const fit: Fit = fitPhrase(text, clause, phrase, told);
      if (fit.how === "no") continue;
      const found = fit.deeds.map((deed) => ({
        ...deed,
        end: fit.end,
        sure: true,
        underway: fit.underway,
      }));
      if (fit.how === "doubt" || !clause.sure || deeds.length >= DEEDS) {
        doubts.push(...fit.deeds);
        if (fit.how === "yes") break;
        continue;
      }
      deeds.push(...found);
      break;
    }
  }
  return {
    deeds: deeds.map(plain),
    doubts:
      deeds.length > 0
        ? doubts.filter((d) => !deeds.some((x) => x.verb === d.verb)).map(plain)
        : doubts.map(plain),
  };
}

function plain({ verb, target, item }: Deed): Deed {
  return { verb, target, item };
}
