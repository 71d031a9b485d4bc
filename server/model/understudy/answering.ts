import { aspectsOf } from "./aspects.ts";
import { shortName } from "./cast.ts";
import type { Intent } from "./intent.ts";
import { isChinese, sentencesOf } from "./language.ts";
import type { Moment } from "./moment.ts";
import { chineseNumber, englishNumber, inChineseWords, inEnglishWords } from "./numerals.ts";
import { factsAbout, personIn } from "./people.ts";
import type { Fact, Finding } from "./recall.ts";
import type { SecretState } from "./secret-keeping.ts";
import { inLanguage, isTold } from "./telling.ts";
import { termsOf } from "./terms.ts";
import { bridgedWords, topicOf } from "./topic.ts";

/** Answers to questions: from the sheet, or that it cannot or will not be said. */
export type Answer =
  | { readonly kind: "told"; readonly sentences: string[] }
  | { readonly kind: "again"; readonly sentences: string[] }
  | { readonly kind: "guarded" }
  | { readonly kind: "unknown"; readonly topic: string };

const ENOUGH = 0.5;

/** Answers what a sentence asks. `query`: the sentence, widened where it leans on earlier talk. */
export function answer(
  moment: Moment,
  sentence: string,
  query = resolved(moment, sentence),
): Answer {
  const { recall, language } = moment;
  const found = recall.find(query, moment.vocative);
  const near = found.filter(({ fact }) => fact.language === language);
  const best = near[0];
  const limit = limitFor(moment, query);
  const probe = probedSecret(moment, query);
  const topic = topicOf(sentence, language, [
    moment.sheet.name,
    shortName(moment.sheet.name),
    ...(moment.attention.partner ? [moment.attention.partner] : []),
  ]);
  if (
    limit > 0 &&
    limit >= (best?.coverage ?? 0) - 0.05 &&
    (best?.score ?? 0) - (best?.coverage ?? 0) < 0.5
  )
    return { kind: "unknown", topic: "" };
  if (best && best.score >= ENOUGH && isAnswer(best, moment, query)) {
    const fitting = near.filter((one) => one.score >= ENOUGH && isAnswer(one, moment, query));
    const told = tell(moment, fitting, query);
    if (told !== null) return told;
  }
  if (probe) return { kind: "guarded" };
  if (!best || best.score < ENOUGH) {
    const foreign = found.find(({ fact, score }) => fact.language !== language && score >= ENOUGH);
    const bridged = foreign ? acrossLanguages(moment, foreign.fact, sentence) : null;
    if (bridged !== null) return { kind: "told", sentences: [bridged] };
  }
  return { kind: "unknown", topic };
}

/** A price or an age is an answer by its looks; anything else by the words it shares. */
function isAnswer(finding: Finding, moment: Moment, query: string): boolean {
  const asked = termsOf(query).filter((term) => !moment.vocative.has(term));
  return asked.length <= 1 || finding.coverage >= 0.3 || finding.score - finding.coverage >= 0.45;
}

function tell(moment: Moment, findings: readonly Finding[], query: string): Answer | null {
  const untold = findings.filter(({ fact }) => !isTold(fact.text, moment.ownPast.slice(-12)));
  // What is far beside the point is no substitute for what was told already.
  const best = findings[0]?.score ?? 0;
  const bestIsTold = findings[0] !== undefined && !untold.includes(findings[0]);
  const fresh = untold.filter(({ score }) => score >= best * (bestIsTold ? 0.8 : 0.72));
  const sentences: string[] = [];
  const asked = new Set(termsOf(query).filter((term) => !moment.vocative.has(term)));
  const covered = new Set<string>();
  for (const { fact, score } of fresh.slice(0, 4)) {
    // A second sentence is for what the first left open; now and then it is simply more.
    const adds = termsOf(fact.text).some((term) => asked.has(term) && !covered.has(term));
    if (sentences.length > 0 && !adds && (score < best * 0.9 || !moment.dice.chance(0.2))) continue;
    // What fits best is said even haltingly: better that than something beside the point.
    const spoken = moment.telling.say(fact, query, { patient: fact === fresh[0]?.fact });
    if (spoken === null) continue;
    sentences.push(spoken);
    for (const term of termsOf(fact.text)) covered.add(term);
    if (sentences.length >= 2) break;
  }
  const sample = sampleFor(moment, query);
  if (sentences.length > 0) {
    if (
      sample !== null &&
      sentences.length < 2 &&
      termsOf(sample).some((term) => asked.has(term) && covered.has(term)) &&
      moment.dice.chance(0.6)
    ) {
      moment.wording.note(sample);
      sentences.push(sample);
    }
    return { kind: "told", sentences };
  }
  // Better a halting answer than none.
  let said = findings.find(({ fact }) => !fresh.some((one) => one.fact === fact))?.fact ?? null;
  for (const { fact } of fresh.slice(0, 3)) {
    const spoken = moment.telling.say(fact, query, { patient: true });
    if (spoken !== null) return { kind: "told", sentences: [spoken] };
    if (said === null && moment.telling.lastRefusal === "said") said = fact;
  }
  if (said === null && sample !== null) {
    moment.wording.note(sample);
    return { kind: "told", sentences: [sample] };
  }
  if (said === null) return null;
  const spoken = moment.telling.say(said, query, { patient: true, again: true });
  return { kind: "again", sentences: spoken === null ? [] : [spoken] };
}

