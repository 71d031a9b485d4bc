import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Cast } from "../cast.ts";
import { areaMiddle, placeAt, type Ground, type Point } from "../ground.ts";
import type { PropWorld, Thing } from "./prop-world.ts";

/** What the rules ask of a scene before they decide. Only reads. */
export interface Surroundings {
  readonly props: PropWorld;
  /** What an id means to this actor; null for nothing it could mean. Things out of sight exist for nobody else. */
  kindOf(id: string, actor: ParticipantId): "person" | "place" | "prop" | null;
  /** Where something is; for a place the tile of it that is nearest to `near`. */
  at(id: string, near: Point): Point | null;
  distance(actor: ParticipantId, id: string): number;
  sees(actor: ParticipantId, id: string): boolean;
  /** A persona's own hands fetch what is a few steps away; players walk themselves. */
  walksUp(actor: ParticipantId): boolean;
  /** Who sits on a thing. */
  sitter(prop: string): ParticipantId | null;
  isBody(id: string): boolean;
  follows(actor: ParticipantId): ParticipantId | null;
  sits(actor: ParticipantId): boolean;
}

/** `seats` is who sits on what. */
export function createSurroundings(
  cast: Cast,
  ground: Ground,
  places: ReadonlySet<string>,
  props: PropWorld,
  seats: ReadonlyMap<ParticipantId, string>,
): Surroundings {
  /** Someone's hands are where they stand. */
  function whereIs(thing: Thing): Point {
    const outer = thing.inside === null ? undefined : props.things.get(thing.inside);
    if (outer !== undefined) return whereIs(outer);
    return (thing.holder === null ? undefined : cast.bodies.get(thing.holder)) ?? thing.at;
  }

  const around: Surroundings = {
    props,
    kindOf(id, actor) {
      if (cast.bodies.has(id)) return "person";
      const thing = props.things.get(id);
      if (thing !== undefined && (props.inTheLight(id) || isMine(thing, actor))) return "prop";
      return places.has(id) && ground.places.has(id) ? "place" : null;
    },
    at(id, near) {
      const body = cast.bodies.get(id);
      if (body) return { x: body.x, y: body.y };
      const thing = props.things.get(id);
      if (thing) return whereIs(thing);
      const area = ground.places.get(id);
      if (area === undefined) return null;
      if (placeAt(ground, near) === id) return near;
      return areaMiddle(area);
    },
    distance(actor, id) {
      const body = cast.bodies.get(actor);
      const at = body ? around.at(id, body) : null;
      return body && at ? Math.hypot(body.x - at.x, body.y - at.y) : Number.POSITIVE_INFINITY;
    },
    sees(actor, id) {
      const body = cast.bodies.get(actor);
      const at = body ? around.at(id, body) : null;
      return at !== null && cast.canSee(actor, at);
    },
    walksUp: (actor) => cast.bodies.get(actor)?.kind === "persona",
    sitter(prop) {
      for (const [id, seat] of seats) {
        // Who walked off has left the seat behind.
        if (seat === prop && around.sits(id)) return id;
      }
      return null;
    },
    isBody: (id) => cast.bodies.has(id),
    follows: (actor) => cast.following(actor),
    sits: (actor) => cast.bodies.get(actor)?.posture === "sitting",
  };

  /** What is kept out of sight, its holder knows of; what lies in one's own things is known to their owner. */
  function isMine(thing: Thing, actor: ParticipantId): boolean {
    return thing.inside === null && thing.holder === actor;
  }
  return around;
}
