import type { ParticipantId } from "../../shared/protocol.ts";
import { matchAction, type ActionMatch, type ActionNames } from "../roleplay/verbs/match-action.ts";
import type { DeedResult } from "./deeds/deeds.ts";
import { changesTheWorld } from "./deeds/effects.ts";
import { readSaid, sayDo, type SayDo } from "./deeds/say-do.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import { nameable, type Named, type SceneContext } from "./scene-context.ts";
import type { Staging } from "./staging.ts";

/** What a persona's actions do: a gesture is seen as soon as an action is whole, a deed is done when its turn stands. */

/** An action of a turn, with what it means. */
export interface FinishedAction {
  readonly segment: number;
  readonly text: string;
  readonly match: ActionMatch;
}

export type MeantDeed = ActionMatch["deeds"][number];

/** What an action came to. */
export interface TriedDeed extends MeantDeed {
  readonly result: DeedResult;
}

/** Reads an action that is whole, and shows its gesture to those who hear the turn. */
export function gesture(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  segment: number,
  text: string,
): FinishedAction {
  const match = matchAction(text, context.deeds.verbs.all, actionNames(context, mind, turn));
  const actor = mind.persona.id;
  if (match.gesture !== null) {
    const target = match.deeds.find(({ target: id }) => isBody(context, id))?.target;
    context.telling.tell(turn.listeners, {
      type: "gesture",
      actor,
      gesture: match.gesture,
      target: target ?? turn.addressee,
    });
  }
  return { segment, text, match };
}

/**
 * The actions of a turn that stand when it is over: none that was taken back, nor the last segment of a turn that broke
 * off, for nobody knows how it would have gone on.
 */
export function standing(
  turn: HeardTurn,
  actions: readonly FinishedAction[],
  outcome: HeardTurn["state"],
): FinishedAction[] {
  if (outcome !== "complete" && outcome !== "cut") return [];
  const last = outcome === "cut" ? turn.segments.length - 1 : Number.POSITIVE_INFINITY;
  return actions.filter(({ segment, text }) => {
    const shown = turn.segments[segment];
    return segment < last && shown?.kind === "action" && shown.text === text;
  });
}

/** Tries what actions mean, in their order. */
export function act(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  actions: readonly FinishedAction[],
): TriedDeed[] {
  return actions.flatMap(({ text, match }) =>
    match.deeds.map((deed) => {
      const attempt = { actor: mind.persona.id, ...deed };
      const cause = { origin: "action" as const, turnId: turn.turnId, prose: text };
      return { ...deed, result: context.deeds.attempt(attempt, cause) };
    }),
  );
}

interface KnownNames {
  readonly key: string;
  readonly staging: Staging;
  readonly names: ActionNames;
}
const namesByMind = new WeakMap<Mind, KnownNames>();

/**
 * Everything that an action of this persona may name. The same object as long as the same people are there under the
 * same names: whoever reads names keeps what it made of them.
 */
export function actionNames(context: SceneContext, mind: Mind, turn: HeardTurn): ActionNames {
  const { cast, staging } = context;
  const self = mind.persona.id;
  const others = [...cast.bodies.keys()].filter((id) => id !== self);
  const key = JSON.stringify([turn.addressee, others]);
  const known = namesByMind.get(mind);
  if (known?.key === key && known.staging === staging) return known.names;
  const names = namesOf(context, staging, self, others, turn.addressee);
  namesByMind.set(mind, { key, staging, names });
  return names;
}

/** The names that an action of `self` may hold while these others are there. */
export function namesOf(
  named: Named,
  { scene, things }: Pick<Staging, "scene" | "things">,
  self: ParticipantId,
  others: readonly ParticipantId[],
  addressee: ParticipantId | null,
): ActionNames {
  return {
    people: others.map((id) => nameable(named, id)),
    places: scene.places.map(({ id, name }) => ({ id, names: [name] })),
    props: things.props.map(({ id, name, aliases }) => ({
      id,
      names: [...new Set([...Object.values(name), ...aliases])],
    })),
    self: nameable(named, self),
    addressee,
  };
}

/** What a turn's words promised and what came of it, for its record; no field where there is nothing to say. */
export function sayDoOf(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  tried: readonly TriedDeed[],
): { sayDo?: SayDo[] } {
  const { people, places, props, addressee } = actionNames(context, mind, turn);
  const verbs = context.deeds.verbs.all;
  const speech = turn.segments.flatMap((s) => (s?.kind === "speech" ? [s.text] : [])).join("\n");
  const said = readSaid(speech, { verbs, people, places, things: props, addressee });
  // Where somebody looks or points is no matter of keeping one's word.
  const matters = tried.filter(({ verb }) => {
    const known = context.deeds.verbs.get(verb);
    return known === undefined || changesTheWorld(known);
  });
  const account = sayDo(
    said,
    matters.map(({ verb, target, item, result }) => ({
      verb,
      target,
      item,
      outcome: result.outcome,
    })),
  );
  return account.length === 0 ? {} : { sayDo: account };
}

function isBody({ cast }: SceneContext, id: string | null): boolean {
  return id !== null && cast.bodies.has(id);
}
