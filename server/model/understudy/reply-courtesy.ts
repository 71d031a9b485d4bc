import { sampleFor } from "./answering.ts";
import type { Intent } from "./intent.ts";
import type { Moment } from "./moment.ts";
import {
  type Reply,
  maybe,
  meeting,
  noted,
  one,
  related,
  sampled,
  slots,
  volunteered,
} from "./reply-parts.ts";
import { topicOf } from "./topic.ts";

/** Replies that carry no fact: greetings, reactions, small talk. */

/** A greeting, a name or thanks in the same line gets its word first. */
export function openers(moment: Moment, main: Intent, rest: readonly Intent[]): string[] {
  const has = (kind: Intent["kind"]): boolean =>
    main.kind !== kind && rest.some((intent) => intent.kind === kind);
  const weighty = !["greeting", "injection", "insult", "threat", "silence", "ask-my-name"].includes(
    main.kind,
  );
  if (!weighty) return [];
  if (has("told-name") && moment.attention.partner !== "")
    return one(moment.wording.pick("hearName", slots(moment)));
  if (has("greeting") && main.kind !== "told-name") return one(greetLine(moment));
  if (has("thanks")) return one(moment.wording.pick("thanks", slots(moment)));
  return has("apology") ? one(moment.wording.pick("apology", slots(moment))) : [];
}

function greetLine(moment: Moment): string | null {
  const named =
    moment.attention.partner !== "" && moment.dice.chance(0.6)
      ? moment.wording.pick("meet", slots(moment))
      : null;
  return (
    named ??
    moment.wording.pick("greet", slots(moment)) ??
    moment.wording.pick("meet", slots(moment))
  );
}

export function greeting(moment: Moment): Reply {
  const met = moment.attention.kind === "player" ? meeting(moment) : null;
  if (met !== null) return met;
  const sample =
    moment.ownPast.length === 0
      ? sampled(
          moment,
          /\b(?:come (?:in|closer)|welcome|sit\b|good (?:evening|day|morning))\b/i,
          0.7,
          /请坐|里头坐|先坐|来了/,
        )
      : null;
  if (sample) return { ...sample, sentences: sample.sentences.slice(0, 1), mood: "greet" };
  const asksName = moment.attention.partner === "" ? moment.wording.pick("nameUnknown") : null;
  return {
    sentences: [...one(greetLine(moment)), ...one(asksName ?? maybe(moment, 0.35, "counter"))],
    inner: "greet",
    mood: "greet",
  };
}

export function statement(moment: Moment, intent: Intent): Reply {
  if (moment.attention.kind === "persona") return npcReaction(moment, intent);
  if (WEATHER.test(intent.sentence)) {
    const line = moment.wording.pick("wind");
    if (line !== null)
      return {
        sentences: [line, ...one(maybe(moment, 0.3, "counter"))],
        inner: "chat",
        mood: "think",
      };
  }
  const topic = topicOf(intent.sentence, moment.language, [moment.sheet.name]);
  const more = related(moment, intent.sentence, 0.5);
  const reaction =
    (topic !== "" && moment.dice.chance(0.3)
      ? moment.wording.pick("statementTopic", { topic })
      : null) ?? moment.wording.pick("statement", slots(moment));
  const tail = more.length > 0 ? more : one(maybe(moment, 0.4, "counter"));
  const sentences = [...one(reaction), ...tail];
  return {
    sentences: sentences.length > 0 ? sentences : volunteered(moment, 1),
    inner: "chat",
    mood: "listen",
  };
}

const WEATHER = /\b(?:weather|storm|wind|rain|gale|cold out|wet out)\b|天气|风雨|下雨|这雨|这风/i;

export function npcReaction(moment: Moment, intent: Intent): Reply {
  const topic = topicOf(intent.sentence, moment.language, [moment.sheet.name]);
  const sample = sampleFor(moment, intent.sentence);
  // Housemates know each other's phrases: something of one's own is the better answer.
  const own = sample === null ? related(moment, intent.sentence, 0.25) : [];
  if (own.length > 0 && moment.dice.chance(0.7))
    return { sentences: own, inner: "npc", mood: "listen" };
  const topical =
    topic !== "" && moment.dice.chance(0.3)
      ? moment.wording.pick("npcTopic", { ...slots(moment), topic })
      : null;
  return {
    sentences: [
      ...one(topical ?? moment.wording.pick("npcReact", slots(moment))),
      ...noted(moment, moment.dice.chance(0.5) ? sample : null),
    ],
    inner: "npc",
    mood: "listen",
  };
}
