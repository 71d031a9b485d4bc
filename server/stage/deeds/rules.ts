import type { DeedRefusal } from "../../../shared/deeds.ts";
import { NEEDS, type Attempt, type Need, type Verb } from "../../roleplay/verbs/verb.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the rules say to an attempt, before anything is changed. */
export type Ruling =
  | { readonly say: "go" }
  | { readonly say: "refused"; readonly refusal: DeedRefusal }
  /** It is too far away just now, and the actor walks up to it first. */
  | { readonly say: "walk-up"; readonly to: string };

const GO: Ruling = { say: "go" };

/** Decides by the verb's needs, in their own order whatever order they are listed in; the first that fails is it. */
export function rule(attempt: Attempt, verb: Verb, around: Surroundings): Ruling {
  const { actor, target, item } = attempt;
  if (target !== null && !fits(attempt, verb, around)) return refused("unknown-target");
  if (target === null && verb.target !== "none" && !verb.alone) return refused("unknown-target");
  if (item !== null && around.kindOf(item, actor) !== "prop") return refused("unknown-item");
  let walkTo: string | null = null;
  for (const need of NEEDS) {
    if (!verb.needs.includes(need)) continue;
    const verdict = NEEDS_RULES[need](attempt, verb, around);
    if (verdict === null) continue;
    if (verdict.say === "refused") return verdict;
    // What is wrong with it at any distance is said before a step is taken.
    if (verdict.say === "walk-up") walkTo ??= verdict.to;
  }
  return walkTo === null ? GO : { say: "walk-up", to: walkTo };
}

function fits({ actor, target }: Attempt, verb: Verb, around: Surroundings): boolean {
  const kind = target === null ? null : around.kindOf(target, actor);
  if (kind === null || target === actor) return false;
  switch (verb.target) {
    case "anything":
      return true;
    case "person-or-prop":
      return kind !== "place";
    case "none":
      return false;
    default:
      return kind === verb.target;
  }
}

const NEEDS_RULES: Record<Need, (a: Attempt, v: Verb, around: Surroundings) => Ruling | null> = {
  "target-there": ({ target }) => (target === null ? refused("unknown-target") : null),
  "sees-target": ({ actor, target }, _, around) =>
    target === null || around.kindOf(target, actor) === "place" || around.sees(actor, target)
      ? null
      : refused("out-of-sight"),
  "near-target": ({ actor, target }, { reach }, around) =>
    target === null ? null : near(actor, target, reach, around),
  "holds-item": ({ actor, item }, _, around) => {
    if (item === null) return refused("unknown-item");
    return around.props.things.get(item)?.holder === actor ? null : refused("not-held");
  },
  "item-in-reach": ({ actor, item }, { reach }, around) => {
    if (item === null) return refused("unknown-item");
    const holder = around.props.things.get(item)?.holder ?? null;
    if (holder === actor) return refused("already");
    const way = near(actor, item, reach, around);
    // Things change hands by their holder's own giving, and in no other way.
    return holder === null ? way : refused(way === null ? "not-willing" : "out-of-reach");
  },
  "item-portable": ({ item }, _, around) =>
    item === null || around.props.things.get(item)?.prop.portable ? null : refused("not-portable"),
  "item-free": (attempt, _, around) => watched(attempt, attempt.item ?? attempt.target, around),
  "seat-free": ({ actor, target }, _, around) => {
    const sitter = target === null ? null : around.sitter(target);
    if (sitter === null) return null;
    return refused(sitter === actor ? "already" : "occupied");
  },
  unlocked: ({ actor, target }, _, around) => locked(actor, target, around),
};

function near(actor: string, id: string, reach: number, around: Surroundings): Ruling | null {
  if (around.distance(actor, id) <= reach && around.sees(actor, id)) return null;
  return around.walksUp(actor) ? { say: "walk-up", to: id } : refused("out-of-reach");
}

/** What somebody owns is taken or opened by nobody else while the owner can see it. */
export function watched(
  { actor }: Attempt,
  thing: string | null,
  around: Surroundings,
): Ruling | null {
  const owner = thing === null ? undefined : around.props.things.get(thing)?.prop.owner;
  if (thing === null || owner === undefined || owner === actor || !around.isBody(owner))
    return null;
  return around.sees(owner, thing) ? refused("not-yours") : null;
}

/** A locked thing opens to who holds its key. */
export function locked(actor: string, target: string | null, around: Surroundings): Ruling | null {
  const thing = target === null ? undefined : around.props.things.get(target);
  if (thing === undefined || thing.open || thing.prop.key === undefined) return null;
  return around.props.things.get(thing.prop.key)?.holder === actor ? null : refused("locked");
}

export function refused(refusal: DeedRefusal): Ruling {
  return { say: "refused", refusal };
}