/** A voice sample that speaks of what was asked, not yet used. */
export function sampleFor(moment: Moment, query: string): string | null {
  const asked = termsOf(query).filter(
    (term) =>
      !moment.vocative.has(term) && !/^(?:show|give|find|need|help|call|leave|bring)$/.test(term),
  );
  const total = asked.reduce((sum, term) => sum + moment.recall.weight(term), 0);
  let best: { line: string; share: number } | null = null;
  for (const line of moment.voice.samples) {
    const terms = new Set(termsOf(line));
    const share =
      asked
        .filter((term) => terms.has(term))
        .reduce((sum, term) => sum + moment.recall.weight(term), 0) / Math.max(0.01, total);
    if (share >= 0.5 && (best === null || share > best.share) && !moment.wording.wasSaid(line))
      best = { line, share };
  }
  return best?.line ?? null;
}

/** How well a question fits a line of what the character does not know; 0 for not. */
function limitFor(moment: Moment, query: string): number {
  const asked = termsOf(query).filter((term) => !moment.vocative.has(term));
  if (asked.length === 0) return 0;
  const total = asked.reduce((sum, term) => sum + moment.recall.weight(term), 0);
  let best = 0;
  for (const limit of moment.sheet.unknown) {
    if (!sameQuestion(query, limit)) continue;
    const terms = new Set(termsOf(limit));
    const share =
      asked
        .filter((term) => terms.has(term))
        .reduce((sum, term) => sum + moment.recall.weight(term), 0) / total;
    const about = [...terms].filter((term) => !moment.vocative.has(term));
    const back = about.filter((term) => asked.includes(term)).length / Math.max(1, about.length);
    // The very question that the limit names ("where Tobias is") is settled by it.
    const settled =
      back >= 0.5 && share >= 0.4 && TELLING_ASK.some((ask) => ask.test(query) && ask.test(limit));
    const fit = settled ? 1 : share >= 0.6 && back >= 0.25 ? share : 0;
    if (fit > best) best = fit;
  }
  return best;
}

const TELLING_ASK = [/\bwhere\b/i, /\bwho\b/i, /\bwhy\b/i, /哪/, /谁/, /为什么/];
const ENGLISH_ASKS = ["who", "where", "when", "why", "how", "what"];
const CHINESE_ASKS = ["谁", "哪", "什么时候", "为什么", "怎么", "什么", "多"];

function sameQuestion(query: string, limit: string): boolean {
  const asks = isChinese(limit) ? CHINESE_ASKS : ENGLISH_ASKS;
  const inLimit = asks.filter((word) =>
    new RegExp(isChinese(limit) ? word : `\\b${word}\\b`, "i").test(limit),
  );
  const inQuery = asks.filter((word) =>
    new RegExp(isChinese(query) ? word : `\\b${word}\\b`, "i").test(query),
  );
  if (inLimit.length === 0 || inQuery.length === 0) return true;
  return inLimit.some((word) => inQuery.includes(word));
}

/** The closed secret that a question reaches for, if any. */
export function probedSecret(moment: Moment, query: string): SecretState | null {
  const asked = termsOf(query).filter((term) => !moment.vocative.has(term));
  const total = asked.reduce((sum, term) => sum + moment.recall.weight(term), 0);
  for (const state of moment.secrets) {
    if (state.open) continue;
    const share = asked
      .filter((term) => state.terms.has(term))
      .reduce((sum, term) => sum + moment.recall.weight(term), 0);
    // "Did you…" reaches further than a question about the world.
    const least = /\b(?:did|have|had|are|were|do) you\b|[你您]/i.test(query) ? 0.4 : 0.5;
    if (total > 0 && share / total >= least) return state;
  }
  return null;
}

