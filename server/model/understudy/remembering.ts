import { chineseFor, termsInChinese } from "./glossary.ts";
import type { PastLine } from "./history-reading.ts";
import type { Intent } from "./intent.ts";
import type { Moment } from "./moment.ts";
import { personIn } from "./people.ts";
import { contentWords, termsOf } from "./terms.ts";
import { shortName } from "./cast.ts";

/** Talk about the talk: who said what, as far as it was heard. */

const SPEECH_TERMS = new Set(
  termsOf(
    "say said ask asked tell told mention remember recall talk speak word promise question call first last just earlier thing conversation 说 问 讲 提 记得 刚才 之前 第一 一句",
  ),
);

export function recollect(moment: Moment, intent: Intent): string | null {
  const { history, attention, language } = moment;
  const asked = intent.sentence;
  const person = personIn(moment, asked);
  const about = who(asked, language);
  const past = history.filter(
    (line) => line !== attention.line && line.speech !== "" && line.kind !== "environment",
  );
  const partner = attention.line?.speaker ?? "";
  const named = person !== null && namesSpeaker(asked, person.name) ? person.name : null;
  const lines = past.filter((line) => {
    if (named !== null) return line.kind === "other" && line.speaker === named;
    if (about === "you") return line.kind === "own";
    if (about === "anyone") return line.kind === "other";
    return line.kind === "other" && line.speaker === partner;
  });
  const topic = termsOf(asked).filter(
    (term) =>
      !SPEECH_TERMS.has(term) &&
      !moment.vocative.has(term) &&
      !(named !== null && termsOf(named).includes(term)),
  );
  const line = choose(lines, topic, asked);
  if (line === null) {
    return about === "me" && named === null
      ? moment.wording.pick("memoryOwnNone")
      : moment.wording.pick("memoryNone");
  }
  return report(moment, line, topic, partner);
}

/** Whose words are asked for. */
function who(asked: string, language: string): "me" | "you" | "anyone" {
  if (language === "zh") {
    if (/谁(?:说|讲|提|问)/.test(asked)) return "anyone";
    const you = /(?:你|您)(?:刚才|刚刚|之前|方才|先前|说|讲|提|答)/.test(asked);
    return you && !/我(?:刚才|刚刚|之前|方才|先前|说|讲|问|提|最早|一开始|的?第一)/.test(asked)
      ? "you"
      : "me";
  }
  if (/\bwho (?:said|told|asked|mentioned|spoke)\b/i.test(asked)) return "anyone";
  return /\b(?:did|have|had|were) you\b(?! (?:remember|recall|hear))/i.test(asked) ? "you" : "me";
}

function namesSpeaker(asked: string, name: string): boolean {
  const first = shortName(name);
  return new RegExp(
    `${first}[^.?]{0,20}(?:say|said|tell|told|ask|asked|mention|claim|talk|说|问|讲|提)|(?:did|has|had|what) (?:\\w+ )?${first}`,
    "i",
  ).test(asked);
}

function choose(
  lines: readonly PastLine[],
  topic: readonly string[],
  asked: string,
): PastLine | null {
  if (lines.length === 0) return null;
  const wantsQuestion = /\bask|\bquestion|问/.test(asked);
  const pool =
    wantsQuestion && lines.some((line) => /[?？]/.test(line.speech))
      ? lines.filter((line) => /[?？]/.test(line.speech))
      : lines;
  if (/\bfirst\b|最早|第一|一开始/.test(asked)) return pool[0] ?? null;
  if (topic.length === 0 || /\b(?:last|just)\b|刚才|刚刚|上一/.test(asked)) {
    const fitting = topic.length > 0 ? pool.filter((line) => overlap(line, topic) > 0) : pool;
    return fitting.at(-1) ?? (topic.length === 0 ? null : (pool.at(-1) ?? null));
  }
  const ranked = pool
    .map((line, i) => ({ line, score: overlap(line, topic) + i * 0.001 }))
    .sort((a, b) => b.score - a.score)[0];
  return ranked && ranked.score >= 0.3 ? ranked.line : null;
}

function overlap(line: PastLine, topic: readonly string[]): number {
  const said = new Set(termsOf(line.speech));
  return topic.filter((term) => said.has(term)).length / Math.max(1, topic.length);
}

function report(
  moment: Moment,
  line: PastLine,
  topic: readonly string[],
  partner: string,
): string | null {
  if (line.kind === "own") return ownGist(moment, line);
  const quote = excerpt(line.speech, topic);
  const question = /[?？]/.test(quote);
  const bareQuote = quote.replace(/[.。!！,，]+$/, "");
  const { self, you } = moment.voice;
  if (moment.language === "zh") {
    const speaker = line.speaker === partner ? you : shortName(line.speaker);
    return moment.dice.one([
      `${speaker}${question ? "问" : "说"}的是“${bareQuote}”。`,
      `${self}记得，${speaker}${question ? "问过" : "说过"}“${bareQuote}”。`,
      `原话是“${bareQuote}”，${speaker}${question ? "问" : "说"}的。`,
    ]);
  }
  const speaker = line.speaker === partner || line.speaker === "" ? "You" : shortName(line.speaker);
  const verb = question ? "asked" : "said";
  const end = question ? "”" : ".”";
  return moment.dice.one([
    `${speaker} ${verb}, “${bareQuote}${end}`,
    `As I recall, ${speaker === "You" ? "you" : speaker} ${verb} “${bareQuote}${end}`,
    `“${bareQuote}${question ? "" : ","}” ${speaker === "You" ? "you" : speaker} ${verb}. I was listening.`,
  ]);
}

/** What one said oneself, by its matter: the words themselves are not said twice. */
function ownGist(moment: Moment, line: PastLine): string | null {
  if (moment.language === "zh") {
    const words = termsInChinese(line.speech)
      .map(chineseFor)
      .filter((word) => word !== null)
      .slice(0, 2);
    return words.length === 0
      ? moment.wording.pick("again")
      : `${moment.voice.self}说的是${words.join("和")}的事。`;
  }
  const words = [...new Set(contentWords(line.speech).map(({ word }) => word))]
    .filter((word) => word.length > 3)
    .slice(-2);
  if (words.length === 0) return moment.wording.pick("again");
  return moment.dice.one([
    `I said something of ${words.join(" and ")}, as I remember it.`,
    `It was about ${words.join(" and ")}, more or less.`,
    `Of ${words.join(" and ")}, unless my memory fails me.`,
  ]);
}

/** The sentence of a line that holds the topic, short enough to be quoted. */
export function excerpt(speech: string, topic: readonly string[]): string {
  const clean = speech.replace(/["“”「」‹›]/g, "").replace(/[:：]/g, ",");
  const sentences = clean.split(/(?<=[.!?。！？])\s*/).filter((part) => part.trim() !== "");
  const score = (part: string): number =>
    termsOf(part).filter((term) => topic.includes(term)).length;
  if (topic.length === 0 && clean.split(/\s+/).length <= 14 && clean.length <= 80)
    return clean.trim();
  const best = [...sentences].sort((a, b) => score(b) - score(a))[0] ?? clean;
  if (/[\u3400-\u9fff]/.test(best)) return best.length > 26 ? `${best.slice(0, 25)}……` : best;
  const words = best.trim().split(/\s+/);
  return words.length > 16 ? `${words.slice(0, 15).join(" ")}…` : best.trim();
}
