import type { ParticipantId } from "../../shared/protocol.ts";
import { facingTowards, tileOf, walk, type Body } from "./body.ts";
import type { Ground, Point } from "./ground.ts";
import type { BodyRecord } from "./standing-event.ts";
import { inEarshot, inSight, PERCEIVED_BY, type Perceivable } from "./perception.ts";
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
  /** Everyone who sees what this body does, itself included. */
  sight(id: ParticipantId): Set<ParticipantId>;
  canSee(id: ParticipantId, point: Point): boolean;
  /** Everyone who perceives a thing of this kind that happens at a point. */
  perceivers(what: Perceivable, at: Point): Set<ParticipantId>;
  distance(a: ParticipantId, b: ParticipantId): number;
  face(id: ParticipantId, target: ParticipantId): void;
  /** Turns a body towards a point on the map. */
  faceTowards(id: ParticipantId, point: Point): void;
  /** Whom a body looks at: the nearest other body within reach in its facing. */
  faced(id: ParticipantId): ParticipantId | null;
  /** Stands there at once, wherever the body was going; nothing is shown of one that is there already. */
  put(id: ParticipantId, at: Point): void;
  /** Stands, sits, walks and follows as a record says: for a scene that goes on from where it was left. */
  resume(record: BodyRecord): void;
  /** Starts walking; false when there is no way. */
  walkTo(id: ParticipantId, goal: Point): boolean;
  /** Walks up to someone and stops beside them. */
  approach(id: ParticipantId, target: ParticipantId): boolean;
  /** Stays near someone wherever they go: until it walks elsewhere, sits down, or one of the two leaves. */
  follow(id: ParticipantId, leader: ParticipantId): void;
  /** Whom a body follows. */
  following(id: ParticipantId): ParticipantId | null;
  /** Sits down, on `seat` where it can be stood on and where the body is. False if somebody is on that tile. */
  sit(id: ParticipantId, seat: Point | null): boolean;
  stand(id: ParticipantId): void;
  setStatus(id: ParticipantId, status: Body["status"]): void;
  setConnected(id: ParticipantId, connected: boolean): void;
  /** Others see somebody under another name, or looking otherwise. */
  dress(id: ParticipantId, look: Pick<Body, "name" | "sprite" | "appearance">): void;
  /** A free walkable tile at or near a point. */
  freeTileNear(point: Point): Point;
  /** Those who walk just now. */
  readonly walking: ReadonlySet<Body>;
  /** Moves those who walk by `ms`; costs nothing for those who stand. Returns those who arrived. */
  step(ms: number): ParticipantId[];
}

/** How far voices carry and eyes see in a scene, in tiles. */
export interface Reach {
  readonly hearing: number;
  readonly sight: number;
}

/** How far away someone is still the one a body faces, in tiles. */
const FACING_REACH = 4;

/** Who follows stands this near to the one it follows, in tiles. */
const FOLLOWS_WITHIN = 1.5;

