import type { Language } from "../../../shared/protocol.ts";
import { me as meIn, others as othersIn, shortName, type Someone } from "./cast.ts";
import type { CopyGuard } from "./copy-guard.ts";
import { inFirstPerson } from "./first-person.ts";
import { inFirstPersonChinese } from "./first-person.zh.ts";
import { isPortrait } from "./portrait.ts";
import type { Wording } from "./phrasing.ts";
import type { Fact } from "./recall.ts";
import type { Dice } from "./seeded.ts";
import type { Sheet } from "./sheet-reading.ts";
import { termsOf } from "./terms.ts";
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

  constructor(sheet: Sheet, voice: Voice, guard: CopyGuard, wording: Wording, dice: Dice) {
    this.sheet = sheet;
    this.me = meIn(sheet);
    this.others = othersIn(sheet);
    this.voice = voice;
    this.guard = guard;
    this.wording = wording;
    this.dice = dice;
  }

  /** The fact as speech; null when it cannot be said well, or was said in these words already. `question`: what it answers. */
  say(fact: Fact, question: string, force = false): string | null {
    const told =
      fact.language === "zh" ? this.inChinese(fact, force) : this.inEnglish(fact, question, force);
    if (told === null) return null;
    const styled = fact.language === "en" && !this.voice.contracts ? uncontracted(told) : told;
    for (let attempt = 0; attempt < 3; attempt++) {
      const worded = this.guard.reworded(styled, this.dice, force ? 3 : 1);
      if (worded !== null && !this.wording.wasSaid(worded)) {
        this.wording.note(worded);
        return worded;
      }
    }
    return null;
  }

  private inEnglish(fact: Fact, question: string, force: boolean): string | null {
    const aboutMe = fact.source === "profile" || fact.source === "opened";
    let text = fact.text;
    if (fact.about !== null) text = named(text, shortName(fact.about));
    if (aboutMe && isPortrait(text))
      text =
        `${this.sheet.secondPerson ? "You are" : "ME0 is"} ${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(
          "ME0",
          this.me.name || "I",
        );
    const told = inFirstPerson(text, {
      me: this.me,
      others: this.others,
      aboutMe,
      secondPerson: this.sheet.secondPerson && aboutMe,
      force,
    });
    if (told === null || /\b(?:I am|I'm) (?:I|me)\b/.test(told)) return null;
    const cut = clauseFor(told, question);
    return /[.!?…]["”’)]*$/.test(cut) ? cut : `${cut}.`;
  }

  private inChinese(fact: Fact, force: boolean): string | null {
    const aboutMe = fact.source === "profile" || fact.source === "opened";
    let text = fact.text;
    if (fact.about !== null) text = text.replace(/^[她他](?!们)/, fact.about);
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

/** A leading pronoun, or a portrait without a verb, gets its name: "He drinks." → "Tomas drinks."; "A tall man." → "Tomas? A tall man." */
function named(text: string, name: string): string {
  if (text.includes(name)) return text.replace(/^(?:He|She|They)\b/, name);
  if (/^(?:He|She)\b/.test(text)) return text.replace(/^(?:He|She)\b/, name);
  return isPortrait(text) ? `${name}? ${text}` : text;
}

const CLAUSE =
  /; |, and (?=(?:I|he|she|it|they|nobody|the|my|that|no) )|, but (?=\w)|(?<=\w) and (?=(?:I|he|she|it|they|nobody) )/;
const LISTED = /^(?:[\w'-]+ ){1,3}(?:is|are|costs?)\b/;

/** The clause of a long sentence that answers; whole where it is short. */
function clauseFor(text: string, question: string): string {
  const asked = new Set(termsOf(question));
  const hits = (part: string): number => termsOf(part).filter((term) => asked.has(term)).length;
  const items = text.replace(/[.!?]$/, "").split(/, (?:and )?| and /);
  if (items.length > 2 && items.every((item) => LISTED.test(item))) {
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
