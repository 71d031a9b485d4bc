import { Canvas } from "../canvas.ts";

/** The side of a tile in pixels. */
export const TILE = 16;

/** Something drawn on one or more tiles, still or in frames of `ms` milliseconds. */
export interface Drawing {
  readonly name: string;
  /** In tiles. */
  readonly columns: number;
  readonly rows: number;
  readonly ms: number;
  readonly frames: readonly Canvas[];
}

/** A still picture of `columns` × `rows` tiles. */
export function still(
  name: string,
  columns: number,
  rows: number,
  paint: (canvas: Canvas) => void,
): Drawing {
  const canvas = new Canvas(columns * TILE, rows * TILE);
  paint(canvas);
  return { name, columns, rows, ms: 0, frames: [canvas] };
}

/** A picture in `count` frames; `paint` gets the frame's number. */
export function moving(
  name: string,
  columns: number,
  rows: number,
  ms: number,
  count: number,
  paint: (canvas: Canvas, frame: number) => void,
): Drawing {
  const frames = Array.from({ length: count }, (_, frame) => {
    const canvas = new Canvas(columns * TILE, rows * TILE);
    paint(canvas, frame);
    return canvas;
  });
  return { name, columns, rows, ms, frames };
}

/** The same subject drawn several times from different seeds: `boards-0`, `boards-1` … */
export function variants(
  name: string,
  count: number,
  paint: (canvas: Canvas, seed: string, index: number) => void,
): Drawing[] {
  return Array.from({ length: count }, (_, index) =>
    still(`${name}-${index}`, 1, 1, (canvas) => paint(canvas, `${name}-${index}`, index)),
  );
}
