import { sampleFor } from "./answering.ts";
import { shortName } from "./cast.ts";
import type { Mood } from "./gestures.ts";
import type { Inner } from "./inner-voice.ts";
import type { Moment } from "./moment.ts";
import type { Occasion } from "./phrasing.ts";
import type { Fact } from "./recall.ts";
import { inLanguage, isTold } from "./telling.ts";

/** Building blocks of replies: a stock line, a lead, a sample, something of the sheet. */

/** What is said, and in what spirit. */
export interface Reply {
  readonly sentences: readonly string[];
  readonly inner: Inner;
  readonly mood: Mood;
}

export function slots(moment: Moment): { who: string; me: string } {
  return { who: moment.attention.partner, me: moment.sheet.name };
}

export function one(text: string | null | undefined): string[] {
  return text === null || text === undefined || text === "" ? [] : [text];
}

export function maybe(moment: Moment, chance: number, occasion: Occasion): string | null {
  return moment.dice.chance(chance) ? moment.wording.pick(occasion, slots(moment)) : null;
}

/** A lead, what was found, and perhaps a question back. */
export function told(moment: Moment, sentences: readonly string[]): Reply {
  const player = moment.attention.kind === "player";
  return {
    sentences: [
      ...one(maybe(moment, sentences.length > 1 ? 0.15 : 0.35, "lead")),
      ...sentences,
      ...one(player && sentences.length < 3 ? maybe(moment, 0.2, "afterTold") : null),
    ],
    inner: "answer",
    mood: "think",
  };
}

/** An authored sample that fits an occasion and was not used. */
export function sampled(
  moment: Moment,
  english: RegExp,
  chance: number,
  chinese: RegExp = english,
): Reply | null {
  const fits = moment.language === "zh" ? chinese : english;
  const line = moment.voice.samples.find(
    (sample) => fits.test(sample) && !moment.wording.wasSaid(sample),
  );
  if (line === undefined || !moment.dice.chance(chance)) return null;
  moment.wording.note(line);
  return { sentences: [line], inner: "kind", mood: "nod" };
}

/** Said to somebody who is there: to a "you", by what one calls a guest, or as a question. */
const TO_SOMEBODY =
  /\b(?:you|your|yours|yourself|welcome|come (?:in|closer)|sit|friend|stranger|travell?er|love|dear|sir|madam|lad|lass)\b|[?？你您坐客]/iu;

/**
 * How it meets people: the first sample of its voice where that is said to somebody, as the greeting of a card is. Null
 * where it has said anything yet.
 */
export function meeting(moment: Moment): Reply | null {
  const [line] = moment.sheet.voice;
  const own = line !== undefined && moment.voice.samples.includes(line) && TO_SOMEBODY.test(line);
  if (!own || moment.ownPast.length > 0) return null;
  return { sentences: noted(moment, line), inner: "greet", mood: "greet" };
}

export function portrait(moment: Moment, most: number): string[] {
  const sentences: string[] = [];
  const facts = unsaid(moment, (fact) => fact.source === "profile");
  const tells = (fact: Fact): boolean => namesMe(moment, fact.text);
  for (const fact of [...facts.filter(tells), ...facts.filter((one) => !tells(one))]) {
    const spoken = moment.telling.say(fact, "");
    if (spoken !== null) sentences.push(spoken);
    if (sentences.length >= most) break;
  }
  return sentences;
}

/** The sentence begins with the character itself, not with a thing it wears. */
function namesMe(moment: Moment, text: string): boolean {
  return (
    moment.vocative.size > 0 &&
    (/^(?:He|She|They|You|他|她|你)(?![a-z])/.test(text) ||
      text.startsWith(shortName(moment.sheet.name)) ||
      text.startsWith(moment.sheet.name))
  );
}

export function unsaid(moment: Moment, fits: (fact: Fact) => boolean): Fact[] {
  return inLanguage(moment.recall.facts, moment.language).filter(
    (fact) => fits(fact) && !isTold(fact.text, moment.ownPast),
  );
}

/** Something of the sheet that nobody asked for, with a word to lead in. */
export function volunteered(moment: Moment, chance: number): string[] {
  if (moment.attention.kind !== "player" || !moment.dice.chance(chance)) return [];
  const facts = moment.dice
    .shuffled(unsaid(moment, (fact) => fact.source === "profile" || fact.source === "background"))
    .slice(0, 6);
  for (const fact of facts) {
    const spoken = moment.telling.say(fact, "");
    const lead = spoken === null ? null : moment.wording.pick("volunteer");
    if (spoken !== null && lead !== null) return [lead, spoken];
  }
  return [];
}

/** A fact or sample that shares the line's words. */
export function related(moment: Moment, sentence: string, least: number): string[] {
  const sample = sampleFor(moment, sentence);
  if (sample !== null) return noted(moment, sample);
  for (const { fact, coverage } of moment.recall.find(sentence, moment.vocative)) {
    if (coverage < least || fact.language !== moment.language || isTold(fact.text, moment.ownPast))
      continue;
    const spoken = moment.telling.say(fact, sentence);
    if (spoken !== null) return [spoken];
  }
  return [];
}

export function noted(moment: Moment, line: string | null): string[] {
  if (line !== null) moment.wording.note(line);
  return one(line);
}
