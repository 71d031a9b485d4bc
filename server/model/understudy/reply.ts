import {
  aboutPerson,
  acrossLanguages,
  admission,
  answer,
  probedSecret,
  resolved,
  sampleFor,
} from "./answering.ts";
import { shortName } from "./cast.ts";
import type { Mood } from "./gestures.ts";
import type { Inner } from "./inner-voice.ts";
import type { Intent } from "./intent.ts";
import type { Moment } from "./moment.ts";
import { factsAbout, namesInARow, personIn, sampleAbout } from "./people.ts";
import type { Occasion } from "./phrasing.ts";
import type { Fact } from "./recall.ts";
import { recollect } from "./remembering.ts";
import { inLanguage, isTold } from "./telling.ts";
import { topicOf } from "./topic.ts";

/** What is said, and in what spirit. */
export interface Reply {
  readonly sentences: readonly string[];
  readonly inner: Inner;
  readonly mood: Mood;
}

export function replyIn(moment: Moment): Reply {
  const { attention } = moment;
  if (attention.kind === "nobody") return opening(moment);
  if (attention.kind === "environment") return toEnvironment(moment);
  const admitted = justAdmitted(moment);
  if (admitted) return admitted;
  const [main, ...rest] = moment.intents as [Intent, ...Intent[]];
  const reply = toIntent(moment, main);
  if (attention.kind === "persona") return { ...reply, sentences: reply.sentences.slice(0, 2) };
  return { ...reply, sentences: [...openers(moment, main, rest), ...reply.sentences] };
}

