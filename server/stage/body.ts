import type { ParticipantId, ParticipantKind } from "../../shared/protocol.ts";
import type { Facing, Posture, Status } from "../../shared/scene-state.ts";
import type { Point } from "./ground.ts";

/** Someone's body on the map. `x`, `y` in tiles, fractional while walking. */
export interface Body {
  readonly id: ParticipantId;
  name: string;
  readonly kind: ParticipantKind;
  sprite: string;
  appearance: string;
  x: number;
  y: number;
  facing: Facing;
  status: Status;
  posture: Posture;
  connected: boolean;
  /** Tiles still to walk, next first. */
  way: Point[];
}

/** Tiles per second. */
export const WALKING_SPEED = 4;

/** The tile a body stands on, or is nearest to. */
export function tileOf(body: Body): Point {
  return { x: Math.round(body.x), y: Math.round(body.y) };
}

/** The facing that looks from one point to another; vertical wins a tie. */
export function facingTowards(from: Point, to: Point): Facing {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? "right" : "left";
  return dy < 0 ? "up" : "down";
}

/** Moves a body along its way by `ms` milliseconds of walking; returns false when it has arrived. */
export function walk(body: Body, ms: number): boolean {
  let left = (WALKING_SPEED * ms) / 1000;
  while (left > 0) {
    const next = body.way[0];
    if (next === undefined) break;
    const dx = next.x - body.x;
    const dy = next.y - body.y;
    const distance = Math.abs(dx) + Math.abs(dy);
    if (distance > 0) body.facing = facingTowards(body, next);
    if (distance <= left) {
      body.x = next.x;
      body.y = next.y;
      body.way.shift();
      left -= distance;
    } else {
      body.x += (dx / distance) * left;
      body.y += (dy / distance) * left;
      left = 0;
    }
  }
  return body.way.length > 0;
}
