import { chunksOf, type Chunk } from "./english-chunks.ts";
import {
  AUXILIARIES,
  IMPLICATIVES,
  OTHER_SUBJECTS,
  PERCEIVING,
  RELATIVES,
  SELF_SUBJECTS,
  STOPPING,
  SUBORDINATORS,
  UNREAL_ADVERBS,
  UNREAL_SUBORDINATORS,
} from "./english-function-words.ts";
import type { EnglishText } from "./english-text.ts";
import type { VerbForm } from "./english-words.ts";

/** Who does what in an English action: its clauses, and which of their verbs are the actor's own and real. */

export interface Clause {
  /** Where its verb stands. */
  readonly head: number;
  /** Where its words begin and end. */
  readonly from: number;
  readonly end: number;
  readonly form: VerbForm;
  /** False where it is not plain whose deed it is. */
  readonly sure: boolean;
  /** Takes back the deed before it: "but stops", or just "stops". */
  readonly stops: "but" | "plainly" | null;
}

/** The verbs that the actor does, in their order. */
export function clausesOf(text: EnglishText): Clause[] {
  const clauses: Clause[] = [];
  /** Whose the verbs without a subject are, after what was said last; `nobody`: it only might be. */
  let main: "actor" | "other" = "actor";
  let inside: "none" | "other" | "nobody" = "none";
  let seen = false;
  let previous: { form: VerbForm; own: boolean; perceiving: boolean } | null = null;

  for (const chunk of chunksOf(text)) {
    const { intro, from, end } = chunk;
    const begins = intro.some((mark) => /^[.!?;]$/u.test(mark)) || from === 0;
    const comma = begins || intro.some((mark) => /^[,:—–()*-]$/u.test(mark));
    const linked = intro.findLast((word) => /^\p{L}/u.test(word)) ?? "";
    if (begins) {
      main = "actor";
      inside = "none";
      seen = false;
      previous = null;
    }
    const simile = /^(?:like|than|as if|as though)$/u.test(linked);
    if (simile) {
      inside = "nobody";
      continue;
    }
    const { subject, head, form, unreal } = reading(text, chunk);
    const stops = STOPPING.has(text.word(head))
      ? intro.includes("but") || intro.includes("only")
        ? "but"
        : "plainly"
      : null;
    const tell = (sure: boolean): void => {
      if (form === null) return;
      clauses.push({ head, from, end, form, sure, stops });
      previous = { form, own: sure, perceiving: perceives(text, chunk, head) };
    };

    if (RELATIVES.has(linked) || SUBORDINATORS.has(linked)) {
      // "If Lin opens it, takes the key": the rest of the sentence hangs on it.
      if (!seen && CONDITIONS.has(linked)) main = "other";
      if (subject === "other" || (RELATIVES.has(linked) && form !== null)) inside = "other";
      else if (UNREAL_SUBORDINATORS.has(linked)) inside = subject === "none" ? inside : "nobody";
      else if (subject === "self" && !unreal) {
        inside = "none";
        tell(!namesOther(text, from));
      } else if (form === "gerund" && !unreal && main === "actor") tell(true);
      continue;
    }
    if (subject === "other") {
      main = "other";
      inside = "none";
      continue;
    }
    if (subject === "named") {
      main = "actor";
      inside = "none";
      if (!unreal) tell(true);
      seen = true;
      continue;
    }
    if (subject === "self") {
      if (inside !== "none" && !comma) continue;
      inside = "none";
      main = "actor";
      if (!unreal) tell(!namesOther(text, from));
      seen = true;
      continue;
    }
    if (form === null) continue;
    if (form === "gerund") {
      const after = previous as { form: VerbForm; own: boolean; perceiving: boolean } | null;
      const attached =
        comma ||
        /^(?:while|before|after|then)$/u.test(linked) ||
        (linked === "and" && after?.form === "gerund");
      if (unreal || main === "other" || inside === "nobody" || linked === "or" || linked === "nor")
        continue;
      if (!attached && from !== 0) continue;
      tell(inside === "none" && after?.perceiving !== true && (after === null || after.own));
      continue;
    }
    if (form === "base" || linked === "or" || linked === "nor") continue;
    if (main === "other") continue;
    if (inside !== "none") {
      if (!comma && linked !== "then") {
        if (inside === "other" && !unreal) tell(false);
        continue;
      }
      const plain = !seen || linked === "then" || inside === "nobody";
      inside = "none";
      seen = true;
      if (!unreal) tell(plain);
      continue;
    }
    const before = previous as { form: VerbForm } | null;
    const participle = form === "past" && seen && before?.form !== "past";
    seen = true;
    if (!unreal && !participle) tell(true);
  }
  return clauses;
}

