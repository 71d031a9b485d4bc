import type { Deed, EntityKind, ActionNames } from "./deed.ts";
import {
  ARTICLES,
  AUXILIARIES,
  INDEFINITE,
  OBJECT_PRONOUNS,
  POSSESSIVES,
} from "./english-function-words.ts";
import { isFunctionWord, type EnglishText } from "./english-text.ts";
import type { Mention } from "./english-tokens.ts";

/** What a noun phrase of an action means in the scene. */

export interface Thing {
  /** An id; null when it names nobody and nothing of the scene, or cannot be told. */
  readonly id: string | null;
  /** It could be something of the scene, and is not plain. */
  readonly doubtful: boolean;
  readonly mention: Mention | null;
  /** The place after its last word. */
  readonly end: number;
}

/** What an action has told so far, by which its pronouns are understood. */
export interface Told {
  readonly names: ActionNames;
  /** The deeds so far, with the place of the word that told each last. */
  readonly deeds: readonly (Deed & { readonly end: number; readonly sure: boolean })[];
}

const MODIFIERS = 5;

/** Reads a noun phrase that begins at `at`; null where none begins. `kinds`: what may be meant. */
export function readThing(
  text: EnglishText,
  at: number,
  end: number,
  kinds: readonly EntityKind[],
  told: Told,
): Thing | null {
  if (at >= end) return null;
  const pronoun = readPronoun(text, at, end, kinds, told);
  if (pronoun) return pronoun;
  let here = at;
  let vague = false;
  let owner = false;
  for (; here < end; here++) {
    const word = text.word(here);
    const mention = text.mention(here);
    if (mention?.possessive === true && here + 1 < end) owner = true;
    else if (INDEFINITE.has(word)) vague = true;
    else if (!ARTICLES.has(word) && !POSSESSIVES.has(word) && word !== "own") break;
  }
  const determined = here > at;
  const modifiers: string[] = [];
  let unlike = false;
  while (here < end && modifiers.length <= MODIFIERS && text.mention(here) === null) {
    const word = text.word(here);
    if (word === "" || isFunctionWord(word)) return determined ? nothing(here) : null;
    if (!text.is(here, "adjective", "past", "gerund", "number", "adverb") && !word.includes("-"))
      unlike = true;
    modifiers.push(word);
    here++;
  }
  const mention = here < end ? text.mention(here) : null;
  if (!mention) return determined || modifiers.length > 0 ? nothing(here) : null;
  const after = here + 1;
  // "Gathers the letter is lost" is told of the letter, and done to nothing.
  const clause = after < end && AUXILIARIES.has(text.word(after));
  if (mention.possessive || clause || !text.closesName(after, end)) return nothing(after);
  const meant = mention.entities.filter(({ kind }) => kinds.includes(kind));
  if (meant.length === 0) return nothing(after, mention);
  const people = meant.every(({ kind }) => kind === "person");
  if (people && (modifiers.length > 0 || owner)) return nothing(after, mention);
  const own = mention.shortened;
  const other = own === null ? unlike : modifiers.some((word) => !own.includes(word));
  const any = mention.common && /^an?$/u.test(text.word(at));
  const plain = meant.length === 1 && (!vague || any) && !other;
  return { id: plain ? (meant[0]?.id ?? null) : null, doubtful: !plain, mention, end: after };
}

function nothing(end: number, mention: Mention | null = null): Thing {
  return { id: null, doubtful: false, mention, end };
}

function readPronoun(
  text: EnglishText,
  at: number,
  end: number,
  kinds: readonly EntityKind[],
  told: Told,
): Thing | null {
  const word = text.word(at);
  if (!OBJECT_PRONOUNS.has(word)) return null;
  if (word === "her" && !text.closesName(at + 1, end)) return null;
  if (
    word === "her" &&
    text.mention(at + 1)?.entities.some(({ kind }) => kind !== "person") === true
  )
    return null;
  const is = (id: string | null) => ({ id, doubtful: id === null, mention: null, end: at + 1 });
  const people = kinds.includes("person");
  const props = kinds.includes("prop");
  switch (word) {
    case "you":
      return people ? is(told.names.addressee) : nothing(at + 1);
    case "it":
      return props ? is(lastProp(text, at, told)) : nothing(at + 1);
    case "him":
    case "her":
      return people ? is(lastPerson(text, at, told)) : nothing(at + 1);
    default:
      return { id: null, doubtful: people || props, mention: null, end: at + 1 };
  }
}

/** Him or her: whom the last deed was done to, or, where nobody was named, whom the actor talks with. */
function lastPerson(text: EnglishText, at: number, { names, deeds }: Told): string | null {
  const named = mentioned(text, at, "person");
  if (named.length === 0) return names.addressee;
  if (named.some((mention) => mention.ids.length !== 1)) return null;
  const ids = new Set(named.flatMap(({ ids }) => ids));
  const last = named.at(-1)?.ids[0] ?? null;
  if (ids.size === 1 && (names.addressee === null || names.addressee === last)) return last;
  const deed = deeds.at(-1);
  return deed?.sure === true && deed.target === last ? last : null;
}

/** It: the only thing that was named, or what the last deed was done with, if nothing came between. */
function lastProp(text: EnglishText, at: number, { deeds }: Told): string | null {
  const named = mentioned(text, at, "prop");
  if (named.some((mention) => mention.ids.length !== 1)) return null;
  const last = named.at(-1);
  const only = new Set(named.flatMap(({ ids }) => ids)).size === 1;
  if (last === undefined || otherThingBetween(text, last.at + 1, at)) return null;
  const deed = deeds.at(-1);
  const done = deed !== undefined && (deed.item === last.ids[0] || deed.target === last.ids[0]);
  return only || done ? (last.ids[0] ?? null) : null;
}

function mentioned(
  text: EnglishText,
  before: number,
  kind: EntityKind,
): { at: number; ids: string[] }[] {
  const found: { at: number; ids: string[] }[] = [];
  for (let at = 0; at < before; at++) {
    const ids = text
      .mention(at)
      ?.entities.filter((one) => one.kind === kind)
      .map(({ id }) => id);
    if (ids !== undefined && ids.length > 0) found.push({ at, ids });
  }
  return found;
}

/** Whether a verb took another object meanwhile: "draws a coin from her purse". */
function otherThingBetween(text: EnglishText, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const word = text.word(at);
    const determiner =
      ARTICLES.has(word) || POSSESSIVES.has(word) || /^(?:an?|another)$/u.test(word);
    if (!determiner || text.verbForm(at - 1) === null) continue;
    if (at + 1 < to && text.word(at + 1) !== "") return true;
  }
  return false;
}
