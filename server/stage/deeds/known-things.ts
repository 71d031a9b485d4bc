import type { ParticipantId } from "../../../shared/protocol.ts";
import type { PropWorld } from "./prop-world.ts";
import type { Surroundings } from "./surroundings.ts";

/** Which of the things that were hidden when the scene opened each player has come to see. */
export interface KnownThings {
  /** True for what lay open from the start, and for what this one has seen since. */
  knows(id: ParticipantId, prop: string): boolean;
  /** Somebody looks about from where they stand. */
  look(id: ParticipantId): void;
  forget(id: ParticipantId): void;
}

/** `grew` is told of a player who has come to see one more. */
export function createKnownThings(
  props: PropWorld,
  around: Surroundings,
  grew: (id: ParticipantId) => void,
): KnownThings {
  const hidden = new Set([...props.things.keys()].filter((id) => !props.inTheLight(id)));
  const seen = new Map<ParticipantId, Set<string>>();
  return {
    knows: (id, prop) => !hidden.has(prop) || (seen.get(id)?.has(prop) ?? false),
    look(id) {
      const mine = seen.get(id) ?? new Set<string>();
      const before = mine.size;
      for (const prop of hidden) {
        if (!mine.has(prop) && props.inTheLight(prop) && around.sees(id, prop)) mine.add(prop);
      }
      if (mine.size === before) return;
      seen.set(id, mine);
      grew(id);
    },
    forget: (id) => void seen.delete(id),
  };
}
