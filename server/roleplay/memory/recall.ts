import type { Language } from "../../../shared/protocol.ts";
import { moodNow } from "./deeds.ts";
import type { Remembrance } from "./memory.ts";
import { memoryTerms } from "./memory-terms.ts";
import { mayHear, type Audience, type Company, type Confidence } from "../observation.ts";
import { candidatesOf, type Candidate } from "./recall-candidates.ts";
import { RECALL_WORDS } from "./recall-words.ts";
import { allVoices, type Voices } from "./voices.ts";
import { estimateTokens } from "../prompt/token-estimate.ts";

/** Why an item came back. */
export type Why =
  /** It shares words or matters with the line; the share of the line's weight, 0 to 1. */
  | { readonly kind: "words"; readonly share: number }
  /** Its meaning is near the line's; cosine of the embeddings. */
  | { readonly kind: "meaning"; readonly cosine: number }
  /** It is about the one who speaks. */
  | { readonly kind: "speaker" }
  /** The line asks for what was said before. */
  | { readonly kind: "asked" }
  /** The line names the one it is about. */
  | { readonly kind: "named" }
  /** The two meet again. */
  | { readonly kind: "meeting" }
  /** It is lore, and this key of its was said. */
  | { readonly kind: "key"; readonly key: string };

/** One item that enters a prompt, and why; without its text, as the turn's record has it. */
export interface Recalled {
  /** `subject/item`. */
  readonly id: string;
  readonly why: readonly Why[];
  readonly score: number;
  readonly whose: Voices;
}

/** The moment in which a persona is about to speak. */
export interface RecallMoment {
  readonly now: number;
  /** The line to answer; empty for none. */
  readonly line: string;
  /** Who says it, as the memory knows them; null for nobody. */
  readonly speaker: { readonly subject: string; readonly name: string } | null;
  /** Participant ids, to keep confidences by; `confidant` gives the participant behind a subject, if it is here. */
  readonly audience: Audience;
  readonly confidant: (subject: string) => string | null;
  readonly self: string;
  readonly language: Language;
  /** Turns that the prompt holds already, and items that came back just now: none of them comes again. */
  readonly present: ReadonlySet<string>;
  /** Items that came back earlier and still stand in the prompt: they come again only if words ask for them. */
  readonly earlier: ReadonlySet<string>;
  /** Nearness of an item's text to the line by embeddings; null where there are none. */
  readonly cosine: ((text: string) => number | null) | null;
  /** Tokens that may be spent. */
  readonly budget: number;
}

/** Items that stand in a prompt together: nobody who may not hear one of them hears the answer. */
export interface RecalledPart {
  readonly text: string;
  readonly only: Confidence | null;
  readonly items: readonly Recalled[];
}

/** Below this an item is not worth its tokens: for who asks for it, for any question, for a mere statement. */
const ENOUGH = { asking: 0.2, question: 0.3, statement: 0.45 } as const;
/** How many come back at most. */
const MOST = { asking: 4, question: 3, statement: 1 } as const;
/** What fits less than this part of the best does not come along with it. */
const BESIDE_THE_BEST = 0.5;
/** An item that fits less than this leaves it open what was asked for; what the speaker told of itself then comes too. */
const SURE = 0.6;
/** What someone told of itself weighs at least this much. */
const OF_ONESELF = 2;
const NEAR = 0.45;

/**
 * What comes back to a persona in this moment: items of its own memory that fit the line, as far as everyone who
 * will hear the answer may hear of them.
 */
export function recall(memory: readonly Remembrance[], moment: RecallMoment): RecalledPart[] {
  const asked = memoryTerms(withoutNames(moment));
  const asking = ASKING.test(moment.line);
  const sort = asking ? "asking" : /[?？]/u.test(moment.line) ? "question" : "statement";
  const candidates = memory
    .flatMap((of) => candidatesOf(of, moment))
    .filter((one) => mayCome(one, moment));
  const weigh = rarity(candidates.map(({ text }) => memoryTerms(text)));
  const total = [...asked].reduce((sum, term) => sum + weigh(term), 0);
  const named = new Set(
    memory.filter((of) => isNamed(of.name, moment.line)).map(({ subject }) => subject),
  );

  const scored = candidates.map((one) => {
    const why: Why[] = [];
    const ofSpeaker = one.subject === moment.speaker?.subject;
    const terms = memoryTerms(one.text);
    const shared = [...asked]
      .filter((term) => terms.has(term))
      .reduce((sum, term) => sum + weigh(term), 0);
    const share = total === 0 ? 0 : shared / total;
    if (share > 0) why.push({ kind: "words", share: rounded(share) });
    const cosine = moment.cosine?.(one.text) ?? 0;
    if (cosine >= NEAR) why.push({ kind: "meaning", cosine: rounded(cosine) });
    if (ofSpeaker) why.push({ kind: "speaker" });
    if (asking) why.push({ kind: "asked" });
    if (named.has(one.subject)) why.push({ kind: "named" });
    const fits = Math.max(share, cosine >= NEAR ? cosine : 0) * one.telling;
    const age = Math.max(0, moment.now - one.at) / 86_400_000;
    const score =
      fits === 0 && !asking
        ? 0
        : fits +
          (asking && ofSpeaker ? 0.15 : 0) +
          0.06 * Math.min(1, one.strength / 5) +
          0.04 * 0.5 ** (age / 7);
    return { one, why, score: rounded(score), fits };
  });
  const fitting = scored
    // What is about others is told only where it is asked for by name, or fits very well.
    .filter(({ one, score, fits }) => {
      if (one.subject === moment.speaker?.subject) return score >= ENOUGH[sort];
      return named.has(one.subject) ? fits > 0.12 : fits >= 0.6;
    })
    .sort((a, b) => b.score - a.score || (a.one.id < b.one.id ? -1 : 1));
  const top = fitting[0];
  const guided = top !== undefined && top.fits > 0;
  const best = guided
    ? fitting
        .filter(({ score, fits }) => fits > 0 && score >= top.score * BESIDE_THE_BEST)
        .slice(0, MOST[sort])
    : [];
  // Words often fail to tell which of its own stories somebody asks for: then all strong ones come, as many as fit.
  const unsure = asking && (top === undefined || top.fits < SURE);
  const ownStories = scored
    .filter(({ one }) => one.subject === moment.speaker?.subject && one.telling === 1)
    .filter((own) => own.one.strength >= OF_ONESELF && !best.includes(own))
    .filter(({ one }) => !moment.earlier.has(one.id))
    .sort((a, b) => b.fits - a.fits || b.one.strength - a.one.strength || b.one.at - a.one.at);
  return parts(unsure ? [...best, ...ownStories] : best, moment, memory);
}

