import type { Language } from "../../../shared/protocol.ts";
import { me as meIn, others as othersIn, shortName, type Someone } from "./cast.ts";
import { asidesIn } from "./copy-breaks.ts";
import type { CopyGuard } from "./copy-guard.ts";
import { inFirstPerson } from "./first-person.ts";
import { inFirstPersonChinese } from "./first-person.zh.ts";
import { isPortrait } from "./portrait.ts";
import type { Wording } from "./phrasing.ts";
import type { Fact } from "./recall.ts";
import type { Dice } from "./seeded.ts";
import type { Sheet } from "./sheet-reading.ts";
import { termsOf } from "./terms.ts";
import { firstPersonVerb, isAdverb, isBareVerb } from "./verbs.ts";
import { uncontracted, type Voice } from "./voice.ts";

/** Says a fact of the sheet aloud: in the first person, cut to what matters, reworded, in the character's manner. */
export class Telling {
  private readonly me: Someone;
  private readonly others: readonly Someone[];
  private readonly sheet: Sheet;
  private readonly voice: Voice;
  private readonly guard: CopyGuard;
  private readonly wording: Wording;
  private readonly dice: Dice;
  private readonly stale: Set<string>;
  private refusal: "said" | "unsayable" = "unsayable";

  constructor(
    sheet: Sheet,
    voice: Voice,
    guard: CopyGuard,
    wording: Wording,
    dice: Dice,
    recent: readonly string[],
  ) {
    this.sheet = sheet;
    this.me = meIn(sheet);
    this.others = othersIn(sheet);
    this.voice = voice;
    this.guard = guard;
    this.wording = wording;
    this.dice = dice;
    this.stale = new Set(recent.flatMap(asidesIn));
  }

  /** The fact as speech; null when it cannot be said well, or was said in these words already. `question`: what it answers. `force`: even where a pronoun is in doubt; `patient`: even haltingly; `again`: with a word that it was said before. */
  say(
    fact: Fact,
    question: string,
    manner: { readonly force?: boolean; readonly patient?: boolean; readonly again?: boolean } = {},
  ): string | null {
    const { force = false, patient = false } = manner;
    const told =
      fact.language === "zh" ? this.inChinese(fact, force) : this.inEnglish(fact, question, force);
    this.refusal = "unsayable";
    if (told === null) return null;
    const styled = fact.language === "en" && !this.voice.contracts ? uncontracted(told) : told;
    const wordings = [styled, ...(force ? [] : shortened(styled, question))].flatMap((text, i) => {
      const worded = this.guard.reworded(text, this.dice, force ? 3 : patient ? 2 : 1, this.stale);
      // Leaving something out is better than halting twice, and worse than one change of words.
      return worded === null
        ? []
        : [{ text: worded.text, cost: worded.cost + (i === 0 ? 0 : 0.9) }];
    });
    wordings.sort((one, other) => one.cost - other.cost);
    const frames =
      manner.again === true ? this.dice.shuffled(fact.language === "zh" ? AGAIN_ZH : AGAIN_EN) : [];
    for (const frame of frames) {
      const text = wordings[0]?.text;
      if (text === undefined) break;
      const framed = frame.replace("*", fact.language === "zh" ? text : lowered(text, this.sheet));
      if (this.wording.wasSaid(framed) || !this.guard.allows(framed)) continue;
      this.wording.note(framed);
      return framed;
    }
    for (const { text } of wordings) {
      if (this.wording.wasSaid(text)) {
        this.refusal = "said";
        continue;
      }
      this.wording.note(text);
      for (const aside of asidesIn(text)) this.stale.add(aside);
      return text;
    }
    return null;
  }

  /** Why the last fact was not said. */
  get lastRefusal(): "said" | "unsayable" {
    return this.refusal;
  }

