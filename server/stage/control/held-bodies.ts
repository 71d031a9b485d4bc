import type { ParticipantId } from "../../../shared/protocol.ts";
import { tileOf } from "../body.ts";
import type { Cast } from "../cast.ts";
import type { Holds } from "./holds.ts";

/** A cast in which nobody who is held still sets off, sits down or stands up; a game may still put its bodies anywhere. */
export function heldBodies(cast: Cast, holds: Pick<Holds, "still">): Cast {
  return {
    ...cast,
    walkTo: (id, goal) => !holds.still(id) && cast.walkTo(id, goal),
    approach: (id, target) => !holds.still(id) && cast.approach(id, target),
    follow(id, leader) {
      if (!holds.still(id)) cast.follow(id, leader);
    },
    sit: (id, seat) => !holds.still(id) && cast.sit(id, seat),
    stand(id) {
      if (!holds.still(id)) cast.stand(id);
    },
  };
}

/** Somebody stops where they are, whatever they were walking to. */
export function halt(cast: Cast, id: ParticipantId): void {
  const body = cast.bodies.get(id);
  const walks = body !== undefined && (cast.walking.has(body) || cast.following(id) !== null);
  if (walks) cast.put(id, tileOf(body));
}
