import { Canvas } from "../canvas.ts";
import { TILE, type Drawing } from "./drawing.ts";
import { floors } from "./floors.ts";
import { grounds } from "./grounds.ts";
import { hangings } from "./hangings.ts";
import { landmarks } from "./landmarks.ts";
import { outdoors } from "./outdoors.ts";
import { rooms } from "./rooms.ts";
import { sea } from "./sea.ts";
import { storage } from "./stores.ts";
import { tables } from "./tables.ts";
import { walls } from "./walls.ts";

/** All tiles in one picture, and where to find each. */

/** Tiles in one row of the picture. */
const COLUMNS = 24;

/** A tile that moves: its frames in order, each shown for `ms` milliseconds. */
export interface Animation {
  /** Counted from 0. */
  readonly tile: number;
  readonly ms: number;
  readonly frames: readonly number[];
}

/** Every drawing cut into numbered tiles. */
export interface Tileset {
  readonly image: Canvas;
  readonly columns: number;
  readonly count: number;
  readonly animations: readonly Animation[];
  drawing(name: string): Drawing;
  has(name: string): boolean;
  /** The number of one cell of a drawing's first frame, counted from 0. */
  tile(name: string, column?: number, row?: number): number;
}

/** Packs drawings into one picture; two of the same name are an error. */
export function createTileset(
  drawings: readonly Drawing[] = [
    ...floors(),
    ...grounds(),
    ...sea(),
    ...walls(),
    ...hangings(),
    ...tables(),
    ...storage(),
    ...rooms(),
    ...outdoors(),
    ...landmarks(),
  ],
): Tileset {
  const cells: Canvas[] = [];
  const firsts = new Map<string, number>();
  const byName = new Map<string, Drawing>();
  const animations: Animation[] = [];
  for (const drawing of drawings) {
    if (byName.has(drawing.name)) throw new Error(`two drawings are named "${drawing.name}"`);
    byName.set(drawing.name, drawing);
    const first = cells.length;
    firsts.set(drawing.name, first);
    const size = drawing.columns * drawing.rows;
    for (const frame of drawing.frames) {
      for (let row = 0; row < drawing.rows; row++) {
        for (let column = 0; column < drawing.columns; column++) {
          cells.push(frame.cut(column * TILE, row * TILE, TILE, TILE));
        }
      }
    }
    if (drawing.frames.length < 2) continue;
    for (let cell = 0; cell < size; cell++) {
      const frames = drawing.frames.map((_, frame) => first + frame * size + cell);
      animations.push({ tile: first + cell, ms: drawing.ms, frames });
    }
  }
  const image = new Canvas(COLUMNS * TILE, Math.ceil(cells.length / COLUMNS) * TILE);
  for (const [index, cell] of cells.entries()) {
    image.lay(cell, (index % COLUMNS) * TILE, Math.floor(index / COLUMNS) * TILE);
  }
  const drawing = (name: string) => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no drawing is named "${name}"`);
    return found;
  };
  return {
    image,
    columns: COLUMNS,
    count: cells.length,
    animations,
    drawing,
    has: (name) => byName.has(name),
    tile: (name, column = 0, row = 0) =>
      (firsts.get(drawing(name).name) ?? 0) + row * drawing(name).columns + column,
  };
}
