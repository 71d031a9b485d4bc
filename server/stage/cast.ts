import type { ParticipantId } from "../../shared/protocol.ts";
import { facingTowards, tileOf, walk, type Body } from "./body.ts";
import type { Ground, Point } from "./ground.ts";
import { inEarshot } from "./perception.ts";
import { findWay } from "./way.ts";

/** The bodies of everyone in the scene, and what they can do with them. */

/** Called whenever something of a body changed that others can see; `gone` when it left. */
export type Show = (body: Body, gone: boolean) => void;

export interface Cast {
  readonly bodies: ReadonlyMap<ParticipantId, Body>;
  enter(body: Body): void;
  exit(id: ParticipantId): void;
  /** Everyone who hears a voice from where this body stands, itself included. */
  earshot(id: ParticipantId): Set<ParticipantId>;
  canHear(id: ParticipantId, origin: Point): boolean;
  distance(a: ParticipantId, b: ParticipantId): number;
  face(id: ParticipantId, target: ParticipantId): void;
  /** Whom a body looks at: the nearest other body within reach in its facing. */
  faced(id: ParticipantId): ParticipantId | null;
  /** Starts walking; false when there is no way. */
  walkTo(id: ParticipantId, goal: Point): boolean;
  /** Walks up to someone and stops beside them. */
  approach(id: ParticipantId, target: ParticipantId): boolean;
  setStatus(id: ParticipantId, status: Body["status"]): void;
  setConnected(id: ParticipantId, connected: boolean): void;
  /** A free walkable tile at or near a point. */
  freeTileNear(point: Point): Point;
  /** Moves those who walk by `ms`; costs nothing for those who stand. Returns those who arrived. */
  step(ms: number): ParticipantId[];
}

/** How far away someone is still the one a body faces, in tiles. */
const FACING_REACH = 4;

export function createCast(ground: Ground, hearing: number, show: Show): Cast {
  const bodies = new Map<ParticipantId, Body>();
  const walkers = new Set<Body>();

  const taken = (except: ParticipantId) => {
    const tiles = new Set<number>();
    for (const body of bodies.values()) {
      if (body.id === except) continue;
      const goal = body.way.at(-1) ?? tileOf(body);
      tiles.add(goal.y * ground.width + goal.x);
    }
    return (x: number, y: number) => tiles.has(y * ground.width + x);
  };

  const cast: Cast = {
    bodies,
    enter(body) {
      bodies.set(body.id, body);
      show(body, false);
    },
    exit(id) {
      const body = bodies.get(id);
      if (!body) return;
      bodies.delete(id);
      walkers.delete(body);
      show(body, true);
    },
    earshot(id) {
      const speaker = bodies.get(id);
      const heard = new Set<ParticipantId>();
      if (!speaker) return heard;
      for (const body of bodies.values()) {
        if (inEarshot(ground, speaker, body, hearing)) heard.add(body.id);
      }
      return heard;
    },
    canHear(id, origin) {
      const body = bodies.get(id);
      return body !== undefined && inEarshot(ground, origin, body, hearing);
    },
    distance(a, b) {
      const from = bodies.get(a);
      const to = bodies.get(b);
      return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : Number.POSITIVE_INFINITY;
    },
    face(id, target) {
      const body = bodies.get(id);
      const other = bodies.get(target);
      if (!body || !other || body === other) return;
      const facing = facingTowards(body, other);
      if (body.facing === facing) return;
      body.facing = facing;
      show(body, false);
    },
    faced(id) {
      const body = bodies.get(id);
      if (!body) return null;
      let nearest: ParticipantId | null = null;
      let best = FACING_REACH;
      for (const other of bodies.values()) {
        const distance = cast.distance(id, other.id);
        if (other === body || distance > best || facingTowards(body, other) !== body.facing)
          continue;
        nearest = other.id;
        best = distance;
      }
      return nearest;
    },
    walkTo(id, goal) {
      const body = bodies.get(id);
      if (!body) return false;
      const way = findWay(ground, tileOf(body), goal, taken(id));
      if (way === null) return false;
      body.way = way;
      if (way.length > 0) {
        walkers.add(body);
        if (body.status === "idle") body.status = "walking";
        show(body, false);
      }
      return true;
    },
    approach(id, target) {
      const other = bodies.get(target);
      if (!other || target === id) return false;
      if (cast.distance(id, target) <= 1.5) return true;
      const goal = cast.freeTileNear(tileOf(other));
      return cast.walkTo(id, goal);
    },
    setStatus(id, status) {
      const body = bodies.get(id);
      if (!body || body.status === status) return;
      body.status = status === "idle" && walkers.has(body) ? "walking" : status;
      show(body, false);
    },
    setConnected(id, connected) {
      const body = bodies.get(id);
      if (!body || body.connected === connected) return;
      body.connected = connected;
      show(body, false);
    },
    freeTileNear(point) {
      const isTaken = taken("");
      let best = point;
      let bestDistance = Number.POSITIVE_INFINITY;
      for (let dy = -4; dy <= 4; dy++) {
        for (let dx = -4; dx <= 4; dx++) {
          const x = point.x + dx;
          const y = point.y + dy;
          const distance = Math.abs(dx) + Math.abs(dy);
          if (distance >= bestDistance || ground.blocked(x, y) || isTaken(x, y)) continue;
          if (findWay(ground, { x, y }, point) === null && distance > 0) continue;
          best = { x, y };
          bestDistance = distance;
        }
      }
      return best;
    },
    step(ms) {
      const arrived: ParticipantId[] = [];
      for (const body of walkers) {
        if (!walk(body, ms)) {
          walkers.delete(body);
          if (body.status === "walking") body.status = "idle";
          arrived.push(body.id);
        }
        show(body, false);
      }
      return arrived;
    },
  };
  return cast;
}
