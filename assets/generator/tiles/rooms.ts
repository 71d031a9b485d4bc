import type { Canvas } from "../canvas.ts";
import { INK, SHADOW, shade, type Ramp } from "../palette.ts";
import { TILE, moving, still, type Drawing } from "./drawing.ts";

/** What makes a room of four walls. */

const WOOD = { line: INK, fill: shade("wood", 4), lit: shade("wood", 5), dim: shade("wood", 3) };

/** One tile wide and two high; the quilt in its own colour. */
function bed(canvas: Canvas, quilt: Ramp): void {
  canvas.rect(1, 0, 14, 31, INK);
  canvas.rect(2, 0, 12, 5, shade("wood", 3));
  canvas.rect(2, 0, 12, 1, shade("wood", 5));
  canvas.rect(2, 5, 12, 24, shade("linen", 3));
  canvas.rect(4, 6, 8, 5, shade("linen", 4));
  canvas.rect(4, 10, 8, 1, shade("linen", 2));
  canvas.rect(2, 13, 12, 14, shade(quilt, 2));
  for (let y = 13; y < 27; y += 4) {
    for (let x = 2; x < 14; x += 4) {
      canvas.rect(x, y, 2, 2, shade(quilt, (x + y) % 8 === 3 ? 3 : 1));
    }
  }
  canvas.rect(2, 13, 12, 1, shade("linen", 4));
  canvas.rect(2, 27, 12, 3, shade("wood", 3));
  canvas.rect(2, 27, 12, 1, shade("wood", 4));
}

function stove(canvas: Canvas, frame: number): void {
  canvas.rect(0, 1, 48, 15, INK);
  canvas.rect(1, 2, 46, 7, shade("stone", 2));
  canvas.rect(1, 2, 46, 1, shade("stone", 4));
  canvas.rect(1, 10, 46, 5, shade("stone", 1));
  for (const x of [6, 32]) {
    canvas.rect(x, 10, 11, 5, INK);
    canvas.rect(x + 1, 11, 9, 3, shade("amber", frame % 2 === 0 ? 2 : 1));
    canvas.rect(x + 2 + frame, 12, 4, 2, shade("amber", 4));
  }
  canvas.rect(20, 11, 8, 1, shade("stone", 4));
  canvas.ellipse(11, 4, 6, 3, INK);
  canvas.ellipse(11, 4, 5, 2, shade("stone", 4));
  canvas.ellipse(11, 3.6, 4, 1.4, shade("amber", 1));
  canvas.set(9 + frame, 3, shade("straw", 3));
  canvas.ellipse(25, 5, 4, 2, INK);
  canvas.ellipse(25, 5, 3, 1.4, shade("amber", 2));
  canvas.ellipse(38, 4, 5, 3, INK);
  canvas.ellipse(38, 4, 4, 2, shade("red", 1));
  canvas.rect(37, 2, 3, 1, shade("red", 3));
}

/** The long-case clock; its pendulum swings. */
function clock(canvas: Canvas, frame: number): void {
  canvas.rect(2, 2, 12, 30, INK);
  canvas.rect(3, 3, 10, 28, shade("wood", 3));
  canvas.rect(3, 3, 10, 1, shade("wood", 5));
  canvas.rect(3, 3, 1, 28, shade("wood", 4));
  canvas.ellipse(7.5, 9.5, 4, 4, INK);
  canvas.ellipse(7.5, 9.5, 3.2, 3.2, shade("linen", 4));
  canvas.rect(7, 7, 1, 3, INK);
  canvas.rect(8, 9, 2, 1, INK);
  canvas.rect(5, 16, 6, 11, shade("wood", 0));
  const swing = [6, 7, 8, 7][frame] ?? 7;
  canvas.rect(7, 16, 1, 4, shade("amber", 2));
  canvas.rect(swing, 20, 2, 3, shade("amber", 3));
  canvas.set(swing, 20, shade("amber", 4));
  canvas.rect(2, 29, 12, 3, shade("wood", 2));
}

