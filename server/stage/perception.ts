import type { Ground, Point } from "./ground.ts";
import { clearLine } from "./way.ts";

/** A wall between shortens how far a voice carries to this part of it. */
const THROUGH_A_WALL = 0.25;

/** True when a voice at `from` carries to `to`: `radius` tiles in the open, a quarter of it through a wall. */
export function inEarshot(ground: Ground, from: Point, to: Point, radius: number): boolean {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance > radius) return false;
  if (distance <= radius * THROUGH_A_WALL) return true;
  return clearLine(ground, roundOf(from), roundOf(to));
}

/** True when a whisper can reach: near enough to lean over, in tiles. */
export const WHISPER_REACH = 3;

function roundOf({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
