import { shortName } from "./cast.ts";
import type { Mood } from "./gestures.ts";
import type { Inner } from "./inner-voice.ts";
import type { Moment } from "./moment.ts";
import type { Occasion } from "./phrasing.ts";
import { isNewcomer, isQuietMoment, suggestedIn } from "./cues.ts";
import { type Reply, meeting, one, slots, unsaid } from "./reply-parts.ts";

/** Replies to what is done rather than said. */

export function toAction(moment: Moment): Reply {
  const deed = (moment.attention.line?.actions ?? []).join(" ");
  const say = (occasion: Occasion, inner: Inner, mood: Mood): Reply => ({
    sentences: one(moment.wording.pick(occasion, slots(moment))),
    inner,
    mood,
  });
  if (/\b(?:wave|bow|nod|greet)|挥手|点头|鞠躬|拱手/i.test(deed))
    return say("greet", "greet", "greet");
  if (/\b(?:give|hand|offer|pass)|递|给/i.test(deed)) return say("thanks", "kind", "nod");
  if (/\b(?:draw|strike|hit|grab|push|knife|sword)|拔|打|抓|推/i.test(deed))
    return say("threat", "hurt", "stern");
  if (/\b(?:leave|walks? (?:out|away))|离开|走出/i.test(deed))
    return say("farewell", "farewell", "farewell");
  return say("act", "chat", "listen");
}

export function toEnvironment(moment: Moment): Reply {
  const text = moment.attention.line?.speech ?? "";
  const suggested = suggestedIn(text);
  if (suggested !== null && !moment.wording.wasSaid(suggested))
    return { sentences: one(suggested), inner: "npc", mood: "listen" };
  if (isQuietMoment(text)) return smallTalk(moment);
  const met = isNewcomer(text) ? meeting(moment) : null;
  if (met !== null) return met;
  const occasions: readonly (readonly [RegExp, Occasion])[] = [
    [/^(?:A moment passes|片刻过去)/, "moment"],
    [
      /\b(?:lights?|lamps?|candles?)\b.*\b(?:out|dark|dies?|gutter\w*)\b|\bdark(?:ness)?\b|灯.*(?:灭|矮)|漆黑/i,
      "lightGone",
    ],
    [/\bknock|敲门|叩门/i, "knock"],
    [/\b(?:bell|clock)\b.*\b(?:rings?|strikes?|tolls?|clanks?|chimes?)\b|钟.*响/i, "bell"],
    [
      /\b(?:arrives?|enters?|comes? in|steps? in|walks? in|joins?|new(?:comer)?)\b|进来|走进|来了/i,
      "arrival",
    ],
    [/\b(?:wind|storm|gale|rain|thunder|lightning|waves?)\b|风|雨|雷|浪/i, "wind"],
  ];
  const occasion = occasions.find(([pattern]) => pattern.test(text))?.[1] ?? "environment";
  const line =
    moment.wording.pick(occasion, slots(moment)) ??
    moment.wording.pick("environment") ??
    moment.wording.pick("moment");
  return {
    sentences: one(line),
    inner: "world",
    mood: occasion === "moment" ? "listen" : "startled",
  };
}

/** A remark of its own for whoever is near: an own saying, something of what it knows, or the weather. */
export function smallTalk(moment: Moment): Reply {
  const samples = moment.voice.samples.filter(
    (line) => !isToAGuest(line, moment.sheet.name) && !moment.wording.wasSaid(line),
  );
  const sample = moment.dice.shuffled(samples)[0];
  const remark = sample ?? aside(moment);
  const line = remark ?? moment.wording.pick("wind") ?? moment.wording.pick("environment");
  if (line !== null) moment.wording.note(line);
  return { sentences: one(line), inner: "chat", mood: "think" };
}

/** Something of its own life that it has not told yet. */
function aside(moment: Moment): string | null {
  const facts = moment.dice.shuffled(unsaid(moment, ({ source }) => source === "profile"));
  for (const fact of facts.slice(0, 8)) {
    const spoken = moment.telling.say(fact, "");
    if (spoken !== null) return spoken;
  }
  return null;
}

/** Who says its own name speaks to somebody who does not know it. */
function isToAGuest(line: string, name: string): boolean {
  return TO_A_GUEST.test(line) || (name !== "" && line.includes(shortName(name)));
}

/** What is said to strangers alone: welcomes, names, thanks, farewells, prices, refusals of a question. */
const TO_A_GUEST =
  /\b(?:welcome|come in|sit\b|my name|thanks?|farewell|good ?night|off with you|shilling|pence|eightpence|you ask|your question|ask me|sleep|kindly)\b|我姓|叫我|老朽.{2,3}，|谢|慢走|路上|里头坐|请坐|客官|问/iu;

/** Nobody has spoken yet. */
export function opening(moment: Moment): Reply {
  const sample = moment.voice.samples.find((line) => !moment.wording.wasSaid(line));
  const line = sample ?? moment.wording.pick("open");
  return { sentences: one(line), inner: "quiet", mood: "listen" };
}
