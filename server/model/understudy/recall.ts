import MiniSearch from "minisearch";
import type { Language } from "../../../shared/protocol.ts";
import { answerLooks, aspectsOf } from "./aspects.ts";
import { isChinese, sentencesOf } from "./language.ts";
import { isPortrait } from "./portrait.ts";
import type { Sheet } from "./sheet-reading.ts";
import { termsOf } from "./terms.ts";

/** One sentence that may be spoken of, and where it comes from. */
export interface Fact {
  readonly id: number;
  readonly text: string;
  readonly source:
    | "profile"
    | "background"
    | "scenario"
    | "other"
    | "relation"
    | "opened"
    | "voice";
  /** Whom it is about, where it is about somebody else. */
  readonly about: string | null;
  readonly language: Language;
}

export interface Finding {
  readonly fact: Fact;
  /** 0 to about 2: how much of the question it answers. */
  readonly score: number;
  /** The share of the question's own words, weighed by rarity, that it holds; 0 to 1. */
  readonly coverage: number;
}

/** What a character may say, searchable. Closed secrets and inner thoughts are never put in. */
export class Recall {
  readonly facts: readonly Fact[];
  private readonly index: MiniSearch<Fact>;
  private readonly frequency = new Map<string, number>();

  constructor(facts: readonly Omit<Fact, "id" | "language">[]) {
    this.facts = facts.map((fact, id) => ({
      ...fact,
      id,
      language: isChinese(fact.text) ? "zh" : "en",
    }));
    this.index = new MiniSearch<Fact>({
      fields: ["text", "about"],
      extractField: (fact, field) =>
        field === "text" ? fact.text : field === "about" ? (fact.about ?? "") : String(fact.id),
      tokenize: termsOf,
      processTerm: (term) => term,
    });
    this.index.addAll(this.facts);
    for (const fact of this.facts) {
      for (const term of termsOf(`${fact.text} ${fact.about ?? ""}`)) {
        this.frequency.set(term, (this.frequency.get(term) ?? 0) + 1);
      }
    }
  }

  /** How telling a term is in this sheet: rare ones weigh more, unknown ones about as much as rare ones. */
  weight(term: string): number {
    const n = this.facts.length + 2;
    return Math.log(1 + n / (1 + (this.frequency.get(term) ?? 0.6)));
  }

  knows(term: string): boolean {
    return this.frequency.has(term);
  }

  /** Facts for a question, best first. `ignore`: terms that only name the one who is asked. */
  find(question: string, ignore: ReadonlySet<string>): Finding[] {
    const asked = termsOf(question).filter((term) => !ignore.has(term));
    const aspects = aspectsOf(question);
    const asking = new Set(aspects.flatMap((aspect) => termsOf(aspect.asks)));
    const residual = asked.filter((term) => !asking.has(term));
    const wide = [...asked, ...asked.flatMap((term) => NEAR[term] ?? [])];
    const sum = (terms: readonly string[]): number =>
      terms.reduce((weight, term) => weight + this.weight(term), 0);
    const hits = wide.length === 0 ? [] : this.index.search({ queries: wide, combineWith: "OR" });
    const bm25 = new Map(hits.map((hit) => [hit.id as number, hit.score]));
    const top = Math.max(1e-9, ...bm25.values());
    const found: Finding[] = [];
    for (const fact of this.facts) {
      const terms = new Set(termsOf(`${fact.text} ${fact.about ?? ""}`));
      const has = (term: string): boolean =>
        terms.has(term) || (NEAR[term] ?? []).some((near) => terms.has(near));
      const fitsAny = aspects.some((aspect) =>
        answerLooks(aspect, fact.language === "zh").test(fact.text),
      );
      const share = (wanted: readonly string[]): number =>
        wanted.length === 0 ? 0 : sum(wanted.filter(has)) / sum(wanted);
      const coverage = fitsAny && residual.length > 0 ? share(residual) : share(asked);
      let bonus = 0;
      let barred = false;
      for (const aspect of aspects) {
        const fits = answerLooks(aspect, fact.language === "zh").test(fact.text);
        const ofMe = fact.source === "profile" || fact.source === "opened";
        if (aspect.name === "whereabouts" && !ofMe) {
          barred = true;
          bonus -= 1;
          continue;
        }
        // "How old are you?" shares no word with the sentence that answers it.
        if (fits && aspect.personal && ofMe && residual.length === 0)
          bonus += tellsOfOneself(fact.text, ignore) ? 0.6 : 0.3;
        else if (fits && ofMe && TASTES.has(aspect.name) && residual.length <= 1) bonus += 0.5;
        else if (fits && coverage > 0)
          bonus += aspect.strict || aspect.name === "reason" ? 0.5 : 0.4;
        else if (!fits && aspect.strict) barred = true;
        else if (!fits)
          bonus -= aspect.name === "price" ? 0.7 : aspect.name === "reason" ? 0.3 : 0.12;
      }
      // "Your father" is not answered by what is told of a mother.
      if (asked.some((term) => KIN.has(term) && !has(term))) continue;
      if (barred && (coverage < 0.75 || residual.length === 0)) continue;
      if (coverage === 0 && bonus <= 0) continue;
      // A list of tastes is seldom what a plain question is after.
      if (aspects.length === 0 && /\b(?:likes?|hates?|dislikes?)\b|喜欢|讨厌/.test(fact.text))
        bonus -= 0.15;
      if (isPortrait(fact.text) && !LOOKS.test(question)) continue;
      const order =
        fact.source === "profile"
          ? 0.06 - Math.min(0.05, fact.id * 0.001)
          : fact.source === "opened"
            ? 0.1
            : 0;
      const score = coverage + bonus + order + 0.2 * ((bm25.get(fact.id) ?? 0) / top);
      found.push({ fact, score, coverage });
    }
    return found.sort((a, b) => b.score - a.score || a.fact.id - b.fact.id);
  }
}

