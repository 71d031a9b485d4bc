import type { DeedRefusal } from "../../../shared/deeds.ts";
import type { ParticipantId } from "../../../shared/protocol.ts";
import { deedPhrase, deedSentence } from "../../stage/deeds/deed-words.ts";
import { SEEN } from "../../stage/deeds/deeds.ts";
import { applyEffect, changesTheWorld } from "../../stage/deeds/effects.ts";
import { rule } from "../../stage/deeds/rules.ts";
import { thingRecords } from "../../stage/deeds/thing-record.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { BodyRecord, ThingRecord } from "../../stage/standing-event.ts";
import { isSame } from "../../stage/chronicle-places.ts";
import type { Replica } from "./replica.ts";

type DeedRecord = Extract<EpisodeEvent, { type: "deed" }>;

/** A deed decided once more by the rules, from where everyone and everything is in the replica. */
export interface RederivedDeed {
  readonly refusal: DeedRefusal | null;
  readonly witnesses: ReadonlySet<ParticipantId>;
  /** Things and bodies that it changed. */
  readonly things: readonly ThingRecord[];
  readonly bodies: readonly BodyRecord[];
  /** What personas who saw it observe; null where it was nothing new. */
  readonly sentence: string | null;
}

/** Decides and does it in the replica; null for a verb of the game's own, whose rules no log holds. */
export function rederiveDeed(replica: Replica, deed: DeedRecord): RederivedDeed | null {
  const { cast, props, verbs, around, sheets } = replica;
  const { actor, target, item, gaveUp, turnId } = deed;
  const verb = verbs.get(deed.verb);
  if (verb === undefined && deed.refusal !== "unknown-verb") return null;
  const attempt = { actor, verb: deed.verb, target, item };
  const before = new Map(props.things);
  const stood = new Map(
    [...cast.bodies.keys()].flatMap((id) => {
      const record = replica.standing(id);
      return record === null ? [] : [[id, record] as const];
    }),
  );

  function decided(): DeedRefusal | null {
    if (verb === undefined) return "unknown-verb";
    if (gaveUp) return "out-of-reach";
    const body = cast.bodies.get(actor);
    if (body === undefined) return "unknown-target";
    if (verb.who !== "everyone" && verb.who !== `${body.kind}s`) return "forbidden";
    const ruling = rule(attempt, verb, around);
    switch (ruling.say) {
      case "refused":
        return ruling.refusal;
      // Who was on its way did not get there: it would stand there otherwise.
      case "walk-up":
        return "out-of-reach";
      case "go":
        return typeof verb.effect === "string" ? applyEffect(verb.effect, attempt, replica) : null;
    }
  }

  const refusal = decided();
  const open = refusal === null || SEEN.has(refusal);
  const nameOf = (id: string, language: "en" | "zh"): string | null => {
    const body = cast.bodies.get(id);
    if (body) return body.name;
    const thing = props.things.get(id);
    if (thing) return props.inTheLight(id) ? thing.prop.name[language] : null;
    return sheets.scene.places.find((place) => place.id === id)?.name ?? null;
  };
  const { language } = sheets.scene;
  const isNews = refusal !== null || turnId === null || (verb && changesTheWorld(verb));
  const outcome = refusal === null ? "done" : "refused";
  return {
    refusal,
    witnesses: open ? cast.sight(actor) : new Set([actor]),
    things: thingRecords(props, (id, thing) => before.get(id) !== thing),
    bodies: [...cast.bodies.keys()].flatMap((id) => {
      const now = replica.standing(id);
      return now === null || isSame(stood.get(id), now) ? [] : [now];
    }),
    sentence:
      verb === undefined || !isNews
        ? null
        : deedSentence(deedPhrase(verb, attempt, outcome, nameOf), refusal, language),
  };
}
