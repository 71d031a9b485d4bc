import type { Ground, Point } from "./ground.ts";
import { clearLine } from "./way.ts";

/** What can be heard and seen from where a body stands, and by which of the two each kind of happening is perceived. */

/** A wall between shortens how far a voice carries to this part of it. */
const THROUGH_A_WALL = 0.25;

/** True when a voice at `from` carries to `to`: `radius` tiles in the open, a quarter of it through a wall. */
export function inEarshot(ground: Ground, from: Point, to: Point, radius: number): boolean {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance > radius) return false;
  if (distance <= radius * THROUGH_A_WALL) return true;
  return clearLine(ground, roundOf(from), roundOf(to));
}

/** True when somebody at `to` sees what is at `from`: `radius` tiles, and through no wall. */
export function inSight(ground: Ground, from: Point, to: Point, radius: number): boolean {
  if (Math.hypot(to.x - from.x, to.y - from.y) > radius) return false;
  return clearLine(ground, roundOf(from), roundOf(to));
}

/** By which sense a thing that happens is perceived; `either` is enough with one of the two. */
export const PERCEIVED_BY = {
  speech: "hearing",
  action: "sight",
  deed: "sight",
  /** That two whisper; what they whisper is for the one alone. */
  whispering: "sight",
  /** Somebody comes into the scene or leaves it: a door is heard as well. */
  coming: "either",
  going: "either",
  /** What the world does at one place. */
  world: "either",
} as const satisfies Record<string, "hearing" | "sight" | "either">;
export type Perceivable = keyof typeof PERCEIVED_BY;

/** True when a whisper can reach: near enough to lean over, in tiles. */
export const WHISPER_REACH = 3;

function roundOf({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
