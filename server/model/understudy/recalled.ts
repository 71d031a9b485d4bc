import type { Intent } from "./intent.ts";
import type { PastLine } from "./history-reading.ts";
import type { Moment } from "./moment.ts";
import { excerpt } from "./remembering.ts";

/** What the world brought back to a character before it speaks: lines of `Environment: Name remembers. …`. */

interface RecalledLine {
  readonly speaker: string;
  readonly text: string;
}

const SAID_EN = /([^.!?“”]{1,80}?) once said, “([^”]+)”/gu;
const SAID_ZH = /([^。！？：“”]{1,40}?)曾说：“([^”]+)”/gu;

/** The quotations that came back for the line just heard, the best fitting first. */
export function recalledLines(moment: Moment): RecalledLine[] {
  const { history, sheet } = moment;
  const lastOwn = history.findLastIndex((line) => line.kind === "own");
  return history.slice(lastOwn + 1).flatMap(({ kind, speech }) => {
    const english = speech.startsWith(`${sheet.name} remembers.`);
    const chinese = speech.startsWith(`${sheet.name}想了起来。`);
    if (kind !== "environment" || sheet.name === "" || (!english && !chinese)) return [];
    return [...speech.matchAll(english ? SAID_EN : SAID_ZH)].map((found) => ({
      speaker: (found[1] ?? "").trim(),
      text: found[2] ?? "",
    }));
  });
}

/** What of its own lore came to a character in this talk, in sentences of the sheet's kind. */
export function lorePut(history: readonly PastLine[], name: string): string[] {
  if (name === "") return [];
  return history.flatMap(({ kind, speech }) => {
    const lead = [`${name} knows this. `, `${name}知道这些。`].find((one) =>
      speech.startsWith(one),
    );
    return kind !== "environment" || lead === undefined ? [] : [speech.slice(lead.length)];
  });
}

/** Intents that a memory can answer, where they ask for something of the speaker's own. */
const ASKS: ReadonlySet<Intent["kind"]> = new Set([
  "memory",
  "question",
  "ask-my-name",
  "follow-up",
  "where-is",
  "who-is",
  "opinion",
  "what-happens",
  "request",
  "secret",
]);
const OWN = /\b(?:I|my|mine|me|we|our)\b|我|咱|俺/u;

/** An answer from what came back, or null where that is not what was asked for. */
export function fromMemory(moment: Moment, intent: Intent): string | null {
  const { attention, language, dice, voice } = moment;
  if (attention.kind !== "player" || !ASKS.has(intent.kind)) return null;
  const speaker = attention.line?.speaker ?? "";
  const asksOwn = intent.kind === "memory" || OWN.test(intent.sentence);
  const line = recalledLines(moment).find(
    (one) => asksOwn || intent.sentence.includes(one.speaker),
  );
  if (line === undefined) return null;
  const words = excerpt(line.text, []).replace(/[.。!！,，]+$/u, "");
  const own = line.speaker === speaker;
  if (language === "zh") {
    const who = own ? voice.you : line.speaker;
    return dice.one([
      `${voice.self}记得，${who}从前说过“${words}”。`,
      `${who}从前说过的：“${words}”。`,
      `怎会忘记？${who}说过“${words}”。`,
    ]);
  }
  const who = own ? "you" : line.speaker;
  return dice.one([
    `I remember. ${own ? "You" : line.speaker} said, “${words}.”`,
    `As I recall, ${who} told me, “${words}.”`,
    `“${words},” ${who} said once. I have not forgotten.`,
  ]);
}