  private inEnglish(fact: Fact, question: string, force: boolean): string | null {
    const aboutMe = fact.source === "profile" || fact.source === "opened";
    let text = fact.text;
    if (fact.about !== null) text = named(text, shortName(fact.about));
    if (aboutMe && !this.sheet.secondPerson && this.me.name !== "")
      text = wholeSentence(text, this.me.name);
    const told = inFirstPerson(text, {
      me: this.me,
      others: this.others,
      aboutMe,
      secondPerson: this.sheet.secondPerson && aboutMe,
      force,
    });
    if (told === null || /\b(?:I am|I'm) (?:I|me)\b/.test(told)) return null;
    const cut = clauseFor(told.replace(/ (?:called|named) me\b/, ""), question);
    return /[.!?…]["”’)]*$/.test(cut) ? cut : `${cut}.`;
  }

  private inChinese(fact: Fact, force: boolean): string | null {
    const aboutMe = fact.source === "profile" || fact.source === "opened";
    let text = fact.text;
    if (fact.about !== null)
      text = isPortrait(text)
        ? `${fact.about}？${text}`
        : text.replace(/^[她他](?!们)/, fact.about);
    const told = inFirstPersonChinese(
      text,
      {
        me: this.me,
        others: this.others,
        aboutMe,
        secondPerson: this.sheet.secondPerson && aboutMe,
        force,
      },
      this.voice.self,
    );
    if (told === null) return null;
    return /[。！？…]["”』」]*$/.test(told) ? told : `${told}。`;
  }
}

/** Notes on a character made sentences: "Known for his wit" is "X is known for his wit", "Keeps his word" is "X keeps his word". */
function wholeSentence(text: string, name: string): string {
  const body = `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  if (isPortrait(text)) return `${name} is ${body}`;
  const words = text.split(" ");
  const at = isAdverb(words[0] ?? "") ? 1 : 0;
  const first = words[at] ?? "";
  const rest = words.slice(at + 1).join(" ");
  if (
    /^(?:has|is|was)$/i.test(first) ||
    (firstPersonVerb(first) !== first && isBareVerb(first.toLowerCase(), rest, false))
  )
    return `${name} ${body}`;
  const finite =
    /\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|may|might|must|he|she|they|I|it|you)\b/i;
  const noted =
    /^(?:known|prone|able|unable|skilled|devoted|loyal|proud|fond|born|raised|married|trained|capable|father|mother|son|daughter|sister|brother|husband|wife|member|owner|master|[a-z]+ly [a-z]+)\b/i;
  return noted.test(text) && !finite.test(text.split(/[,;]/)[0] ?? "")
    ? `${name} is ${body}`
    : text;
}

/** A leading pronoun, or a portrait without a verb, gets its name: "He drinks." → "Tomas drinks."; "A tall man." → "Tomas? A tall man." */
function named(text: string, name: string): string {
  if (text.includes(name)) return text.replace(/^(?:He|She|They)\b/, name);
  if (/^(?:He|She)\b/.test(text)) return text.replace(/^(?:He|She)\b/, name);
  if (isPortrait(text)) return `${name}? ${text}`;
  if (/\b(?:he|she)\b/.test(text)) return text.replace(/\b(?:he|she)\b/, name);
  if (/\bhim\b/.test(text) && !/\bhe\b/i.test(text.split(/\bhim\b/)[0] ?? ""))
    return text.replace(/\bhim\b/, name);
  return text.replace(
    /(?<=\b(?:across|on|in|at|of|from|with|around|over|behind) )(?:her|his)(?= \w)/,
    name.endsWith("s") ? `${name}'` : `${name}'s`,
  );
}

const CLAUSE =
  /; |, and (?=(?:I|he|she|it|they|nobody|the|my|that|no) )|, but (?=\w)|(?<=\w) and (?=(?:I|he|she|it|they|nobody) )/;
/** A sentence that ends in a list of things. */
const LISTING =
  /^((?:I|[A-Z][\w' -]{2,30}?) (?:has|have|had|own|owns|sells?|keeps?|carr(?:y|ies))) ([^,.;]+(?:, [^,.;]+)* and [^,.;]+)\.$/;
const LISTED = /^(?:[\w'-]+ ){1,3}(?:is|are|costs?)\b/;

/** The clause of a long sentence that answers; whole where it is short. */
function clauseFor(text: string, question: string): string {
  const asked = new Set(termsOf(question));
  const hits = (part: string): number => termsOf(part).filter((term) => asked.has(term)).length;
  const items = text.replace(/[.!?]$/, "").split(/, (?:and )?| and /);
  const listed = LISTING.exec(text);
  if (listed && asked.size > 0) {
    const [, head = "", list = ""] = listed;
    const things = list.split(/, and | and (?!\w+ (?:steps|pieces|years|pounds|people))|, /);
    const wanted = things.filter((thing) => hits(thing) > 0);
    const numbered =
      things.length < 3 ||
      things.some((thing) => /^(?:twelve|six|two|one|ten|hundred)$/.test(thing));
    if (!numbered && wanted.length > 0 && wanted.length < things.length)
      return sentence(`${head} ${wanted.join(" and ")}`);
  }
  if (items.length > 1 && items.every((item) => LISTED.test(item))) {
    const wanted = items.filter((item) => hits(item) > 0).slice(0, 2);
    if (wanted.length > 0) return sentence(wanted.join(", and "));
  }
  if (text.split(" ").length <= 13) return text;
  const clauses = text.split(CLAUSE);
  if (clauses.length < 2) return text;
  const answering = (clause: string): string[] => termsOf(clause).filter((term) => asked.has(term));
  let best = 0;
  for (const [i, clause] of clauses.entries())
    if (hits(clause) > hits(clauses[best] as string)) best = i;
  const chosen = (clauses[best] as string).trim();
  const spread = clauses.some((clause) =>
    answering(clause).some((term) => !answering(chosen).includes(term)),
  );
  if (spread && text.split(" ").length <= 24) return text;
  return chosen.split(" ").length >= 5 ? sentence(chosen) : text;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

const AGAIN_EN = [
  "As I told you, *",
  "I've said it before, *",
  "Like I said, *",
  "It's no different now, *",
  "Ask as often as you please, *",
];
const AGAIN_ZH = ["方才说过，*", "还是那句，*", "再问也一样，*", "刚讲过的，*"];

/** The text with a small first letter, unless it begins with "I" or with a name. */
function lowered(text: string, sheet: Sheet): string {
  const first = /^[A-Z][\w'-]*/.exec(text)?.[0] ?? "";
  const name = new RegExp(`[a-z,] ${first.replace(/[^\w'-]/g, ".")}\\b`);
  const isName =
    /^(?:I|I'\w+)$/.test(first) ||
    name.test(sheet.guarded) ||
    sheet.others.some((other) => other.name.includes(first));
  return isName ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

const TAIL =
  /,? (?:and (?=(?:would|will|was|is|had|has|have|did|do|never|no longer|I|he|she|it|they|then|\w+ed|saw|came|went|found|kept|took|left|looked|only) )|but |though |although |if |so (?!\w+ (?:as|that)\b)|because |until |where |while )|, (?:which|who) |, (?=\w+ing |an? \w+|often |with |yet |the \w+ (?:of|and) )| (?=with (?:an?|the) )/g;

/** The sentence without what hangs on its end, where the question does not ask for that. */
function shortened(text: string, question: string): string[] {
  const asked = new Set(termsOf(question));
  const hits = (part: string): string[] => termsOf(part).filter((term) => asked.has(term));
  const kept = (head: string, rest: string): boolean =>
    hits(rest).every((term) => hits(head).includes(term));
  const found: string[] = [];
  for (const tail of text.matchAll(TAIL)) {
    const head = text.slice(0, tail.index);
    const rest = text.slice(tail.index);
    if (head.split(" ").length < 5 || !kept(head, rest)) continue;
    if (
      !/\b(?:am|is|are|was|were|have|has|had|do|did|I \w+|he \w+|she \w+|they \w+|\w+ed|\w+s)\b/.test(
        head,
      )
    )
      continue;
    if (
      /^(?:If|When|While|Although|Though|Because|Since|As|After|Before|Until)\b/.test(head) &&
      !head.includes(",")
    )
      continue;
    found.push(sentence(head.replace(/,$/, "")));
  }
  return found;
}

/** True when one of the character's own lines has said nearly all that a sentence says. */
export function isTold(text: string, ownPast: readonly string[]): boolean {
  const terms = termsOf(text);
  if (terms.length === 0) return false;
  return ownPast.some((line) => {
    const said = new Set(termsOf(line));
    return terms.filter((term) => said.has(term)).length / terms.length >= 0.75;
  });
}

export function inLanguage(facts: readonly Fact[], language: Language): Fact[] {
  return facts.filter((fact) => fact.language === language);
}