function toIntent(moment: Moment, intent: Intent): Reply {
  const { attention, wording, sheet } = moment;
  const who = attention.partner;
  const say = (
    occasion: Occasion,
    inner: Inner,
    mood: Mood,
    more: readonly string[] = [],
  ): Reply => ({
    sentences: [...one(wording.pick(occasion, slots(moment))), ...more],
    inner,
    mood,
  });
  switch (intent.kind) {
    case "injection":
      return say("deflect", "strange", "stern");
    case "memory": {
      const text = recollect(moment, intent);
      return { sentences: one(text), inner: "memory", mood: "think" };
    }
    case "ask-my-name":
      return say(who === "" ? "nameUnknown" : "sayName", "name", "nod");
    case "ask-your-name": {
      const sample = moment.voice.samples.find(
        (line) =>
          sheet.name !== "" && line.includes(shortName(sheet.name)) && !wording.wasSaid(line),
      );
      if (sample !== undefined && moment.dice.chance(0.6))
        return { sentences: [sample], inner: "greet", mood: "nod" };
      return sheet.name === ""
        ? say("innocent", "greet", "nod")
        : say("ownName", "greet", "nod", portrait(moment, 1));
    }
    case "how-are-you":
      return say("mood", "greet", "listen");
    case "secret": {
      const asked = answer(moment, intent.sentence);
      if (asked.kind === "told" && probedSecret(moment, intent.sentence) === null)
        return told(moment, asked.sentences);
      return moment.secrets.some((state) => !state.open)
        ? say("guard", "guard", "guard")
        : say("innocent", "chat", "no");
    }
    case "opinion":
    case "who-is":
      return aboutSomebody(moment, intent);
    case "where-is":
      return whereabouts(moment, intent);
    case "who-is-here":
      return sheet.others.length === 0
        ? say("aloneHere", "answer", "think")
        : {
            sentences: one(
              wording.pick("othersHere", { ...slots(moment), thing: namesInARow(moment) }),
            ),
            inner: "answer",
            mood: "point",
          };
    case "where-are-we":
      return ofScene(
        moment,
        intent,
        /\b(?:inn|house|harbou?r|town|village|place|room|tavern|ship|castle|study|hall|set in|tea ?house)\b|客栈|茶馆|渡口|镇|屋|地方/i,
      );
    case "what-happens":
      return ofScene(
        moment,
        intent,
        /\b(?:went|gone|struck|lost|missing|dead|died|storm|gale|since|flood\w*|found|arriv\w*|attack\w*|comes?)\b|灭|失踪|停|涨|来|风|雨|死/i,
      );
    case "why-here": {
      const work = answer(
        moment,
        moment.language === "zh" ? "你是做什么的？" : "What is your work?",
      );
      return work.kind === "told" ? told(moment, work.sentences) : aboutMyself(moment);
    }
    case "tell-about-you":
      return aboutMyself(moment);
    case "follow-up":
      return followUp(moment, intent);
    case "question":
      if (moment.secrets.some((state) => state.open) && REGRET.test(intent.sentence))
        return say("regret", "admit", "admit");
      return answered(moment, intent.sentence, resolved(moment, intent.sentence));
    case "told-name":
      return who === ""
        ? say("statement", "chat", "listen")
        : say("hearName", "name", "greet", one(maybe(moment, 0.4, "counter")));
    case "insult":
      return say("insult", "hurt", "stern");
    case "threat":
      return say("threat", "hurt", "stern");
    case "love":
      return say("love", "hurt", "laugh");
    case "praise":
      return say("praise", "kind", "laugh");
    case "apology":
      return say("apology", "kind", "kind");
    case "grief":
      return say("grief", "kind", "kind", related(moment, intent.sentence, 0.75));
    case "request":
      return say("request", "answer", "nod", related(moment, intent.sentence, 0.45));
    case "help-offer":
      return say("helpOffer", "kind", "kind");
    case "farewell":
      return (
        sampled(
          moment,
          /\b(?:off with you|good ?night|mind the|i'll call you|sleep|go safely|farewell|goodbye|daylight worth)\b|慢走|路上|再来|夜深/i,
          0.5,
        ) ?? say("farewell", "farewell", "farewell")
      );
    case "thanks":
      return sampled(moment, /\bthank/i, 0.6, /谢/) ?? say("thanks", "kind", "nod");
    case "greeting":
      return greeting(moment);
    case "agree":
      return attention.kind === "persona"
        ? npcReaction(moment, intent)
        : say("agree", "chat", "nod", volunteered(moment, 0.4));
    case "refuse":
      return attention.kind === "persona"
        ? npcReaction(moment, intent)
        : say("refuse", "chat", "no");
    case "silence":
      return attention.line && attention.line.actions.length > 0
        ? toAction(moment)
        : say("silence", "quiet", "listen");
    case "statement":
      return statement(moment, intent);
    default:
      return intent.kind satisfies never;
  }
}

const REGRET =
  /\b(?:why did you|how could you|do you regret|did you mean|are you (?:sorry|ashamed)|don't you (?:regret|feel))\b|为什么要?这(?:么|样)做|后悔|怎么能/i;

function slots(moment: Moment): { who: string; me: string } {
  return { who: moment.attention.partner, me: moment.sheet.name };
}

function one(text: string | null | undefined): string[] {
  return text === null || text === undefined || text === "" ? [] : [text];
}

function maybe(moment: Moment, chance: number, occasion: Occasion): string | null {
  return moment.dice.chance(chance) ? moment.wording.pick(occasion, slots(moment)) : null;
}

/** A lead, what was found, and perhaps a question back. */
function told(moment: Moment, sentences: readonly string[]): Reply {
  const player = moment.attention.kind === "player";
  return {
    sentences: [
      ...one(maybe(moment, sentences.length > 1 ? 0.15 : 0.35, "lead")),
      ...sentences,
      ...one(player && sentences.length < 3 ? maybe(moment, 0.2, "afterTold") : null),
    ],
    inner: "answer",
    mood: "think",
  };
}

function answered(moment: Moment, sentence: string, query: string): Reply {
  const found = answer(moment, sentence, query);
  const { wording } = moment;
  switch (found.kind) {
    case "told":
      return told(moment, found.sentences);
    case "again":
      return {
        sentences:
          found.sentences.length > 0
            ? found.sentences
            : [...one(wording.pick("again")), ...one(wording.pick("noMore"))],
        inner: "answer",
        mood: "nod",
      };
    case "guarded":
      return {
        sentences: one(wording.pick("guard", slots(moment))),
        inner: "guard",
        mood: "guard",
      };
    case "unknown": {
      if (moment.attention.kind === "persona")
        return npcReaction(moment, { kind: "question", sentence, object: "" });
      const topical =
        found.topic !== "" && moment.dice.chance(0.45)
          ? wording.pick("unknownTopic", { ...slots(moment), topic: found.topic })
          : null;
      return {
        sentences: [
          ...one(topical ?? wording.pick("unknown", slots(moment))),
          ...volunteered(moment, 0.25),
        ],
        inner: "unknown",
        mood: "no",
      };
    }
    default:
      return found satisfies never;
  }
}

/** The line just heard opened a secret: it is told now. */
function justAdmitted(moment: Moment): Reply | null {
  const state = moment.secrets.find((one) => one.justOpened);
  if (!state) return null;
  const sentences = admission(moment, state, 3);
  if (sentences.length === 0) {
    const across = moment.recall.facts.find((fact) => fact.source === "opened");
    const line = across
      ? acrossLanguages(moment, across, moment.attention.line?.speech ?? "")
      : null;
    return {
      sentences: [...one(moment.wording.pick("admit")), ...one(line)],
      inner: "admit",
      mood: "admit",
    };
  }
  const lead = sentences.length > 2 ? maybe(moment, 0.6, "admit") : moment.wording.pick("admit");
  return { sentences: [...one(lead), ...sentences], inner: "admit", mood: "admit" };
}

/** A greeting, a name or thanks in the same line gets its word first. */
function openers(moment: Moment, main: Intent, rest: readonly Intent[]): string[] {
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

function greeting(moment: Moment): Reply {
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

/** An authored sample that fits an occasion and was not used. */
function sampled(
  moment: Moment,
  english: RegExp,
  chance: number,
  chinese: RegExp = english,
): Reply | null {
  const fits = moment.language === "zh" ? chinese : english;
  const line = moment.voice.samples.find(
    (sample) => fits.test(sample) && !moment.wording.wasSaid(sample),
  );
  if (line === undefined || !moment.dice.chance(chance)) return null;
  moment.wording.note(line);
  return { sentences: [line], inner: "kind", mood: "nod" };
}

function aboutSomebody(moment: Moment, intent: Intent): Reply {
  const { sheet } = moment;
  const object = intent.object === "" ? intent.sentence : intent.object;
  const person = personIn(moment, resolved(moment, object));
  if (person === null || (moment.language === "zh" && /的[\u3400-\u9fff]/.test(object))) {
    if (sheet.name !== "" && object.includes(shortName(sheet.name))) return aboutMyself(moment);
    return answered(moment, intent.sentence, resolved(moment, intent.sentence));
  }
  // "What about Tomas's boat?" is about the boat.
  const asked = answer(moment, intent.sentence);
  if (object.split(/\s+/).length > 4 && asked.kind !== "unknown")
    return answered(moment, intent.sentence, intent.sentence);
  if (!person.onSheet)
    return { sentences: one(moment.wording.pick("known")), inner: "chat", mood: "point" };
  const sample = sampleAbout(moment, person.name);
  const sentences = aboutPerson(moment, person.name, intent);
  if (
    sample !== null &&
    (sentences.length === 0 || intent.kind === "opinion" || moment.dice.chance(0.5))
  ) {
    moment.wording.note(sample);
    return { sentences: [...sentences.slice(0, 1), sample], inner: "chat", mood: "point" };
  }
  if (sentences.length === 0) {
    const fact =
      factsAbout(moment, person.name)[0] ??
      moment.recall.facts.find(({ about }) => about === person.name);
    if (fact && fact.language !== moment.language)
      return {
        sentences: one(acrossLanguages(moment, fact, intent.sentence)),
        inner: "chat",
        mood: "think",
      };
    return {
      sentences: one(moment.wording.pick("knowsPerson", { topic: shortName(person.name) })),
      inner: "chat",
      mood: "point",
    };
  }
  return {
    sentences: [...one(maybe(moment, 0.25, "lead")), ...sentences],
    inner: "chat",
    mood: "point",
  };
}

function whereabouts(moment: Moment, intent: Intent): Reply {
  const { sheet, wording } = moment;
  const person = personIn(moment, resolved(moment, intent.object));
  if (person === null) return answered(moment, intent.sentence, resolved(moment, intent.sentence));
  const unknown = sheet.unknown.some(
    (limit) => /where|哪/i.test(limit) && personIn(moment, limit)?.name === person.name,
  );
  const placed = factsAbout(moment, person.name).find(
    (fact) =>
      fact.source === "scenario" &&
      /\b(?:at|by|in|behind|beside|before|on|near|out)\b|在|坐|站/.test(fact.text),
  );
  if (!unknown && probedSecret(moment, intent.sentence) !== null && !placed)
    return { sentences: one(wording.pick("guard")), inner: "guard", mood: "guard" };
  if (!unknown && placed) {
    const spoken = moment.telling.say(placed, intent.sentence);
    if (spoken !== null) return { sentences: [spoken], inner: "answer", mood: "point" };
  }
  if (!unknown && (!person.onSheet || sheet.others.some(({ name }) => name === person.name)))
    return { sentences: one(wording.pick("known")), inner: "answer", mood: "point" };
  return {
    sentences: one(
      wording.pick("whereUnknown", { topic: shortName(person.name) }) ?? wording.pick("unknown"),
    ),
    inner: "unknown",
    mood: "no",
  };
}

/** What everybody here can see, or has heard. */
function ofScene(moment: Moment, intent: Intent, fits: RegExp): Reply {
  const scene = inLanguage(moment.recall.facts, moment.language).filter(
    (fact) => fact.source === "scenario" || fact.source === "background",
  );
  const fresh = scene.filter((fact) => !isTold(fact.text, moment.ownPast));
  const ranked = new Set([...fresh.filter((fact) => fits.test(fact.text)), ...fresh]);
  const sentences: string[] = [];
  for (const fact of ranked) {
    const spoken = moment.telling.say(fact, intent.sentence);
    if (spoken !== null) sentences.push(spoken);
    if (sentences.length >= 2) break;
  }
  if (sentences.length > 0) return told(moment, sentences);
  return answered(moment, intent.sentence, intent.sentence);
}

function portrait(moment: Moment, most: number): string[] {
  const sentences: string[] = [];
  const facts = unsaid(moment, (fact) => fact.source === "profile");
  const tells = (fact: Fact): boolean => namesMe(moment, fact.text);
  for (const fact of [...facts.filter(tells), ...facts.filter((one) => !tells(one))]) {
    const spoken = moment.telling.say(fact, "");
    if (spoken !== null) sentences.push(spoken);
    if (sentences.length >= most) break;
  }
  return sentences;
}

/** The sentence begins with the character itself, not with a thing it wears. */
function namesMe(moment: Moment, text: string): boolean {
  return (
    moment.vocative.size > 0 &&
    (/^(?:He|She|They|You|他|她|你)(?![a-z])/.test(text) ||
      text.startsWith(shortName(moment.sheet.name)) ||
      text.startsWith(moment.sheet.name))
  );
}

function unsaid(moment: Moment, fits: (fact: Fact) => boolean): Fact[] {
  return inLanguage(moment.recall.facts, moment.language).filter(
    (fact) => fits(fact) && !isTold(fact.text, moment.ownPast),
  );
}

function aboutMyself(moment: Moment): Reply {
  const sentences = portrait(moment, 2);
  if (sentences.length > 0) return told(moment, sentences);
  return { sentences: one(moment.wording.pick("noMore")), inner: "chat", mood: "no" };
}

/** "Why?", "And then?": more of what was spoken of before. */
function followUp(moment: Moment, intent: Intent): Reply {
  const { history, attention, wording } = moment;
  const at = attention.line ? history.indexOf(attention.line) : history.length;
  const own = history.slice(0, at).findLast((line) => line.kind === "own");
  const before = history
    .slice(0, own ? history.indexOf(own) : at)
    .findLast((line) => line.kind === "other");
  const open = moment.secrets.find((state) => state.open && admissionLeft(moment, state));
  if (open) {
    const sentences = admission(moment, open, 2);
    if (sentences.length > 0) return { sentences, inner: "admit", mood: "admit" };
  }
  const query = `${intent.sentence} ${before?.speech ?? ""}`;
  if (before && probedSecret(moment, before.speech) !== null)
    return { sentences: one(wording.pick("guard")), inner: "guard", mood: "guard" };
  for (const { fact, coverage } of moment.recall.find(query, moment.vocative)) {
    if (coverage < 0.25 || fact.language !== moment.language || isTold(fact.text, moment.ownPast))
      continue;
    const spoken = moment.telling.say(fact, query);
    if (spoken !== null) return told(moment, [spoken]);
  }
  return {
    sentences: [...one(wording.pick("noMore", slots(moment))), ...volunteered(moment, 0.3)],
    inner: "unknown",
    mood: "no",
  };
}

function admissionLeft(moment: Moment, state: Moment["secrets"][number]): boolean {
  const last = moment.ownPast.at(-1) ?? "";
  return isTold(state.secret.text.split(/(?<=[.。])/)[0] ?? "", [last]);
}

/** Something of the sheet that nobody asked for, with a word to lead in. */
function volunteered(moment: Moment, chance: number): string[] {
  if (moment.attention.kind !== "player" || !moment.dice.chance(chance)) return [];
  const facts = moment.dice
    .shuffled(unsaid(moment, (fact) => fact.source === "profile" || fact.source === "background"))
    .slice(0, 6);
  for (const fact of facts) {
    const spoken = moment.telling.say(fact, "");
    const lead = spoken === null ? null : moment.wording.pick("volunteer");
    if (spoken !== null && lead !== null) return [lead, spoken];
  }
  return [];
}

/** A fact or sample that shares the line's words. */
function related(moment: Moment, sentence: string, least: number): string[] {
  const sample = sampleFor(moment, sentence);
  if (sample !== null) return noted(moment, sample);
  for (const { fact, coverage } of moment.recall.find(sentence, moment.vocative)) {
    if (coverage < least || fact.language !== moment.language || isTold(fact.text, moment.ownPast))
      continue;
    const spoken = moment.telling.say(fact, sentence);
    if (spoken !== null) return [spoken];
  }
  return [];
}

function noted(moment: Moment, line: string | null): string[] {
  if (line !== null) moment.wording.note(line);
  return one(line);
}

function statement(moment: Moment, intent: Intent): Reply {
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

function npcReaction(moment: Moment, intent: Intent): Reply {
  const topic = topicOf(intent.sentence, moment.language, [moment.sheet.name]);
  const sample = sampleFor(moment, intent.sentence);
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

function toAction(moment: Moment): Reply {
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

function toEnvironment(moment: Moment): Reply {
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
function opening(moment: Moment): Reply {
  const sample = moment.voice.samples.find((line) => !moment.wording.wasSaid(line));
  const line = sample ?? moment.wording.pick("open");
  return { sentences: one(line), inner: "quiet", mood: "listen" };
}
