import type { ParticipantId } from "../../../shared/protocol.ts";
import { tileOf, type Body } from "../body.ts";
import { placeAt } from "../ground.ts";
import type { SceneContext } from "../scene-context.ts";

/** Tells who walks into which place. Costs nothing while nobody walks. */
export interface Whereabouts {
  /** Lets `walk` move bodies, and tells of each of those who walked and is in another place now. */
  during(walk: () => void): void;
}

export function createWhereabouts({ cast, happenings, staging }: SceneContext): Whereabouts {
  const { ground } = staging;
  const here = (body: Body) => placeAt(ground, tileOf(body));
  return {
    during(walk) {
      if (cast.walking.size === 0) return walk();
      const before = new Map<ParticipantId, string | null>();
      for (const body of cast.walking) before.set(body.id, here(body));
      walk();
      for (const [id, from] of before) {
        const body = cast.bodies.get(id);
        if (body === undefined) continue;
        const place = here(body);
        if (place !== from) happenings.tell({ type: "entered", id, place, from });
      }
    },
  };
}
