import type { DeedRefusal, SceneGuide } from "../../../shared/deeds.ts";
import type { Language, ParticipantId } from "../../../shared/protocol.ts";
import type { Persona } from "../../roleplay/persona.ts";
import type { KnownThing } from "../../roleplay/prompt/prompt-sections.ts";
import type { Attempt, Verb, VerbInput } from "../../roleplay/verbs/verb.ts";
import type { Deed } from "../happenings.ts";
import type { SceneContext } from "../scene-context.ts";
import type { ThingRecord } from "../standing-event.ts";
import { deedPhrase, deedSentence } from "./deed-words.ts";
import { applyEffect, changesTheWorld, type Changeable } from "./effects.ts";
import { createErrands, type Errand } from "./errands.ts";
import { guideFor } from "./guide.ts";
import { createKnownThings } from "./known-things.ts";
import { applyOwnEffect } from "./own-effect.ts";
import { createPropWorld, type PropWorld, type ShowProp } from "./prop-world.ts";
import { rule } from "./rules.ts";
import { thingsAtHand } from "./things-at-hand.ts";
import { createSurroundings } from "./surroundings.ts";
import { thingRecords } from "./thing-record.ts";
import { createUnclearActions, type UnclearActions } from "./unclear-actions.ts";
import { createVerbRegister, type VerbRegister } from "./verb-register.ts";

/** Where a deed comes from: a persona's action, a player's hand, an author's trigger or routine, the host game. */
export interface DeedCause {
  readonly origin: Deed["origin"];
  /** The turn whose action it was; absent for a deed without words. */
  readonly turnId?: string | null;
  /** The prose that it was read from. */
  readonly prose?: string | null;
}

/** `under-way`: the actor walks up to it first, and it is decided when it gets there. */
export interface DeedResult {
  readonly outcome: "done" | "refused" | "under-way";
  readonly refusal: DeedRefusal | null;
}

/** What is done in one scene: the server's rules decide, and nothing else changes the world. */
export interface Deeds {
  /** Decides, changes, records, tells. Never throws; every attempt is on record once, with its one outcome. */
  attempt(attempt: Attempt, cause: DeedCause): DeedResult;
  /** Adds a game's own verb; throws, in words, where its id is taken or its declaration is wrong. */
  define(input: VerbInput): Verb;
  readonly verbs: VerbRegister;
  readonly props: PropWorld;
  /** True while a persona walks up to something that it is about to do. */
  underWay(actor: ParticipantId): boolean;
  /** What this participant's page may know of verbs, things and places; undefined where there is nothing but talk. */
  guide(participant: ParticipantId): SceneGuide | undefined;
  /** What a persona knew of when it came in: it does not change, so that prompts keep their beginning. */
  knownThings(persona: ParticipantId): readonly KnownThing[];
  /** A persona has come into the running scene and looks about, once. */
  looksAbout(persona: Persona): void;
  /** Actions of a turn that stands which are unclear: the model may be asked about them when it is over. */
  unclear: UnclearActions["keep"];
  /** Things and who sits on them are as they were in a scene that goes on here. */
  resume(
    things: readonly ThingRecord[],
    taken: readonly { readonly who: ParticipantId; readonly on: string }[],
  ): void;
  stop(): void;
  /** Somebody is about to leave for good: what they hold stays where they stand. */
  leaves(id: ParticipantId): void;
}

export interface DeedsOptions {
  /** What each persona knew of, by its id, in a scene that goes on from another. */
  readonly known?: Readonly<Record<string, readonly KnownThing[]>> | undefined;
  readonly builtIn: readonly Verb[];
  /** Told of each thing that can be seen, and of every change of it. */
  readonly showProp?: ShowProp | undefined;
  /** A game's own effect threw, or answered what is no answer. */
  readonly fault?: ((error: unknown) => void) | undefined;
  /** A player has come to see a thing that was hidden: its page needs the guide anew. */
  readonly guideGrew?: ((player: ParticipantId) => void) | undefined;
}

