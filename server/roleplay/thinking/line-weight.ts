import { readAddress } from "../address.ts";
import type { Persona } from "../persona.ts";
import { contentWords } from "../relevance.ts";

/** How much hangs on the answer to a line. */
export const LINE_WEIGHTS = ["small-talk", "plain", "grave"] as const;
export type LineWeight = (typeof LINE_WEIGHTS)[number];

const COURTESY =
  /^\W*(?:thank(?:s| you)|good ?(?:bye|night|day|morning|evening)|farewell|see you|cheers|yes|no|aye|nay|ok(?:ay)?|well|sure|indeed|ha(?:ha)*|hm+|oh|ah|sorry|pardon|never mind)\b|^[\s"“]*(?:谢谢|多谢|再见|告辞|晚安|早安|嗯|好的?|是的?|不是?|哦|啊|哈+|抱歉|对不起)[\s，,。.！!~～]*/iu;
/** Longer than this a line is more than a courtesy: words, or Han characters. */
const SHORT = { words: 7, han: 10 } as const;

/**
 * Reads the weight of a line for one persona: grave if it touches what the persona guards, small talk if it is a short
 * greeting or courtesy, plain otherwise.
 */
export function lineWeight(text: string, guarded: ReadonlySet<string>): LineWeight {
  for (const word of contentWords(text)) if (guarded.has(word)) return "grave";
  const { greets } = readAddress(text, []);
  const short =
    (text.match(/\p{Script=Han}/gu)?.length ?? 0) <= SHORT.han &&
    text.split(/\s+/u).filter((word) => word !== "").length <= SHORT.words;
  if (!short || /[?？]/u.test(text)) return greets && short ? "small-talk" : "plain";
  return greets || COURTESY.test(text) ? "small-talk" : "plain";
}

/** The content words of what a persona keeps to itself: its secrets, their conditions, and its motivation. */
export function guardedWords(persona: Persona): ReadonlySet<string> {
  const { motivation, secrets } = persona.private;
  const words = contentWords(
    [motivation, ...secrets.flatMap(({ text, revealed_when = "" }) => [text, revealed_when])].join(
      " ",
    ),
  );
  // What everyone may know, names first of all, says nothing about a secret.
  const known = [persona.name, ...persona.aliases, persona.public.known, persona.public.appearance];
  for (const word of contentWords(known.join(" "))) words.delete(word);
  return words;
}
