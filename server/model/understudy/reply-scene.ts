import type { Mood } from "./gestures.ts";
import type { Inner } from "./inner-voice.ts";
import type { Moment } from "./moment.ts";
import type { Occasion } from "./phrasing.ts";
import { type Reply, one, slots } from "./reply-parts.ts";

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

/** Nobody has spoken yet. */
export function opening(moment: Moment): Reply {
  const sample = moment.voice.samples.find((line) => !moment.wording.wasSaid(line));
  const line = sample ?? moment.wording.pick("open");
  return { sentences: one(line), inner: "quiet", mood: "listen" };
}