function coatStand(canvas: Canvas): void {
  canvas.rect(4, 30, 8, 2, INK);
  canvas.rect(7, 3, 2, 28, shade("wood", 4));
  canvas.rect(2, 5, 12, 2, shade("wood", 3));
  for (const [x, ramp, length] of [
    [1, "straw", 17],
    [9, "night", 15],
  ] as const) {
    const tone = ramp === "night" ? 3 : 2;
    canvas.rect(x, 7, 6, length, INK);
    canvas.rect(x + 1, 7, 4, length - 1, shade(ramp, tone));
    canvas.rect(x + 1, 7, 1, length - 1, shade(ramp, tone - 1));
    canvas.rect(x + 3, 9, 1, length - 4, shade(ramp, tone + 1));
  }
  canvas.set(4, 26, shade("night", 6));
  canvas.set(11, 25, shade("night", 6));
}

/** Beds, kitchen, clock, coats and the furnishings of a stage. */
export function rooms(): Drawing[] {
  return [
    still("bed-red", 1, 2, (canvas) => bed(canvas, "red")),
    still("bed-green", 1, 2, (canvas) => bed(canvas, "green")),
    still("bed-plum", 1, 2, (canvas) => bed(canvas, "plum")),
    still("washstand", 1, 1, (canvas) => {
      canvas.block(2, 5, 12, 10, WOOD);
      canvas.ellipse(7.5, 5, 4.5, 2.4, shade("linen", 4));
      canvas.ellipse(7.5, 5, 3.2, 1.5, shade("night", 5));
    }),
    moving("stove", 3, 1, 300, 3, stove),
    still("worktop", 2, 1, (canvas) => {
      canvas.block(0, 1, 32, 15, WOOD);
      canvas.rect(1, 2, 30, 6, shade("wood", 6));
      canvas.rect(0, 9, 32, 1, INK);
      canvas.rect(5, 3, 8, 4, shade("wood", 3));
      canvas.rect(6, 3, 5, 2, shade("night", 6));
      canvas.set(11, 3, shade("night", 5));
      canvas.ellipse(21, 5, 3, 2, shade("straw", 2));
      canvas.rect(19, 4, 4, 1, shade("straw", 3));
      canvas.rect(27, 3, 2, 4, shade("green", 3));
      canvas.rect(15, 10, 1, 5, INK);
    }),
    moving("clock", 1, 2, 500, 4, clock),
    still("coats", 1, 2, coatStand),
    still("curtain", 1, 2, (canvas) => {
      for (let x = 0; x < TILE; x += 4) {
        canvas.rect(x, 2, 1, 28, shade("red", 0));
        canvas.rect(x + 1, 2, 2, 28, shade("red", 2));
        canvas.rect(x + 3, 2, 1, 28, shade("red", 1));
        canvas.rect(x + 1, 2, 1, 24, shade("red", 3));
        canvas.rect(x, 29, 4, 1, shade("red", 0));
      }
      canvas.rect(0, 2, TILE, 4, shade("red", 1));
      for (let x = 0; x < TILE; x += 8) {
        canvas.ellipse(x + 3.5, 6, 3.8, 3, shade("red", 2));
        canvas.rect(x, 9, 8, 1, shade("straw", 2));
      }
      canvas.rect(0, 0, TILE, 3, shade("wood", 4));
      canvas.rect(0, 0, TILE, 1, shade("straw", 3));
      canvas.rect(0, 27, TILE, 2, shade("straw", 2));
      canvas.rect(0, 30, TILE, 2, SHADOW);
    }),
    moving("standing-lamp", 1, 2, 420, 2, (canvas, frame) => {
      canvas.rect(4, 30, 8, 2, INK);
      canvas.rect(7, 12, 2, 19, shade("stone", 3));
      canvas.rect(3, 3, 10, 10, INK);
      canvas.rect(4, 4, 8, 8, shade("amber", frame === 0 ? 4 : 3));
      canvas.rect(5, 6, 6, 5, shade("amber", 5));
      canvas.rect(5, 1, 6, 2, shade("stone", 2));
    }),
  ];
}
