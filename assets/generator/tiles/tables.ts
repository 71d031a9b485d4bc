import type { Canvas } from "../canvas.ts";
import { INK, SHADOW, shade } from "../palette.ts";
import { TILE, moving, still, type Drawing } from "./drawing.ts";

/** What people eat, drink and sit at. */

/** Part of a counter: which of its ends this tile is. */
function bar(canvas: Canvas, left: boolean, right: boolean): void {
  const x = left ? 0 : -2;
  const width = TILE + (left ? 0 : 2) + (right ? 0 : 2);
  canvas.rect(x, 0, width, 9, INK);
  canvas.rect(x + 1, 1, width - 2, 7, shade("wood", 5));
  canvas.rect(x + 1, 1, width - 2, 1, shade("wood", 6));
  canvas.rect(x + 1, 6, width - 2, 2, shade("wood", 3));
  canvas.rect(x + 1, 9, width - 2, 6, shade("wood", 2));
  for (let i = 2; i < TILE; i += 7) {
    canvas.rect(i, 10, 5, 4, shade("wood", 3));
    canvas.rect(i, 10, 5, 1, shade("wood", 1));
  }
  canvas.rect(x, 15, width, 1, INK);
  if (left) canvas.rect(0, 0, 1, TILE, INK);
  if (right) canvas.rect(15, 0, 1, TILE, INK);
}

function mug(canvas: Canvas, x: number, y: number): void {
  canvas.rect(x, y, 4, 4, INK);
  canvas.rect(x + 1, y, 2, 1, shade("linen", 4));
  canvas.rect(x + 1, y + 1, 2, 2, shade("amber", 3));
  canvas.set(x + 4, y + 1, INK);
  canvas.set(x + 4, y + 2, INK);
}

function candle(canvas: Canvas, x: number, y: number, frame: number): void {
  canvas.rect(x - 1, y + 5, 4, 1, shade("stone", 1));
  canvas.rect(x, y + 2, 2, 3, shade("linen", 4));
  canvas.set(x + (frame % 2), y + 1, shade("amber", 5));
  canvas.set(x + (frame % 2), y, shade("amber", 3));
}

/** A plank table: `width` in pixels, seen a little from above. */
function table(canvas: Canvas, x: number, width: number): void {
  canvas.rect(x + 1, 14, width - 2, 2, SHADOW);
  canvas.rect(x + 1, 10, 3, 6, INK);
  canvas.rect(x + width - 4, 10, 3, 6, INK);
  canvas.rect(x + 2, 10, 1, 5, shade("wood", 3));
  canvas.rect(x + width - 3, 10, 1, 5, shade("wood", 2));
  canvas.rect(x, 1, width, 11, INK);
  canvas.rect(x + 1, 2, width - 2, 7, shade("wood", 4));
  canvas.rect(x + 1, 2, width - 2, 1, shade("wood", 5));
  canvas.rect(x + 1, 5, width - 2, 1, shade("wood", 3));
  canvas.rect(x + 1, 9, width - 2, 2, shade("wood", 2));
}

