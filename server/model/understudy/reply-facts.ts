import {
  aboutPerson,
  acrossLanguages,
  admission,
  answer,
  probedSecret,
  resolved,
} from "./answering.ts";
import { shortName } from "./cast.ts";
import type { Intent } from "./intent.ts";
import type { Moment } from "./moment.ts";
import { factsAbout, personIn, sampleAbout } from "./people.ts";
import { npcReaction } from "./reply-courtesy.ts";
import { type Reply, maybe, one, portrait, slots, told, volunteered } from "./reply-parts.ts";
import { inLanguage, isTold } from "./telling.ts";

/** Replies that tell something of the sheet, or will not. */

export function answered(moment: Moment, sentence: string, query: string): Reply {
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
export function justAdmitted(moment: Moment): Reply | null {
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

export function aboutSomebody(moment: Moment, intent: Intent): Reply {
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

export function whereabouts(moment: Moment, intent: Intent): Reply {
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
export function ofScene(moment: Moment, intent: Intent, fits: RegExp): Reply {
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

export function aboutMyself(moment: Moment): Reply {
  const sentences = portrait(moment, 2);
  if (sentences.length > 0) return told(moment, sentences);
  return { sentences: one(moment.wording.pick("noMore")), inner: "chat", mood: "no" };
}

/** "Why?", "And then?": more of what was spoken of before. */
export function followUp(moment: Moment, intent: Intent): Reply {
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