const KIN = new Set([
  "mother",
  "father",
  "sister",
  "brother",
  "son",
  "daughter",
  "uncl",
  "aunt",
  "母亲",
  "父亲",
]);
/** The sentence begins with the character, not with its cat. */
function tellsOfOneself(text: string, own: ReadonlySet<string>): boolean {
  if (/^(?:He|She|They|You|Her|His|Your)\b|^[他她你]/.test(text)) return true;
  // A Chinese sentence of a profile leaves its subject out more often than not.
  if (isChinese(text)) return true;
  const first = termsOf(text)[0];
  return first !== undefined && own.has(first);
}

const TASTES = new Set(["liking", "hating", "fear", "price"]);
const LOOKS =
  /\b(?:look|looks|appearance|describe|wear|wearing|tall|hair|eyes|face)\b|模样|长相|长什么样|打扮|穿/i;

/** Words that point the same way without meaning the same; used for questions alone. */
const NEAR: Record<string, readonly string[]> = {
  // A player's word such as `constructor` must not find what every object has.
  __proto__: null as never,
  family: ["mother", "father", "sister", "brother", "son", "daughter", "husband", "wife"],
  ashor: ["rope", "swim", "wreck"],
  food: ["soup", "supper", "eat", "meal"],
  weather: ["storm", "rain"],
  open: ["flood", "clos"],
  travel: ["road", "coast"],
  parent: ["mother", "father"],
  pet: ["cat", "dog", "parrot", "horse", "bird"],
  missing: ["vanish", "lost"],
  carry: ["hold", "cargo"],
  drink: ["ale", "beer", "rum", "tea", "brandy"],
  交情: ["friend", "朋友"],
};

/** The sheet's sentences that may be spoken of. `speakable` keeps closed secrets and codes out. */
export function factsOf(
  sheet: Sheet,
  opened: readonly string[],
  speakable: (text: string) => boolean,
  lore: readonly string[] = [],
): Omit<Fact, "id" | "language">[] {
  const facts: Omit<Fact, "id" | "language">[] = [];
  const add = (text: string, source: Fact["source"], about: string | null = null): void => {
    const seen = new Set(facts.map((fact) => fact.text));
    let thing = "";
    for (const sentence of sentencesOf(text)) {
      const plain = sentence
        .replace(
          /^(?:By (?:her|his|their) own account(?: at the \w+)?|According to (?:her|him|them)|Topic|话题)\s*[,:：，]\s*/i,
          "",
        )
        .replace(/^[A-Z][A-Za-z ]{2,30}:\s+(?=[A-Z])/, "");
      // Spoken alone, "It shows a white light" must say what does.
      const whole =
        thing !== "" && /^It (?!is (?:past|late|dark|cold|raining|night|said|was))/.test(plain)
          ? plain.replace(/^It/, thing)
          : plain;
      const capital = whole.charAt(0).toUpperCase() + whole.slice(1);
      if (!plain.startsWith("It "))
        thing =
          /^((?:The|A|An) [\w' -]{2,30}?|(?:[A-Z][\w']+)(?: [A-Z][\w']+)+) (?:has|is|was|had|lies|stands|came|shows|struck)\b/.exec(
            plain,
          )?.[1] ?? "";
      if (isTopic(sentence) || !isWhole(capital) || seen.has(capital) || !speakable(capital))
        continue;
      facts.push({ text: capital, source, about });
    }
  };
  add(sheet.profile, "profile");
  for (const text of lore) add(text, "background");
  for (const text of opened) add(text, "opened");
  add(sheet.scenario, "scenario");
  add(sheet.background, "background");
  for (const other of sheet.others) add(other.text, "other", other.name);
  for (const relation of sheet.relations) add(relation.text, "relation", relation.name);
  return facts;
}

const isTopic = (sentence: string): boolean => /^(?:Topic|话题)\s*[:：]/.test(sentence);

/** Headings and labels are no sentences. */
function isWhole(text: string): boolean {
  if (/[:：]$/.test(text)) return false;
  return /[\u3400-\u9fff]/.test(text) ? text.length >= 4 : text.split(/\s+/).length >= 3;
}