/** A pronoun in a question is whoever was spoken of last. */
export function resolved(moment: Moment, sentence: string): string {
  const named = roleNamed(moment, sentence);
  if (named !== null) return named;
  if (
    personIn(moment, sentence) !== null ||
    !/\b(?:he|him|his|she|her|hers|they|them)\b|[他她]/i.test(sentence)
  )
    return sentence;
  for (const line of moment.history.toReversed().slice(0, 6)) {
    const person = personIn(moment, line.speech.replace(sentence, ""));
    if (person !== null) return `${sentence} ${person.name}`;
  }
  return sentence;
}

/** The sentence with the name for the role: "the keeper" is whoever the sheet says is the keeper. */
function roleNamed(moment: Moment, sentence: string): string | null {
  for (const { name, text } of [...moment.sheet.relations, ...moment.sheet.others]) {
    const title = /^[^，。]{1,6}?(?:是|为)(?:[^，。]*?的)?([\u3400-\u9fff]{2,3})[，。]/.exec(
      text,
    )?.[1];
    const called = new RegExp(`(?<![老小大])${title ?? "－"}(?:的(?=[，,在是去怎叫]))?`);
    if (title !== undefined && called.test(sentence) && personIn(moment, sentence) === null) {
      return sentence.replace(called, name);
    }
    const role =
      /^(?:(?:He|She|They|[A-Z][\w' -]+?) (?:is|was) (?:the|an?) )((?:[\w'-]+ ){0,2}?[\w'-]+)(?=[,.]| of| with| who| from| and| at)/.exec(
        text,
      )?.[1];
    const noun = role?.split(" ").at(-1);
    if (noun === undefined || noun.length < 4 || personIn(moment, sentence) !== null) continue;
    const spokenOf = new RegExp(`\\bthe (?:\\w+ )?${noun}\\b(?!')`, "i");
    if (spokenOf.test(sentence)) return sentence.replace(spokenOf, name);
  }
  return null;
}

/** What can be said of a fact in the other language: what hangs together with what. */
export function acrossLanguages(moment: Moment, fact: Fact, sentence: string): string | null {
  if (aspectsOf(sentence).some((aspect) => aspect.name === "age") && fact.source === "profile") {
    const years =
      fact.language === "zh"
        ? chineseNumber(/[一二三四五六七八九十]+(?=岁)/.exec(fact.text)?.[0] ?? "")
        : englishNumber(fact.text);
    if (years !== null) {
      return moment.language === "zh"
        ? `${moment.voice.self}今年${inChineseWords(years)}岁。`
        : `I am ${inEnglishWords(years)} years old.`;
    }
  }
  const topic =
    topicOf(sentence, moment.language, []) || bridgedWords(sentence, moment.language)[0] || "";
  const words = bridgedWords(fact.text, moment.language)
    .filter((word) => !topic.includes(word) && !sentence.includes(word))
    .slice(0, 3);
  const thing =
    moment.language === "zh" ? words.join("和") : words.map((word) => `the ${word}`).join(" and ");
  const line = words.length > 0 ? moment.wording.pick("crossTopic", { topic, thing }) : null;
  return line ?? moment.wording.pick("foreignFact", { topic });
}

/** The sentences of an opened secret that were not yet told, in their order, at most `most`. */
export function admission(moment: Moment, state: SecretState, most: number): string[] {
  const told: string[] = [];
  const facts = inLanguage(moment.recall.facts, moment.language).filter(
    (fact) =>
      fact.source === "opened" &&
      sentencesOf(state.secret.text).some(
        (one) => one === fact.text || fact.text.endsWith(one.slice(1)),
      ),
  );
  for (const fact of facts) {
    if (isTold(fact.text, moment.ownPast)) continue;
    const spoken = moment.telling.say(fact, "", { force: true });
    if (spoken !== null) told.push(spoken);
    if (told.length >= most) break;
  }
  return told;
}

export function aboutPerson(moment: Moment, name: string, intent: Intent): string[] {
  const facts = factsAbout(moment, name);
  const wanted =
    intent.kind === "opinion"
      ? [...facts.filter((fact) => fact.source === "relation" && isFeeling(fact.text)), ...facts]
      : facts;
  const sentences: string[] = [];
  for (const fact of new Set(wanted)) {
    const spoken = moment.telling.say(fact, intent.sentence);
    if (spoken !== null) sentences.push(spoken);
    if (sentences.length >= 2) break;
  }
  return sentences;
}

function isFeeling(text: string): boolean {
  return /\b(?:trust|like|love|hate|fear|respect|admire|friend|distrust|grateful|ashamed|believe|afraid|fond|would)\w*\b|信|喜欢|恨|怕|敬|爱|觉得/i.test(
    text,
  );
}
