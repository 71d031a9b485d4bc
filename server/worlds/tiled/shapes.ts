import type { TiledObject } from "./tiled-file.ts";

/** Which tiles a drawn shape covers. Shapes are in pixels of what they are drawn on, unturned. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Cell = readonly [x: number, y: number];

/** The rectangle round a shape. */
export function boxOf({ x, y, width, height, polygon }: TiledObject): Box {
  if (polygon === undefined || polygon.length === 0) return { x, y, width, height };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const point of polygon) {
    left = Math.min(left, point.x);
    top = Math.min(top, point.y);
    right = Math.max(right, point.x);
    bottom = Math.max(bottom, point.y);
  }
  return { x: x + left, y: y + top, width: right - left, height: bottom - top };
}

/** Tiles of which a box covers a quarter or more; where there is none, the one that its middle lies in. */
export function* cellsOfBox(box: Box, tile: number): Generator<Cell> {
  let any = false;
  for (const cell of cellsWithin(box, tile)) {
    const [x, y] = cell;
    const across = Math.min(box.x + box.width, (x + 1) * tile) - Math.max(box.x, x * tile);
    const down = Math.min(box.y + box.height, (y + 1) * tile) - Math.max(box.y, y * tile);
    if (across * down < (tile * tile) / 4) continue;
    any = true;
    yield cell;
  }
  if (!any) yield middleOf(box, tile);
}

/** Tiles that a shape covers: a polygon those whose middles lie in it, anything else those of its box. */
export function* cellsOfShape(
  object: TiledObject,
  tile: number,
  floor: { readonly width: number; readonly height: number },
): Generator<Cell> {
  const whole = { x: 0, y: 0, width: floor.width * tile, height: floor.height * tile };
  const box = cut(boxOf(object), whole);
  if (box === null) return;
  const { polygon } = object;
  if (polygon === undefined || polygon.length < 3) {
    yield* cellsOfBox(box, tile);
    return;
  }
  let any = false;
  for (const [x, y] of cellsWithin(box, tile)) {
    const at = { x: (x + 0.5) * tile - object.x, y: (y + 0.5) * tile - object.y };
    if (!holds(polygon, at)) continue;
    any = true;
    yield [x, y];
  }
  if (!any) yield middleOf(box, tile);
}

/** The part of a box that lies in another; null for none. */
export function cut(box: Box, within: Box): Box | null {
  const x = Math.max(box.x, within.x);
  const y = Math.max(box.y, within.y);
  const width = Math.min(box.x + box.width, within.x + within.width) - x;
  const height = Math.min(box.y + box.height, within.y + within.height) - y;
  return width >= 0 && height >= 0 ? { x, y, width, height } : null;
}

function* cellsWithin(box: Box, tile: number): Generator<Cell> {
  const right = Math.min(Math.ceil((box.x + box.width) / tile), Math.floor(box.x / tile) + 1_024);
  const bottom = Math.min(Math.ceil((box.y + box.height) / tile), Math.floor(box.y / tile) + 1_024);
  for (let y = Math.floor(box.y / tile); y < bottom; y++)
    for (let x = Math.floor(box.x / tile); x < right; x++) yield [x, y];
}

function middleOf({ x, y, width, height }: Box, tile: number): Cell {
  return [Math.floor((x + width / 2) / tile), Math.floor((y + height / 2) / tile)];
}

/** Whether a point lies in a polygon, by how often a line from it crosses the border. */
function holds(
  polygon: readonly { readonly x: number; readonly y: number }[],
  at: { readonly x: number; readonly y: number },
): boolean {
  let inside = false;
  let last = polygon.at(-1);
  for (const point of polygon) {
    if (last === undefined) break;
    const crosses = point.y > at.y !== last.y > at.y;
    if (crosses && at.x < ((last.x - point.x) * (at.y - point.y)) / (last.y - point.y) + point.x)
      inside = !inside;
    last = point;
  }
  return inside;
}
