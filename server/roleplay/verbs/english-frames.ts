import type { Deed, EntityKind } from "./deed.ts";
import type { Clause } from "./english-clauses.ts";
import {
  ARTICLES,
  DIRECTIONS,
  GAZE,
  HABITS,
  HARMLESS_AFTER_ITEM,
  HOLDING,
  IN_THE_MIND,
  PARTICLES,
  POSSESSIVES,
  PREPOSITIONS,
  REFLEXIVES,
  RESULTS,
  SEATS,
  STATES,
  TAKEN_SO,
  TOWARDS,
  UNREAL_ADVERBS,
} from "./english-function-words.ts";
import type { EnglishPhrase } from "./english-phrases.ts";
import type { EnglishText } from "./english-text.ts";
import { readThing, type Thing, type Told } from "./english-things.ts";
import { kindsOf } from "./target-kinds.ts";

/** Whether a clause tells a verb: its phrase, with the things that the verb needs in their places. */

export type Fit =
  | { readonly how: "no" }
  | {
      readonly how: "yes" | "doubt";
      readonly deeds: readonly Deed[];
      readonly end: number;
      /** On the way, and not there yet: "walks toward". */
      readonly underway: boolean;
    };

const NO: Fit = { how: "no" };

/** Fits one phrase to a clause whose verb is a form of the phrase's first word. */
export function fitPhrase(
  text: EnglishText,
  clause: Clause,
  phrase: EnglishPhrase,
  told: Told,
): Fit {
  const { head, end, form } = clause;
  const { verb, rest } = phrase;
  if (form === "gerund" && rest.length === 0 && STATIVE.has(phrase.head)) return NO;
  const fit = new Frame(text, clause, phrase, told).fit();
  if (fit.how === "no") return NO;
  for (let at = head + 1; at < Math.min(end, fit.end); at++)
    if (UNREAL_ADVERBS.has(text.word(at)) && text.word(at) !== "once") return NO;
  if (spoilt(text, fit.end, end)) return NO;
  const target = fit.deeds[0]?.target ?? null;
  const person = told.names.people.some(({ id }) => id === target);
  // "Gestures at Gideon to sit" bids, and points at nobody.
  if (verb.effect === "turn" && person && /^(?:to|for)$/u.test(text.word(fit.end))) {
    if (text.verbForm(text.skipAdverbs(fit.end + 1, end)) === "base") return NO;
  }
  return fit;
}

/** Verbs that tell a state as often as a deed, when nothing says otherwise. */
const STATIVE: ReadonlySet<string> = new Set(["sit", "stand", "face", "rise-up"]);

/** What comes after the deed makes it none: with the eyes, in the mind, every night, halfway. */
function spoilt(text: EnglishText, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const word = text.word(at);
    if (HABITS.has(word) || /^(?:halfway|midway|partway|half-way)$/u.test(word)) return true;
    const owned = POSSESSIVES.has(text.word(at + 1)) || ARTICLES.has(text.word(at + 1));
    const what = text.word(owned ? at + 2 : at + 1);
    if (word === "with" && GAZE.has(what)) return true;
    if (word === "in" && owned && IN_THE_MIND.has(what)) return true;
  }
  return false;
}

class Frame {
  readonly #text: EnglishText;
  readonly #clause: Clause;
  readonly #phrase: EnglishPhrase;
  readonly #told: Told;

  constructor(text: EnglishText, clause: Clause, phrase: EnglishPhrase, told: Told) {
    this.#text = text;
    this.#clause = clause;
    this.#phrase = phrase;
    this.#told = told;
  }

  fit(): Fit {
    const { verb, slot, toTarget, rest } = this.#phrase;
    const start = this.#clause.head + 1;
    if (slot !== null) return this.#withSlot(start, slot);
    if (toTarget) return this.#toTarget(start);
    const after = this.#literally(start, rest);
    if (after !== null) return this.#things(after);
    // "Picks the letter up": the last word may come after the thing.
    const separable = rest.length === 1 && (verb.item || verb.target !== "none");
    return separable ? this.#separated(start, rest[0] ?? "") : NO;
  }

