import type { Verb } from "../../roleplay/verbs/verb.ts";
import { firstNamed } from "./named.ts";
import type { Said, Sayable } from "./say-do.ts";

/** Promises and refusals in English speech: first person, now, about a verb and a thing of the scene. */

const WILL =
  /\b(?:i['’]ll|i (?:will|shall)|i(?:['’]m| am) (?:just )?going to|let me|allow me to)\s+(?:(?:just|gladly|now|go and|go(?= (?:get|fetch|find|bring))|quickly|come and)\s+)*/giu;
const WILL_NOT =
  /\bi\s*(?:won['’]t|will not|['’]ll not|shan['’]t|shall not|can(?:['’]t|not| not)|refuse to|(?:['’]m|['’]ll| am| will) not (?:going to|about to)|['’]ll never|will never)\s+/giu;
/** What is said under a condition, about another day, or asked, binds nobody to anything now. */
const NOT_NOW =
  /\?\s*$|\b(?:if|unless|when|once|until|till|after|before|tomorrow|later|someday|one day|next|at dawn|in the morning|perhaps|maybe|might|would)\b/iu;
const PRONOUN = /^(?:you |him |her |them )?(?:it|this|that|these|those|them|one)\b/iu;
const IDIOM =
  /^(?:give you that\b|give it (?:a|some|another)\b|take (?:it|that|this) (?:as|for|from|to|upon|easy|back|up|in|out)\b|take (?:a|your|my|his|her|no|the (?:liberty|blame|chance)|care|heart)\b|(?:put|place|lay|set) (?:it|that|this) (?:to|another|like|plainly|simply|differently|this|that)\b|show you (?:how|what|why|where|who|the way)\b|open (?:my|your|up) )/iu;
const OFFERS =
  /^(?:(?:here|there)(?: you (?:are|go))?[,.!: ]\s*)?(?:please )?(?:take|have)\s+(?:it|this|these|the|my|one of the|an?)\b(?! (?:as|easy|or leave|for|from|up|off|out|your way|a seat|seat))/iu;
const HERE_IS = /^(?:here|there)(?:['’]s| is| are| you (?:are|go)[,:]?)\s+(?:the|your|my|an?)\b/iu;

/** More promises than this in one sentence are none. */
const PROMISES = 4;

export function saidInEnglish(speech: string, sayable: Sayable): Said[] {
  if (!/[a-z]{2}/iu.test(speech)) return [];
  return clausesOf(speech).flatMap((clause) => {
    if (NOT_NOW.test(clause)) return [];
    return [
      ...promised(clause, WILL, "will", sayable),
      ...promised(clause, WILL_NOT, "will-not", sayable),
      ...offered(clause, sayable),
    ];
  });
}

/** Sentences, with what is quoted left out: another's words are no promise of one's own. */
function clausesOf(speech: string): string[] {
  return speech
    .replace(/["“][^"”]*["”]/gu, " ")
    .split(/(?<=[.!?;…])\s+|\s+(?:—|–|--)\s*|\n+/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
}

function promised(clause: string, lead: RegExp, says: Said["says"], sayable: Sayable): Said[] {
  const matches = [...clause.matchAll(lead)].slice(0, PROMISES);
  return matches.flatMap((match) => {
    const rest = clause.slice(match.index + match[0].length);
    const end = rest.search(/,|\b(?:and|but|so|because|while)\b/iu);
    const words = end === -1 ? rest : rest.slice(0, end);
    if (IDIOM.test(words)) return [];
    return bestVerb(words, sayable, says);
  });
}

/** The verb whose longest phrase begins the words, with what they name. */
function bestVerb(words: string, sayable: Sayable, says: Said["says"]): Said[] {
  let best: { said: Said; length: number } | null = null;
  for (const verb of sayable.verbs) {
    if (verb.effect === "turn") continue;
    for (const { pattern, first, length } of phrasesOf(verb)) {
      if ((best !== null && length <= best.length) || !pattern.test(words)) continue;
      const said = complete(verb, words.slice(first), sayable, says);
      if (said !== null) best = { said, length };
    }
  }
  return best === null ? [] : [best.said];
}

interface Phrase {
  readonly pattern: RegExp;
  /** Letters of its first word, and of all of it. */
  readonly first: number;
  readonly length: number;
}

const phrases = new WeakMap<Verb, readonly Phrase[]>();

function phrasesOf(verb: Verb): readonly Phrase[] {
  const known = phrases.get(verb) ?? verb.words.en.map(phraseOf);
  phrases.set(verb, known);
  return known;
}

/** How a phrase begins what is promised. `…` is the thing between its halves, and `put it down` is `put down`. */
function phraseOf(phrase: string): Phrase {
  const parts = phrase
    .replace(/\bone's\b/gu, "my")
    .replace(/\boneself\b/gu, "myself")
    .split("…")
    .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  const [verb = "", particle] = parts.length === 1 ? (parts[0] ?? "").split(" ") : [];
  const parted =
    particle === undefined
      ? ""
      : String.raw`|${verb}(?: (?:it|this|that|them)| the [\w' -]{1,24}?) ${particle}`;
  const whole = parts.join(String.raw`\b.{1,40}\b`);
  return {
    pattern: new RegExp(String.raw`^(?:${whole}${parted})\b`, "iu"),
    first: phrase.split(/[ …]/u)[0]?.length ?? 0,
    length: phrase.length,
  };
}

/** A promise names what it is about, or points at it. */
function complete(verb: Verb, rest: string, sayable: Sayable, says: Said["says"]): Said | null {
  const words = rest.trim();
  const { verbs: _, addressee } = sayable;
  const points = PRONOUN.test(words.replace(/^(?:up|down|over|back|open|to|on)\s+/iu, ""));
  const thing = firstNamed(words, sayable.things);
  const person =
    /\byou\b/iu.test(words) || verb.effect === "hand-over" || verb.effect === "show"
      ? addressee
      : firstNamed(words, sayable.people);
  const said = (target: string | null, item: string | null): Said => ({
    verb: verb.id,
    target,
    item,
    says,
  });
  switch (verb.target) {
    case "none":
      if (!verb.item) return said(null, null);
      return thing !== null || points ? said(null, thing) : null;
    case "person":
      if (person === null) return null;
      if (!verb.item) return said(person, null);
      return thing !== null || points ? said(person, thing) : null;
    case "prop":
      return thing !== null || points || verb.alone ? said(thing, null) : null;
    case "place":
    case "person-or-prop":
    case "anything": {
      const target = firstNamed(words, sayable.places) ?? thing ?? person;
      return target === null ? null : said(target, null);
    }
  }
}

/** `Here, take this.` and `Here's the key.` hand something over to whoever is spoken to. */
function offered(clause: string, sayable: Sayable): Said[] {
  const give = sayable.verbs.find(({ effect }) => effect === "hand-over");
  const { addressee } = sayable;
  if (give === undefined || addressee === null) return [];
  const item = firstNamed(clause, sayable.things);
  const points = /\b(?:take|have)\s+(?:it|this|these)\b/iu.test(clause);
  const offers = OFFERS.test(clause) && (item !== null || points);
  if (!offers && !(HERE_IS.test(clause) && item !== null)) return [];
  return [{ verb: give.id, target: addressee, item, says: "will" }];
}
