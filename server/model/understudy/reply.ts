import { answer, probedSecret, resolved } from "./answering.ts";
import { shortName } from "./cast.ts";
import type { Mood } from "./gestures.ts";
import type { Inner } from "./inner-voice.ts";
import type { Intent } from "./intent.ts";
import type { Moment } from "./moment.ts";
import { namesInARow } from "./people.ts";
import type { Occasion } from "./phrasing.ts";
import { fromMemory } from "./recalled.ts";
import { recollect } from "./remembering.ts";
import { greeting, npcReaction, openers, statement } from "./reply-courtesy.ts";
import {
  aboutMyself,
  aboutSomebody,
  answered,
  followUp,
  justAdmitted,
  ofScene,
  whereabouts,
} from "./reply-facts.ts";
import {
  type Reply,
  maybe,
  one,
  portrait,
  related,
  sampled,
  slots,
  told,
  volunteered,
} from "./reply-parts.ts";
import { opening, toAction, toEnvironment } from "./reply-scene.ts";

/** The way from a moment to a reply: by what was wanted. */

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
  const recalled = fromMemory(moment, intent);
  if (recalled !== null) return { sentences: [recalled], inner: "memory", mood: "think" };
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
        ? say("nameless", "greet", "nod")
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
