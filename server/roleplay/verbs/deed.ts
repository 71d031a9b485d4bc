import type { Gesture } from "../../../shared/protocol.ts";

/** What prose may name, and what was read from it. */

/** Someone or something under every name that means it. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** Everything in a scene that an action may be about. `addressee` is whom "you" means: a person's id. */
export interface ActionNames {
  readonly people: readonly Named[];
  readonly places: readonly Named[];
  readonly props: readonly Named[];
  readonly self: Named;
  readonly addressee: string | null;
}

/** A deed that prose means: ids of a verb, of a person, place or prop, and of a prop. */
export interface Deed {
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
}

/** What an action says: deeds in their order, and what might be meant by words that are not plain enough. */
export interface Reading {
  readonly deeds: readonly Deed[];
  readonly doubts: readonly Deed[];
}

/** What a finished action is: the deeds it certainly tells, how the body looks, and whether a deed may hide in it. */
export interface ActionMatch {
  readonly deeds: readonly Deed[];
  readonly gesture: Gesture | null;
  readonly unclear: boolean;
}

/** What a name in prose can stand for. */
export type EntityKind = "person" | "place" | "prop" | "self";
export interface Entity {
  readonly kind: EntityKind;
  readonly id: string;
}

/** All that `names` holds, each with its kind and its names. */
export function entitiesOf(names: ActionNames): { entity: Entity; names: readonly string[] }[] {
  const of = (kind: EntityKind, named: readonly Named[]) =>
    named.map(({ id, names }) => ({ entity: { kind, id }, names }));
  return [
    ...of("self", [names.self]),
    ...of("person", names.people),
    ...of("place", names.places),
    ...of("prop", names.props),
  ];
}
