import type { Facing } from "../../shared/scene-state.ts";

/** Where a body is drawn on its way to where the server says that it is. In tiles. */
export interface Stride {
  x: number;
  y: number;
  /** Milliseconds since the last step; a short stop between two updates is still walking. */
  still: number;
}

/** Tiles a second that the server walks; a little more, so that the drawn body does not fall behind. */
const SPEED = 4.4;
/** Further than this the body is set down where it belongs: it came from elsewhere, not on foot. */
const LEAP = 6;
const STOPPED_AFTER = 140;

/** Moves a drawn body towards its place. Returns true while it walks. */
export function stride(body: Stride, x: number, y: number, ms: number): boolean {
  const dx = x - body.x;
  const dy = y - body.y;
  const distance = Math.hypot(dx, dy);
  if (distance < 0.001) {
    body.still += ms;
    return body.still < STOPPED_AFTER;
  }
  body.still = 0;
  const hurry = Math.max(1, distance / 0.6);
  const step = (SPEED * hurry * ms) / 1000;
  if (distance > LEAP || step >= distance) {
    body.x = x;
    body.y = y;
  } else {
    body.x += (dx / distance) * step;
    body.y += (dy / distance) * step;
  }
  return true;
}

/** The facing that looks along a way; the last one when there is no way. */
export function facingAlong(dx: number, dy: number, otherwise: Facing): Facing {
  if (Math.abs(dx) < 0.02 && Math.abs(dy) < 0.02) return otherwise;
  if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? "right" : "left";
  return dy > 0 ? "down" : "up";
}