export function createCast(ground: Ground, { hearing, sight }: Reach, show: Show): Cast {
  const bodies = new Map<ParticipantId, Body>();
  const walkers = new Set<Body>();
  /** Who follows whom, and to which tile of the leader's the way was found last. */
  const followers = new Map<ParticipantId, { leader: ParticipantId; planned: number }>();

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
    walking: walkers,
    enter(body) {
      bodies.set(body.id, body);
      show(body, false);
    },
    exit(id) {
      const body = bodies.get(id);
      if (!body) return;
      bodies.delete(id);
      walkers.delete(body);
      followers.delete(id);
      for (const [follower, { leader }] of followers) {
        if (leader === id) followers.delete(follower);
      }
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
    sight(id) {
      const seen = bodies.get(id);
      return seen === undefined ? new Set() : cast.perceivers("deed", seen);
    },
    canSee(id, point) {
      const body = bodies.get(id);
      return body !== undefined && inSight(ground, point, body, sight);
    },
    perceivers(what, at) {
      const by = PERCEIVED_BY[what];
      const who = new Set<ParticipantId>();
      for (const body of bodies.values()) {
        const hears = by !== "sight" && inEarshot(ground, at, body, hearing);
        if (hears || (by !== "hearing" && inSight(ground, at, body, sight))) who.add(body.id);
      }
      return who;
    },
    distance(a, b) {
      const from = bodies.get(a);
      const to = bodies.get(b);
      return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : Number.POSITIVE_INFINITY;
    },
    face(id, target) {
      const body = bodies.get(id);
      const other = bodies.get(target);
      if (body && other && body !== other) cast.faceTowards(id, other);
    },
    faceTowards(id, point) {
      const body = bodies.get(id);
      if (!body) return;
      const facing = facingTowards(body, point);
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
    put(id, at) {
      const body = bodies.get(id);
      if (!body || (body.x === at.x && body.y === at.y && body.way.length === 0)) return;
      if (body.x !== at.x || body.y !== at.y) body.facing = facingTowards(body, at);
      Object.assign(body, { x: at.x, y: at.y, way: [], posture: "standing" });
      walkers.delete(body);
      followers.delete(id);
      if (body.status === "walking") body.status = "idle";
      show(body, false);
    },
    resume({ id, x, y, facing, to, sits, follows }) {
      const body = bodies.get(id);
      if (!body) return;
      const way = to === undefined ? [] : (findWay(ground, tileOf({ ...body, x, y }), to) ?? []);
      // Who has come to its last tile but not to its middle still walks.
      if (to !== undefined && way.length === 0) way.push({ x: to.x, y: to.y });
      const posture = sits === true ? "sitting" : "standing";
      Object.assign(body, { x, y, facing, posture, way });
      if (way.length > 0) walkers.add(body);
      else walkers.delete(body);
      if (body.status === "walking" || body.status === "idle")
        body.status = way.length > 0 ? "walking" : "idle";
      followers.delete(id);
      if (follows !== undefined) followers.set(id, { leader: follows, planned: -1 });
      show(body, false);
    },
    walkTo(id, goal) {
      const walks = setOff(id, goal);
      if (walks) followers.delete(id);
      return walks;
    },
    approach(id, target) {
      const other = bodies.get(target);
      if (!other || target === id) return false;
      if (cast.distance(id, target) <= 1.5) return true;
      const goal = cast.freeTileNear(tileOf(other));
      return cast.walkTo(id, goal);
    },
    follow(id, leader) {
      if (id !== leader && bodies.has(id) && bodies.has(leader))
        followers.set(id, { leader, planned: -1 });
    },
    following: (id) => followers.get(id)?.leader ?? null,
    sit(id, seat) {
      const body = bodies.get(id);
      if (!body) return false;
      const at = seat === null || ground.blocked(seat.x, seat.y) ? tileOf(body) : seat;
      const isTaken = taken(id);
      if (isTaken(at.x, at.y)) return false;
      Object.assign(body, { x: at.x, y: at.y, way: [], posture: "sitting" });
      walkers.delete(body);
      followers.delete(id);
      if (body.status === "walking") body.status = "idle";
      show(body, false);
      return true;
    },
    stand(id) {
      const body = bodies.get(id);
      if (!body || body.posture === "standing") return;
      body.posture = "standing";
      show(body, false);
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
    dress(id, { name, sprite, appearance }) {
      const body = bodies.get(id);
      if (!body) return;
      Object.assign(body, { name, sprite, appearance });
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
      for (const [id, follower] of followers) keepNear(id, follower);
      return arrived;
    },
  };

  /** Starts on a way; who sat stands up for it. */
  function setOff(id: ParticipantId, goal: Point): boolean {
    const body = bodies.get(id);
    if (!body) return false;
    const way = findWay(ground, tileOf(body), goal, taken(id));
    if (way === null) return false;
    body.way = way;
    if (way.length > 0) {
      walkers.add(body);
      body.posture = "standing";
      if (body.status === "idle") body.status = "walking";
      show(body, false);
    }
    return true;
  }

  /** Looks for a way only when the leader is bound for another tile than last time. */
  function keepNear(id: ParticipantId, follower: { leader: ParticipantId; planned: number }): void {
    const leader = bodies.get(follower.leader);
    if (!leader) return;
    const goal = leader.way.at(-1) ?? tileOf(leader);
    const tile = goal.y * ground.width + goal.x;
    if (tile === follower.planned) return;
    follower.planned = tile;
    const body = bodies.get(id);
    if (body && Math.hypot(body.x - goal.x, body.y - goal.y) > FOLLOWS_WITHIN)
      setOff(id, cast.freeTileNear(goal));
  }
  return cast;
}
