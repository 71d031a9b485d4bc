import type { Point } from "./figure.ts";

/** The map that a figure stands on; in world pixels. */
export interface Ground {
  /** The side of a tile. */
  readonly tile: number;
  /** Where the map begins. */
  readonly origin: Point;
  readonly depth: number;
}

/** Where the feet are of someone on a tile; in world pixels. */
export function feetOn({ tile, origin }: Ground, { x, y }: Point): Point {
  return { x: origin.x + (x + 0.5) * tile, y: origin.y + (y + 1) * tile - tile / 8 };
}