const ASKING =
  /\b(?:remember|recall|forgot(?:ten)?|did i (?:say|tell|mention)|i (?:told|mentioned)|what (?:is|was|did|do|am|are) (?:my|i)\b|(?:wh\p{L}+|how|which) (?:\p{L}+ ){0,4}(?:i|my|me|we|our)\b)|记得|记不记得|我(?:说过|告诉过|提过|讲过|对你说)|我.{0,12}(?:什么|谁|哪|几时|怎么)/iu;

/** Names would match every item of the one who is named. */
function withoutNames({ line, speaker, self }: RecallMoment): string {
  return [speaker?.name ?? "", self, ...self.split(" ")]
    .filter((name) => name.length > 1)
    .reduce((text, name) => text.replaceAll(name, " "), line);
}

function isNamed(name: string, line: string): boolean {
  if (/\p{Script=Han}/u.test(name)) return line.includes(name);
  const short = (name.split(/\s/u)[0] ?? name).toLowerCase();
  return [...line.toLowerCase().matchAll(/\p{L}+/gu)].some(([word]) => word === short);
}

/** Confidences come back to no one else, and whispers to nobody else's ears. */
function mayCome(one: Candidate, moment: RecallMoment): boolean {
  if (one.company === "open") return true;
  const person = moment.confidant(one.subject);
  if (person === null || one.subject !== moment.speaker?.subject) return false;
  return mayHear({ with: person, company: one.company }, moment.audience);
}

/** Rare words weigh more; a concept weighs half a word. */
function rarity(items: readonly ReadonlySet<string>[]): (term: string) => number {
  const seen = new Map<string, number>();
  for (const terms of items) for (const term of terms) seen.set(term, (seen.get(term) ?? 0) + 1);
  return (term) =>
    Math.log(1 + (items.length + 1) / (0.5 + (seen.get(term) ?? 0.5))) *
    (term.startsWith("~") ? 0.6 : 1);
}

function parts(
  best: readonly { one: Candidate; why: readonly Why[]; score: number }[],
  moment: RecallMoment,
  memory: readonly Remembrance[],
): RecalledPart[] {
  const words = RECALL_WORDS[moment.language];
  const groups = new Map<Company, { told: string[]; items: Recalled[] }>();
  let left = moment.budget;
  const spend = (company: Company, told: string, item: Recalled): void => {
    const cost = estimateTokens(told) + 2;
    if (cost > left) return;
    left -= cost;
    const group = groups.get(company) ?? { told: [], items: [] };
    group.told.push(told);
    group.items.push(item);
    groups.set(company, group);
  };
  for (const { one, why, score } of best)
    spend(one.company, one.told(), { id: one.id, why, score, whose: one.whose });
  const of = memory.find(({ subject }) => subject === moment.speaker?.subject);
  const meeting = of === undefined ? null : standing(of, moment);
  if (of !== undefined && meeting !== null) {
    // How often somebody came is nobody's words; what it did is told by name.
    const whose = allVoices(openReasons(of).map((reason) => reason.whose));
    const why: Why[] = [{ kind: "meeting" }];
    spend("open", meeting, { id: `${of.subject}/bond`, why, score: 1, whose });
  }
  const confidant = moment.speaker === null ? null : moment.confidant(moment.speaker.subject);
  return [...groups].map(([company, { told, items }]) => ({
    text: words.remembers(moment.self, told),
    only: company === "open" || confidant === null ? null : { with: confidant, company },
    items,
  }));
}

/** How the two stand, told once in a scene and only of someone met before. */
function standing(of: Remembrance, moment: RecallMoment): string | null {
  const id = `${of.subject}/bond`;
  if (moment.earlier.has(id)) return null;
  const { warmth, trust } = of.bond;
  const mood = moodNow(of.bond, moment.now);
  if (of.meetings < 2 && Math.abs(warmth) < 1 && Math.abs(trust) < 1) return null;
  return RECALL_WORDS[moment.language].standing(moment.self, of.name, {
    meetings: of.meetings,
    warmth,
    trust,
    mood,
    reasons: openReasons(of).map(({ what }) => what),
  });
}

function openReasons({ bond }: Remembrance): Remembrance["bond"]["reasons"] {
  return bond.reasons.filter(({ company }) => company === "open");
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
