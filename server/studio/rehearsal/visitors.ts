import type { ParticipantId } from "../../../shared/protocol.ts";
import { inertName } from "../../roleplay/inert-text.ts";

/** Whom a designer speaks as: visitors of any name, each the same body whenever the name comes again. */
export interface Visitors {
  readonly all: readonly Visitor[];
  /** Null for a name that a persona has. */
  of(name: string, taken: readonly string[]): Visitor | null;
  /** Somebody who was there before, under the id that minds know. */
  keep(name: string, id: ParticipantId): void;
  nameOf(id: ParticipantId): string | null;
  /** The id that a name has, or will have. */
  idFor(name: string): ParticipantId;
}

export interface Visitor {
  readonly id: ParticipantId;
  readonly name: string;
}

export function createVisitors(): Visitors {
  const byId = new Map<ParticipantId, string>();
  const ids = new Map<string, ParticipantId>();
  const key = (name: string): string => inertName(name, []).toLowerCase();

  const visitors: Visitors = {
    get all() {
      return [...byId].map(([id, name]) => ({ id, name }));
    },
    idFor(name) {
      const known = ids.get(key(name)) ?? `visitor-${ids.size + 1}`;
      ids.set(key(name), known);
      return known;
    },
    of(name, taken) {
      const wanted = key(name);
      if (taken.some((one) => one.toLowerCase() === wanted)) return null;
      const id = visitors.idFor(name);
      return { id, name: byId.get(id) ?? inertName(name, []) };
    },
    keep(name, id) {
      byId.set(id, name);
      ids.set(key(name), id);
    },
    nameOf: (id) => byId.get(id) ?? null,
  };
  return visitors;
}