/** Tables, seats, the bar and what stands on them. */
export function tables(): Drawing[] {
  return [
    still("oranges", 1, 1, (canvas) => {
      canvas.ellipse(7.5, 6, 5, 2.2, INK);
      canvas.rect(3, 5, 10, 2, shade("linen", 3));
      canvas.rect(4, 7, 8, 1, shade("linen", 1));
      for (const [x, y] of [
        [5, 3],
        [8, 3],
        [10, 4],
        [7, 1],
      ] as const) {
        canvas.rect(x, y, 2, 2, shade("amber", 2));
        canvas.set(x, y, shade("amber", 3));
      }
    }),
    still("case", 1, 1, (canvas) => {
      canvas.rect(2, 2, 11, 6, INK);
      canvas.rect(3, 3, 9, 4, shade("wood", 2));
      canvas.rect(3, 3, 9, 1, shade("wood", 4));
      canvas.rect(7, 5, 2, 2, shade("amber", 4));
      canvas.rect(14, 4, 2, 3, shade("amber", 2));
      canvas.rect(14, 4, 2, 1, shade("night", 7));
    }),
    still("bowls", 2, 1, (canvas) => {
      for (const [x, y] of [
        [5, 3],
        [11, 3],
        [17, 3],
        [8, 6],
        [14, 6],
        [20, 6],
      ] as const) {
        canvas.rect(x, y, 4, 3, INK);
        canvas.rect(x, y, 4, 1, shade("linen", 4));
        canvas.rect(x + 1, y, 2, 1, shade("amber", 3));
        canvas.rect(x + 1, y + 1, 2, 1, shade("linen", 2));
      }
      canvas.rect(26, 0, 2, 5, shade("linen", 4));
      canvas.set(26, 0, shade("amber", 5));
    }),
    still("chair-empty", 1, 1, (canvas) => {
      canvas.rect(4, 14, 9, 2, SHADOW);
      canvas.rect(3, 0, 2, 15, INK);
      canvas.rect(11, 0, 2, 15, INK);
      canvas.rect(3, 1, 10, 3, INK);
      canvas.rect(4, 2, 8, 1, shade("wood", 5));
      canvas.rect(4, 5, 8, 1, shade("wood", 4));
      canvas.rect(3, 7, 10, 5, INK);
      canvas.rect(4, 8, 8, 3, shade("straw", 1));
      canvas.rect(4, 8, 8, 1, shade("straw", 2));
    }),
    moving("candle", 1, 1, 260, 2, (canvas, frame) => candle(canvas, 7, 0, frame)),
    ...[0, 1, 2, 3].map((ends) =>
      still(`bar-${ends}`, 1, 1, (canvas) => bar(canvas, (ends & 1) !== 0, (ends & 2) !== 0)),
    ),
    still("bar-side", 1, 1, (canvas) => {
      canvas.rect(2, 0, 12, 16, INK);
      canvas.rect(3, 0, 10, 16, shade("wood", 5));
      canvas.rect(3, 0, 2, 16, shade("wood", 6));
      canvas.rect(11, 0, 2, 16, shade("wood", 3));
    }),
    still("mugs", 1, 1, (canvas) => {
      mug(canvas, 3, 1);
      mug(canvas, 9, 2);
    }),
    still("tap", 1, 1, (canvas) => {
      canvas.rect(6, -1, 3, 8, INK);
      canvas.rect(7, 0, 1, 6, shade("amber", 4));
      canvas.rect(4, 1, 3, 2, shade("amber", 2));
      canvas.rect(10, 2, 4, 4, shade("linen", 3));
      canvas.rect(10, 2, 4, 1, shade("linen", 4));
    }),
    still("ledger", 1, 1, (canvas) => {
      canvas.rect(3, 2, 10, 6, shade("red", 1));
      canvas.rect(4, 2, 4, 5, shade("linen", 4));
      canvas.rect(9, 2, 3, 5, shade("linen", 3));
      for (const y of [3, 5]) {
        canvas.rect(4, y, 3, 1, shade("linen", 1));
        canvas.rect(9, y, 3, 1, shade("linen", 1));
      }
    }),
    still("table-long", 3, 1, (canvas) => {
      table(canvas, 1, 46);
      mug(canvas, 8, 3);
      canvas.ellipse(25, 5, 4, 2, shade("linen", 2));
      canvas.ellipse(25, 5, 3, 1.4, shade("linen", 4));
      canvas.rect(24, 4, 3, 1, shade("straw", 2));
      mug(canvas, 37, 2);
    }),
    still("table", 2, 1, (canvas) => {
      table(canvas, 1, 30);
      mug(canvas, 21, 3);
    }),
    moving("table-small", 1, 1, 260, 2, (canvas, frame) => {
      table(canvas, 1, 14);
      candle(canvas, 7, 1, frame);
    }),
    still("stool", 1, 1, (canvas) => {
      canvas.rect(4, 13, 9, 2, SHADOW);
      canvas.rect(4, 9, 2, 6, INK);
      canvas.rect(10, 9, 2, 6, INK);
      canvas.ellipse(7.5, 7.5, 5, 3.6, INK);
      canvas.ellipse(7.5, 7, 4, 2.6, shade("wood", 4));
      canvas.ellipse(7, 6.4, 2.6, 1.4, shade("wood", 5));
    }),
    still("bench", 1, 1, (canvas) => {
      canvas.rect(0, 5, TILE, 8, INK);
      canvas.rect(0, 6, TILE, 4, shade("wood", 4));
      canvas.rect(0, 6, TILE, 1, shade("wood", 5));
      canvas.rect(0, 10, TILE, 2, shade("wood", 2));
    }),
  ];
}