const CONDITIONS: ReadonlySet<string> = new Set(["if", "unless", "whenever", "whether", "lest"]);

/** What stands at the beginning of a chunk: whose it is, and its verb. */
function reading(
  text: EnglishText,
  { from, end }: Chunk,
): {
  subject: "self" | "named" | "other" | "none";
  head: number;
  form: VerbForm | null;
  unreal: boolean;
} {
  let unreal = false;
  const skip = (at: number): number => {
    while (at < end && (text.isAdverb(at) || AUXILIARIES.has(text.word(at)))) {
      const word = text.word(at);
      if (UNREAL_ADVERBS.has(word) || word.endsWith("n't") || AUXILIARIES.has(word)) unreal = true;
      at++;
    }
    return at;
  };
  let at = skip(from);
  const none = { head: at, form: null, unreal };
  if (at >= end) return { subject: "none", ...none };
  // "The Old Man", where the article is part of the name.
  if (text.word(at) === "the" && isSelf(text, at + 1)) at++;
  const mention = text.mention(at);
  const word = text.word(at);

  let subject: "self" | "named" | "none" = "none";
  if (SELF_SUBJECTS.has(word)) subject = "self";
  else if (mention && isSelf(text, at)) subject = mention.entities.length === 1 ? "named" : "self";
  if (subject !== "none") {
    at = skip(at + 1);
    const plural = /^(?:i|we|they)$/u.test(word);
    const form = text.verbForm(at);
    const finite = form === "base" && plural ? "third" : form;
    if (finite === "base" || finite === "gerund") return { subject, head: at, form: null, unreal };
    return settled(text, subject, at, end, finite, unreal);
  }
  const form = mention ? null : text.verbForm(at);
  const noun =
    form !== null &&
    text.is(at + 1, "gerund") &&
    text.verbForm(at + 1) === "gerund" &&
    form === "third";
  if (form !== null && !noun && !OTHER_SUBJECTS.has(word))
    return settled(text, "none", at, end, form, unreal);
  if (OTHER_SUBJECTS.has(word) || mention || noun || isNounPhrase(text, at))
    return finiteAfter(text, at + 1, end)
      ? { subject: "other", head: at, form: null, unreal }
      : { subject: "none", ...none };
  return { subject: "none", ...none };
}

function isSelf(text: EnglishText, at: number): boolean {
  const mention = text.mention(at);
  return mention?.possessive === false && mention.entities.some(({ kind }) => kind === "self");
}

function settled(
  text: EnglishText,
  subject: "self" | "named" | "none",
  at: number,
  end: number,
  form: VerbForm | null,
  unreal: boolean,
): ReturnType<typeof reading> {
  if (IMPLICATIVES.has(text.word(at)) && text.word(at + 1) === "to") {
    const next = text.skipAdverbs(at + 2, end);
    if (text.verbForm(next) === "base") return { subject, head: next, form: "third", unreal };
  }
  return { subject, head: at, form, unreal };
}

function isNounPhrase(text: EnglishText, at: number): boolean {
  const word = text.word(at);
  return (
    /^(?:the|this|that|these|those|its|his|her|their|my|your|our|an?|another|some|no|both|all|each|every|one|two|three|someone|something|nothing|everyone|nobody)$/u.test(
      word,
    ) || text.is(at, "noun", "adjective", "number")
  );
}

/** Whether a finite verb follows: then what came before is its subject. */
function finiteAfter(text: EnglishText, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    if (AUXILIARIES.has(text.word(at))) return true;
    const form = text.verbForm(at);
    if (form === "third" || form === "past" || (form === "base" && text.is(at, "verb")))
      return true;
  }
  return false;
}

function perceives(text: EnglishText, { end }: Chunk, head: number): boolean {
  if (!PERCEIVING.has(text.word(head))) return false;
  for (let at = head + 1; at < end; at++)
    if (text.mention(at) || /^(?:him|them|her|you|it)$/u.test(text.word(at))) return true;
  return false;
}

/** Whether someone else was named before: then "she" may be either. */
function namesOther(text: EnglishText, before: number): boolean {
  for (let at = 0; at < before; at++)
    if (text.mention(at)?.entities.some(({ kind }) => kind === "person") === true) return true;
  return false;
}