/** Refusals that others can see happen; of the rest only the one who tried knows. */
export const SEEN: ReadonlySet<DeedRefusal> = new Set<DeedRefusal>([
  "locked",
  "not-willing",
  "not-yours",
  "occupied",
  "not-portable",
]);

/** The same refusal of the same attempt is observed once in this time, in ms; it is recorded every time. */
const OBSERVED_AGAIN = 60_000;

export function createDeeds(context: SceneContext, options: DeedsOptions): Deeds {
  const { cast, chronicle, clock, happenings, minds, staging, telling } = context;
  const { scene, ground, things } = staging;
  const fault = options.fault ?? (() => {});
  const verbs = createVerbRegister(options.builtIn, things.verbs);
  const places = new Map(scene.places.map(({ id, name }) => [id, name]));
  const seats = new Map<ParticipantId, string>();
  const props = createPropWorld(
    things.props,
    ground,
    (place) => ground.spots.get(place) ?? null,
    options.showProp ?? (() => {}),
  );
  const around = createSurroundings(cast, ground, new Set(places.keys()), props, seats);
  const world: Changeable = { cast, around, seats };
  const known = createKnownThings(props, around, options.guideGrew ?? (() => {}));
  const errands = createErrands(cast, clock, around, tryAgain);
  const atHand = new Map(
    staging.personas.map((persona) => [
      persona.id,
      options.known?.[persona.id] ?? thingsAtHand(persona, staging, cast, props, around),
    ]),
  );
  const refusedLately = new Map<string, number>();
  let number = 0;

  function nameOf(id: string, language: Language): string | null {
    const body = cast.bodies.get(id);
    if (body) return body.name;
    const thing = props.things.get(id);
    if (thing) return props.inTheLight(id) ? thing.prop.name[language] : null;
    return places.get(id) ?? null;
  }

  /** Decides as far as it can be decided from where the actor stands. */
  function decide(errand: Errand): DeedResult {
    const { attempt } = errand;
    chronicle.standing();
    const verb = verbs.get(attempt.verb);
    if (verb === undefined) return settle(errand, undefined, "unknown-verb");
    const body = cast.bodies.get(attempt.actor);
    if (!body) return settle(errand, verb, "unknown-target");
    if (verb.who !== "everyone" && verb.who !== `${body.kind}s`)
      return settle(errand, verb, "forbidden");
    const ruling = rule(attempt, verb, around);
    switch (ruling.say) {
      case "refused":
        return settle(errand, verb, ruling.refusal);
      case "walk-up":
        if (!errands.walkUp(errand, ruling.to)) return settle(errand, verb, "out-of-reach");
        return { outcome: "under-way", refusal: null };
      case "go": {
        const before = new Map(props.things);
        const refusal = perform(attempt, verb);
        const changed = thingRecords(props, (id, thing) => before.get(id) !== thing);
        return settle(errand, verb, refusal, changed.length === 0 ? {} : { things: changed });
      }
    }
  }

  function perform(attempt: Attempt, verb: Verb): DeedRefusal | null {
    const { effect } = verb;
    if (typeof effect === "string") return applyEffect(effect, attempt, world);
    return applyOwnEffect(effect, attempt, world, fault);
  }

  /** An attempt that its actor did not come to: it took too long, or went about something else. */
  function giveUp(errand: Errand): DeedResult {
    chronicle.standing();
    return settle(errand, verbs.get(errand.attempt.verb), "out-of-reach", { gaveUp: true });
  }

  /** The one end of an attempt: on record, told, observed. */
  function settle(
    { attempt, cause }: Errand,
    verb: Verb | undefined,
    refusal: DeedRefusal | null,
    more: { readonly gaveUp?: true; readonly things?: ThingRecord[] } = {},
  ): DeedResult {
    const { actor } = attempt;
    const outcome = refusal === null ? "done" : "refused";
    const { origin, turnId = null, prose = null } = cause;
    const deedId = `${chronicle.episodeId}.d${(number += 1)}`;
    const open = refusal === null || SEEN.has(refusal);
    const witnesses = open ? cast.sight(actor) : new Set([actor]);
    const deed: Deed = { deedId, ...attempt, outcome, refusal, origin, turnId, witnesses };
    void chronicle.note("deed", { ...deed, prose, witnesses: [...witnesses], ...more });
    chronicle.standing(deedId);
    if (verb !== undefined) {
      const phrase = deedPhrase(verb, attempt, outcome, nameOf);
      if (open) {
        telling.tell(witnesses, {
          type: "verb-done",
          deedId,
          actor,
          verb: verb.id,
          target: shownId(attempt.target),
          item: shownId(attempt.item),
          outcome,
          refusal,
          phrase,
          turnId,
        });
        if (verb.gesture !== null && refusal === null && turnId === null)
          telling.tell(witnesses, {
            type: "gesture",
            actor,
            gesture: verb.gesture,
            target: bodyId(attempt.target),
          });
      }
      if (isNews(deed, verb)) observe(deed, deedSentence(phrase, refusal, scene.language));
    }
    if (refusal === null) for (const id of witnesses) look(id);
    happenings.tell({ type: "deed", deed });
    return { outcome, refusal };
  }

  function look(id: ParticipantId): void {
    if (cast.bodies.get(id)?.kind === "player") known.look(id);
  }

  /** What is kept out of sight has no id for those who only watch. */
  function shownId(id: string | null): string | null {
    return id !== null && props.things.has(id) && !props.inTheLight(id) ? null : id;
  }
  function bodyId(id: string | null): ParticipantId | null {
    return id !== null && cast.bodies.has(id) ? id : null;
  }

  /** An action's own words are enough for what changed nothing, and a vain try is news once. */
  function isNews({ actor, verb: id, target, item, refusal, turnId }: Deed, verb: Verb): boolean {
    if (refusal === null) return changesTheWorld(verb) || turnId === null;
    const now = clock.elapsed();
    for (const [key, at] of refusedLately)
      if (now - at >= OBSERVED_AGAIN) refusedLately.delete(key);
    const key = JSON.stringify([actor, id, target, item, refusal]);
    const again = refusedLately.has(key);
    if (!again && refusedLately.size < 256) refusedLately.set(key, now);
    return !again;
  }

  function observe({ deedId, witnesses }: Deed, text: string): void {
    for (const id of witnesses) {
      minds.get(id)?.observe({ kind: "environment", turnId: deedId, text });
    }
  }

  /** Where a verb knows no target, the thing that it was done to is what goes with it. */
  function readied({ actor, verb, target, item }: Attempt): Attempt {
    const known = verbs.get(verb);
    if (known?.target === "none" && known.item && item === null)
      return { actor, verb, target: null, item: target };
    return { actor, verb, target, item };
  }

  function tryAgain(errand: Errand): void {
    decide(errand);
  }

  happenings.on("arrived", ({ id }) => {
    look(id);
    errands.arrived(id, giveUp);
  });
  happenings.on("came-in", ({ id }) => look(id));
  const unclear = createUnclearActions(context, () => number);

  return {
    verbs,
    props,
    define: (input) => verbs.define(input),
    attempt(given, cause) {
      const errand: Errand = { attempt: readied(given), cause, tries: 0 };
      if (errands.queue(errand, giveUp)) return { outcome: "under-way", refusal: null };
      return decide(errand);
    },
    underWay: (actor) => errands.has(actor),
    guide: (participant) => guideFor(participant, scene, verbs, things.props, known),
    unclear: (mind, actions) => unclear.keep(mind, actions),
    resume(records, taken) {
      props.resume(records);
      for (const { who, on } of taken) seats.set(who, on);
      for (const id of cast.bodies.keys()) look(id);
    },
    stop() {
      errands.stop();
      unclear.stop();
    },
    knownThings: (persona) => atHand.get(persona) ?? [],
    looksAbout(persona) {
      atHand.set(persona.id, thingsAtHand(persona, staging, cast, props, around));
    },
    leaves(id) {
      const body = cast.bodies.get(id);
      if (!body) return;
      errands.drop(id);
      seats.delete(id);
      known.forget(id);
      const at = { x: Math.round(body.x), y: Math.round(body.y) };
      for (const { prop } of props.heldBy(id)) props.layDown(prop.id, at);
    },
  };
}
