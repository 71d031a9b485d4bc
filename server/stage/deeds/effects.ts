import type { DeedRefusal } from "../../../shared/deeds.ts";
import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Attempt, Effect, Verb } from "../../roleplay/verbs/verb.ts";
import type { Cast } from "../cast.ts";
import type { Point } from "../ground.ts";
import { locked, watched, type Ruling } from "./rules.ts";
import type { Surroundings } from "./surroundings.ts";

/** What an effect changes: bodies, things, and who sits on what. */
export interface Changeable {
  readonly cast: Cast;
  readonly around: Surroundings;
  readonly seats: Map<ParticipantId, string>;
}

type Apply = (attempt: Attempt, world: Changeable) => DeedRefusal | null;

/**
 * Does a deed whose verb's needs hold. Each effect keeps what makes it possible at all, whatever needs a verb forgot;
 * null when it was done, else why it was not, and then nothing has changed.
 */
export function applyEffect(
  effect: Effect,
  attempt: Attempt,
  world: Changeable,
): DeedRefusal | null {
  return EFFECTS_DO[effect](attempt, world);
}

/** The thing that a verb is about: what goes with it, or what it is done to. */
export function thingOf({ item, target }: Attempt, around: Surroundings): string | null {
  if (item !== null) return item;
  return target !== null && around.props.things.has(target) ? target : null;
}

const EFFECTS_DO: Record<Effect, Apply> = {
  none: () => null,
  walk({ actor, target }, { cast, around }) {
    const body = cast.bodies.get(actor);
    if (target === null || !body) return "unknown-target";
    if (around.isBody(target)) return cast.approach(actor, target) ? null : "no-way-there";
    const at = around.at(target, body);
    return at !== null && cast.walkTo(actor, cast.freeTileNear(tile(at))) ? null : "no-way-there";
  },
  turn({ actor, target }, { cast, around }) {
    const body = cast.bodies.get(actor);
    const at = target === null || !body ? null : around.at(target, body);
    if (at === null) return "unknown-target";
    cast.faceTowards(actor, at);
    return null;
  },
  follow({ actor, target }, { cast, around }) {
    if (target === null || !around.isBody(target)) return "unknown-target";
    if (cast.following(actor) === target) return "already";
    cast.follow(actor, target);
    return null;
  },
  "hand-over"({ actor, target, item }, { cast, around }) {
    if (target === null || !around.isBody(target)) return "unknown-target";
    const not = held(item, actor, around);
    if (not !== null || item === null) return not ?? "unknown-item";
    cast.face(actor, target);
    around.props.hand(item, target);
    return null;
  },
  "pick-up"(attempt, { around }) {
    const { actor } = attempt;
    const id = thingOf(attempt, around);
    const thing = id === null ? undefined : around.props.things.get(id);
    if (id === null || thing === undefined || !around.props.inTheLight(id)) return "unknown-item";
    if (thing.holder === actor) return "already";
    if (thing.holder !== null) return "not-willing";
    if (!thing.prop.portable) return "not-portable";
    const guarded = refusalOf(watched(attempt, id, around));
    if (guarded !== null) return guarded;
    around.props.hand(id, actor);
    return null;
  },
  "put-down"({ actor, target, item }, { cast, around }) {
    const body = cast.bodies.get(actor);
    const not = held(item, actor, around);
    if (not !== null || item === null || !body) return not ?? "unknown-item";
    const onto = target !== null && around.kindOf(target, actor) === "prop" ? target : null;
    const at = onto === null || onto === item ? body : (around.at(onto, body) ?? body);
    around.props.layDown(item, tile(at));
    return null;
  },
  show({ actor, target, item }, { cast, around }) {
    if (target === null || !around.isBody(target)) return "unknown-target";
    if (item === null) return "unknown-item";
    const { holder } = around.props.things.get(item) ?? {};
    if (holder !== actor && !around.sees(actor, item)) return "out-of-sight";
    cast.face(actor, target);
    if (holder === actor) around.props.bringToLight(item);
    return null;
  },
  sit({ actor, target }, { cast, around, seats }) {
    if (target === null) {
      if (around.sits(actor)) return "already";
      if (!cast.sit(actor, null)) return "occupied";
      seats.delete(actor);
      return null;
    }
    const thing = around.props.things.get(target);
    if (thing === undefined || !thing.prop.seat) return "forbidden";
    const sitter = around.sitter(target);
    if (sitter !== null) return sitter === actor ? "already" : "occupied";
    if (!cast.sit(actor, thing.at)) return "occupied";
    seats.set(actor, target);
    return null;
  },
  stand({ actor }, { cast, around, seats }) {
    if (!around.sits(actor)) return "already";
    seats.delete(actor);
    cast.stand(actor);
    return null;
  },
  open(attempt, { around }) {
    const { actor, target } = attempt;
    const thing = target === null ? undefined : around.props.things.get(target);
    if (target === null || thing === undefined) return "unknown-target";
    if (!thing.prop.opens) return "forbidden";
    if (thing.open) return "already";
    const guarded = refusalOf(watched(attempt, target, around) ?? locked(actor, target, around));
    if (guarded !== null) return guarded;
    around.props.setOpen(target, true);
    return null;
  },
  close(attempt, { around }) {
    const { target } = attempt;
    const thing = target === null ? undefined : around.props.things.get(target);
    if (target === null || thing === undefined) return "unknown-target";
    if (!thing.prop.opens) return "forbidden";
    if (!thing.open) return "already";
    around.props.setOpen(target, false);
    return null;
  },
};

/** Whether a verb's effect can be seen to have changed something. */
export function changesTheWorld({ effect }: Verb): boolean {
  return effect !== "none" && effect !== "turn";
}

function held(item: string | null, actor: ParticipantId, around: Surroundings): DeedRefusal | null {
  const thing = item === null ? undefined : around.props.things.get(item);
  if (thing === undefined) return "unknown-item";
  return thing.holder === actor && thing.inside === null ? null : "not-held";
}

function refusalOf(ruling: Ruling | null): DeedRefusal | null {
  return ruling?.say === "refused" ? ruling.refusal : null;
}

function tile({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