  /** Where the literal words end; null where others stand. Adverbs may come between. */
  #literally(from: number, words: readonly string[], loosely = false): number | null {
    const text = this.#text;
    let at = from;
    for (const word of words) {
      at = text.skipAdverbs(at, this.#clause.end);
      if (loosely)
        while (at < this.#clause.end && !this.#says(at, word) && DIRECTIONS.has(text.word(at)))
          at++;
      if (at >= this.#clause.end || !this.#says(at, word)) return null;
      at++;
    }
    return at;
  }

  #says(at: number, word: string): boolean {
    const said = this.#text.word(at);
    if (word === "one's") return POSSESSIVES.has(said);
    if (word === "oneself") return REFLEXIVES.has(said);
    if (word === "to" && this.#phrase.toTarget) return TOWARDS.has(said);
    if (word === "on") return said === "on" || said === "onto" || said === "upon";
    return said === word || (word === "toward" && said === "towards");
  }

  #thing(at: number, kinds: readonly EntityKind[]): Thing | null {
    return readThing(this.#text, at, this.#clause.end, kinds, this.#told);
  }

  #is(
    how: "yes" | "doubt",
    target: string | null,
    item: string | null,
    end: number,
    underway = false,
  ): Fit {
    return { how, deeds: [{ verb: this.#phrase.verb.id, target, item }], end, underway };
  }

  /** `put … on`: the thing stands inside the phrase. */
  #withSlot(start: number, slot: number): Fit {
    const { verb, rest } = this.#phrase;
    const before = this.#literally(start, rest.slice(0, slot));
    if (before === null) return NO;
    const thing = this.#thing(before, verb.item ? ["prop"] : kindsOf(verb));
    if (thing === null || (thing.id === null && !thing.doubtful)) return NO;
    let at = this.#text.skipAdverbs(thing.end, this.#clause.end);
    while (HARMLESS_AFTER_ITEM.has(this.#text.word(at)) && this.#text.word(at) !== rest[slot]) at++;
    while (this.#text.is(at, "adjective") && this.#text.word(at) !== rest[slot]) at++;
    const tail = rest.slice(slot);
    const whose = tail.indexOf("someone's");
    if (whose !== -1) return this.#intoHand(at, thing, tail, whose);
    const after = this.#literally(at, tail);
    if (after === null) return NO;
    const last = tail.at(-1) ?? "";
    const open = PREPOSITIONS.has(last) && !RESULTS.has(last);
    if (open && (after >= this.#clause.end || !this.#startsThing(after))) return NO;
    if (thing.id === null) return this.#is("doubt", null, null, after);
    return verb.item
      ? this.#is("yes", null, thing.id, after)
      : this.#is("yes", thing.id, null, after);
  }

  /** `press … into someone's hand`: whoever's it is, is meant. */
  #intoHand(from: number, thing: Thing, tail: readonly string[], whose: number): Fit {
    const at = this.#literally(from, tail.slice(0, whose));
    if (at === null) return NO;
    const text = this.#text;
    const mention = text.mention(at);
    let who: string | null = null;
    if (mention?.possessive === true) {
      const people = mention.entities.filter(({ kind }) => kind === "person");
      who = people.length === 1 ? (people[0]?.id ?? null) : null;
    } else if (text.word(at) === "your") who = this.#told.names.addressee;
    else if (/^(?:his|her)$/u.test(text.word(at))) who = this.#told.deeds.at(-1)?.target ?? null;
    else return NO;
    let noun = at + 1;
    while (noun < this.#clause.end && text.is(noun, "adjective", "past", "gerund")) noun++;
    const wanted = tail[whose + 1] ?? "";
    const fits = wanted === "hand" ? HOLDING.has(text.word(noun)) : text.word(noun) === wanted;
    if (!fits || !text.closesName(noun + 1, this.#clause.end)) return NO;
    const people = this.#told.names.people.some(({ id }) => id === who);
    const sure = who !== null && people && thing.id !== null;
    return this.#is(sure ? "yes" : "doubt", who, thing.id, noun + 1);
  }

  /** `walk to`: what comes after the preposition is the target. */
  #toTarget(start: number): Fit {
    const { verb, rest } = this.#phrase;
    const text = this.#text;
    const kinds = kindsOf(verb);
    const going = verb.effect === "walk" || rest.at(-1) === "to";
    const after = this.#literally(start, rest, going);
    if (after === null) return going && rest.length === 1 ? this.#placeWithoutTo(start) : NO;
    const thing = this.#thing(after, kinds);
    const underway = /^towards?$/u.test(text.word(after - 1));
    if (thing === null || (thing.id === null && !thing.doubtful))
      return this.#beside(after, kinds) ?? this.#aloneAt(after);
    if (thing.id === null) return this.#is("doubt", null, null, thing.end);
    // One returns to a letter by reading on.
    const prop = this.#told.names.props.some(({ id }) => id === thing.id);
    if (this.#phrase.head === "return" && prop) return this.#is("doubt", thing.id, null, thing.end);
    return this.#is("yes", thing.id, null, thing.end, underway);
  }

  /** "Goes behind the bar", where that is the place's own name. */
  #placeWithoutTo(start: number): Fit {
    let at = this.#text.skipAdverbs(start, this.#clause.end);
    if (/^(?:back|round|around)$/u.test(this.#text.word(at))) at++;
    const mention = this.#text.mention(at);
    if (!mention || mention.possessive || !PREPOSITIONS.has(mention.text.split(" ")[0] ?? ""))
      return NO;
    const places = mention.entities.filter(({ kind }) => kind === "place");
    const id = places.length === 1 ? (places[0]?.id ?? null) : null;
    return id === null || !this.#text.closesName(at + 1, this.#clause.end)
      ? NO
      : this.#is("yes", id, null, at + 1);
  }

  /** "To Gideon's side". */
  #beside(at: number, kinds: readonly EntityKind[]): Fit | null {
    if (this.#phrase.verb.effect !== "walk" || !kinds.includes("person")) return null;
    const mention = this.#text.mention(at);
    if (mention?.possessive !== true || this.#text.word(at + 1) !== "side") return null;
    const people = mention.entities.filter(({ kind }) => kind === "person");
    const id = people.length === 1 ? (people[0]?.id ?? null) : null;
    return id === null ? null : this.#is("yes", id, null, at + 2);
  }

  /** One sinks into a chair that is no thing of the scene's, and sits all the same. */
  #aloneAt(at: number): Fit {
    const { verb } = this.#phrase;
    if (!verb.alone || verb.effect !== "sit") return NO;
    for (let here = at; here < Math.min(at + 5, this.#clause.end); here++)
      if (SEATS.has(this.#text.word(here)) && this.#text.closesName(here + 1, this.#clause.end))
        return this.#is("yes", null, null, here + 1);
    return NO;
  }

  #separated(start: number, last: string): Fit {
    const { verb } = this.#phrase;
    const from = this.#text.skipAdverbs(start, this.#clause.end);
    if (verb.item && verb.target === "person") {
      const item = this.#thing(from, ["prop"]);
      if (item === null || (item.id === null && !item.doubtful)) return NO;
      const after = this.#literally(item.end, [last]);
      return after === null ? NO : this.#recipient(item, after, true);
    }
    const thing = this.#thing(from, verb.item ? ["prop"] : kindsOf(verb));
    if (thing === null || (thing.id === null && !thing.doubtful)) return NO;
    const after = this.#literally(thing.end, [last]);
    if (after === null) return NO;
    if (thing.id === null) return this.#is("doubt", null, null, after);
    return verb.item
      ? this.#is("yes", null, thing.id, after)
      : this.#is("yes", thing.id, null, after);
  }

  /** The things that come after the whole phrase. */
  #things(start: number): Fit {
    const { verb, rest } = this.#phrase;
    const text = this.#text;
    const { end } = this.#clause;
    const at = text.skipAdverbs(start, end);
    if (verb.item && verb.target === "person") return this.#giving(at);
    if (verb.item) return this.#items(at);
    if (verb.target === "none" || verb.alone) {
      // "Sits the lantern on the bar" is done to the lantern, and nobody sits.
      if (at < end && this.#startsThing(at)) return NO;
      const word = text.word(at);
      if (rest.length === 0) {
        for (let here = start; here <= at; here++)
          if (STATES.has(text.word(here))) return this.#seatIn(start, at);
        if (PARTICLES.has(word) && !this.#startsThing(at + 1)) return NO;
        if (verb.effect === "stand" && PREPOSITIONS.has(word) && word !== "from") return NO;
        if (verb.effect === "stand" && /^to$/u.test(word)) return NO;
      }
      if (!text.closesName(at, end)) return NO;
      // "Stands up to Gideon", "stands up for Tamsin".
      if (verb.target === "none" && /^(?:to|for|against)$/u.test(word) && this.#startsThing(at + 1))
        return NO;
      return verb.alone ? this.#seat(at) : this.#is("yes", null, null, at);
    }
    return this.#target(at);
  }

  #seatIn(start: number, at: number): Fit {
    return this.#text.word(start) === "in" && this.#phrase.verb.alone ? this.#seat(at) : NO;
  }

  /** "Sits on the bench", "sits by the fire": where, if it is a thing of the scene's. */
  #seat(at: number): Fit {
    const { verb, rest } = this.#phrase;
    const word = this.#text.word(at);
    if (!PREPOSITIONS.has(word)) return this.#is("yes", null, null, at);
    const thing = this.#thing(at + 1, kindsOf(verb));
    const known = /^(?:on|in|upon|onto|into)$/u.test(word) ? thing : null;
    if (known?.id) return this.#is("yes", known.id, null, known.end);
    if (rest.length === 0 && verb.effect === "sit") {
      const determined = this.#startsPlace(at + 1);
      const place = /^(?:on|in|upon|at|by|beside|opposite|near|across|next|against)$/u.test(word);
      if (!place || (!determined && !/^(?:across|next)$/u.test(word))) return NO;
    } else if (rest.length === 0 && verb.effect !== "sit") return NO;
    return this.#is("yes", null, null, at);
  }

  #target(at: number): Fit {
    const { verb } = this.#phrase;
    const thing = this.#thing(at, kindsOf(verb));
    if (thing === null || (thing.id === null && !thing.doubtful)) return NO;
    if (thing.id === null) return this.#is("doubt", null, null, thing.end);
    if (this.#turnsAside(thing.end)) return NO;
    return this.#is("yes", thing.id, null, thing.end);
  }

  /** "The letter and the key". */
  #items(at: number): Fit {
    const { verb, head, rest } = this.#phrase;
    const text = this.#text;
    const thing = this.#thing(at, ["prop"]);
    if (thing === null || (thing.id === null && !thing.doubtful)) return NO;
    if (thing.id === null) return this.#is("doubt", null, null, thing.end);
    const last = thing.mention?.text.split(" ").at(-1) ?? "";
    if (head === "take" && SEATS.has(last)) return NO;
    let end = thing.end;
    const deeds = [{ verb: verb.id, target: null, item: thing.id }];
    while (text.word(end) === "and") {
      const more = this.#thing(end + 1, ["prop"]);
      if (more === null || more.id === null) break;
      deeds.push({ verb: verb.id, target: null, item: more.id });
      end = more.end;
    }
    if (this.#turnsAside(end)) return NO;
    if ((head === "take" || head === "accept") && TAKEN_SO.has(text.word(end))) return NO;
    if (head === "take" && rest.length === 0) {
      let way = text.skipAdverbs(end, this.#clause.end);
      while (HARMLESS_AFTER_ITEM.has(text.word(way))) way++;
      const carried = TOWARDS.has(text.word(way)) && text.verbForm(way + 1) !== "base";
      if (carried) return this.#is("doubt", null, thing.id, end);
    }
    return { how: "yes", deeds, end, underway: false };
  }

  /** A particle after the thing makes another verb of a bare one: `takes the ring off`. */
  #turnsAside(end: number): boolean {
    const word = this.#text.word(end);
    if (this.#phrase.rest.length > 0 || word === "") return false;
    if (!PARTICLES.has(word) && word !== "apart") return false;
    if (HARMLESS_AFTER_ITEM.has(word)) return false;
    return (
      !this.#startsThing(end + 1) &&
      !/^(?:of|from|at|in|with|between)$/u.test(this.#text.word(end + 1))
    );
  }

  #giving(at: number): Fit {
    const { verb, head } = this.#phrase;
    const text = this.#text;
    const person = this.#thing(at, ["person"]);
    if (person !== null && (person.id !== null || person.doubtful)) {
      const item = this.#thing(person.end, ["prop"]);
      if (item === null || (item.id === null && !item.doubtful)) return NO;
      if (head === "show" && item.mention?.text.endsWith("door") === true) return NO;
      const sure = person.id !== null && item.id !== null;
      return this.#is(sure ? "yes" : "doubt", person.id, item.id, item.end);
    }
    const item = this.#thing(at, ["prop"]);
    if (item === null || (item.id === null && !item.doubtful)) return NO;
    if (verb.effect === "show" && item.mention?.text.endsWith("door") === true) return NO;
    if (text.word(item.end) === "and") {
      const more = this.#thing(item.end + 1, ["prop"]);
      if (more !== null && more.id !== null) {
        const fit = this.#recipient(item, more.end, false);
        if (fit.how !== "yes") return fit;
        const target = fit.deeds[0]?.target ?? null;
        return { ...fit, deeds: [...fit.deeds, { verb: verb.id, target, item: more.id }] };
      }
    }
    return this.#recipient(item, item.end, false);
  }

  /** Who gets it: after `to`, past what tells the way; or whom the actor talks with, when it goes over. */
  #recipient(item: Thing, from: number, separated: boolean): Fit {
    const { rest, head } = this.#phrase;
    const text = this.#text;
    const { end } = this.#clause;
    for (let at = from; at < Math.min(end, from + 8); at++) {
      if (text.word(at) === "to") {
        const person = this.#thing(at + 1, ["person"]);
        if (person === null || (person.id === null && !person.doubtful)) return NO;
        const sure = person.id !== null && item.id !== null;
        return this.#is(sure ? "yes" : "doubt", person.id, item.id, person.end);
      }
      if (text.verbForm(at) !== null && text.is(at, "verb", "gerund")) break;
    }
    const addressee = this.#told.names.addressee;
    const way = text.word(text.skipAdverbs(from, end));
    const over =
      rest.some((word) => word === "over" || word === "across") || (separated && head === "hand");
    const implied =
      over && text.skipAdverbs(from, end) >= end && addressee !== null && item.id !== null;
    if (implied) return this.#is("yes", addressee, item.id, from);
    const possible = way === "" || /^(?:over|across|back|into|in|toward|towards)$/u.test(way);
    return possible && addressee !== null ? this.#is("doubt", addressee, item.id, from) : NO;
  }

  /** "The bench", "a stool", "Merrin", "her chair": something that one can sit on or beside. */
  #startsPlace(at: number): boolean {
    const text = this.#text;
    const word = text.word(at);
    if (at >= this.#clause.end) return false;
    if (POSSESSIVES.has(word)) return SEATS.has(text.word(at + 1)) || text.mention(at + 1) !== null;
    return (
      text.mention(at) !== null || ARTICLES.has(word) || /^(?:an?|another|him|her|you)$/u.test(word)
    );
  }

  #startsThing(at: number): boolean {
    const text = this.#text;
    const word = text.word(at);
    if (at >= this.#clause.end) return false;
    return (
      text.mention(at) !== null ||
      ARTICLES.has(word) ||
      POSSESSIVES.has(word) ||
      /^(?:an?|another|it|them|him|you|some|one|each)$/u.test(word) ||
      (word !== "" &&
        !PREPOSITIONS.has(word) &&
        !PARTICLES.has(word) &&
        text.is(at, "noun") &&
        !text.isAdverb(at) &&
        text.verbForm(at) === null)
    );
  }
}
