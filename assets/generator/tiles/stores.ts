import type { Canvas } from "../canvas.ts";
import { INK, SHADOW, shade, type Ramp } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { still, type Drawing } from "./drawing.ts";

/** What things are kept in. */

const WOOD = { line: INK, fill: shade("wood", 4), lit: shade("wood", 5), dim: shade("wood", 3) };
const DARK = { line: INK, fill: shade("wood", 2), lit: shade("wood", 3), dim: shade("wood", 1) };

function barrel(canvas: Canvas, cx: number, top: number): void {
  const bottom = top + 13;
  for (let y = top; y <= bottom; y++) {
    const t = (y - top) / 13;
    const half = 4.6 + Math.sin(t * Math.PI) * 1.4;
    for (let x = Math.ceil(cx - half - 1); x <= Math.floor(cx + half + 1); x++) {
      const d = (x - cx) / (half + 0.5);
      if (Math.abs(d) > 1.12) continue;
      const hoop = y === top + 4 || y === top + 10;
      let colour = shade("wood", d < -0.5 ? 4 : d < 0.2 ? 5 : d < 0.6 ? 4 : 3);
      if (hoop) colour = shade("stone", d < 0.1 ? 3 : 2);
      if (Math.abs(d) > 1) colour = INK;
      canvas.set(x, y, colour);
    }
  }
  canvas.ellipse(cx, top + 1, 5.4, 2.4, INK);
  canvas.ellipse(cx, top + 1, 4.4, 1.6, shade("wood", 3));
  canvas.rect(cx - 3, top + 1, 6, 1, shade("wood", 2));
  canvas.rect(cx - 4, bottom + 1, 9, 1, INK);
}

function crate(canvas: Canvas, x: number, y: number, size: number): void {
  canvas.block(x, y, size, size, WOOD);
  canvas.rect(x + 1, y + 1, size - 2, 4, shade("wood", 5));
  canvas.rect(x, y + 5, size, 1, INK);
  for (let i = 0; i < size - 4; i++)
    canvas.set(x + 2 + i, y + size - 3 - Math.floor((i * (size - 9)) / size), shade("wood", 2));
  canvas.rect(x + 1, y + 6, 2, size - 7, shade("wood", 3));
  canvas.rect(x + size - 3, y + 6, 2, size - 7, shade("wood", 3));
  canvas.rect(x + 4, y + 2, size - 8, 1, shade("wood", 3));
}

function sack(canvas: Canvas, cx: number, base: number): void {
  canvas.ellipse(cx, base - 4, 5, 5, INK);
  canvas.ellipse(cx, base - 4, 4, 4, shade("linen", 1));
  canvas.ellipse(cx - 1, base - 5, 2.6, 2.6, shade("linen", 2));
  canvas.rect(cx - 1, base - 10, 3, 2, shade("linen", 1));
  canvas.rect(cx - 1, base - 9, 3, 1, shade("straw", 0));
}

function books(canvas: Canvas): void {
  canvas.rect(0, 3, 16, 29, INK);
  canvas.rect(1, 4, 14, 27, shade("wood", 1));
  canvas.rect(0, 2, 16, 3, shade("wood", 4));
  canvas.rect(0, 2, 16, 1, shade("wood", 5));
  const dice = diceOf("books");
  for (const shelf of [12, 20, 28]) {
    canvas.rect(1, shelf, 14, 1, shade("wood", 4));
    for (let x = 2; x < 14;) {
      const width = 1 + dice.roll(2);
      const height = 4 + dice.roll(2);
      const ramp = dice.pick<Ramp>(["red", "green", "night", "straw", "plum"]);
      canvas.rect(x, shelf - height, width, height, shade(ramp, ramp === "night" ? 4 : 2));
      canvas.set(x, shelf - height + 1, shade("straw", 3));
      x += width + (dice.chance(0.15) ? 2 : 0);
    }
  }
  canvas.rect(0, 30, 16, 2, shade("wood", 3));
}

/** Shelves of a store: jars, tins, a coil of line. One tile wide, two high. */
function stores(canvas: Canvas): void {
  canvas.rect(0, 3, 16, 29, INK);
  canvas.rect(1, 4, 14, 27, shade("wood", 0));
  const dice = diceOf("stores");
  for (const shelf of [11, 20, 29]) {
    canvas.rect(0, shelf, 16, 2, shade("wood", 4));
    canvas.rect(0, shelf, 16, 1, shade("wood", 5));
    for (let x = 2; x < 13; x += 4) {
      const ramp = dice.pick<Ramp>(["linen", "straw", "green", "red", "stone"]);
      const height = 3 + dice.roll(3);
      canvas.rect(x, shelf - height, 3, height, shade(ramp, 2));
      canvas.rect(x, shelf - height, 1, height, shade(ramp, 3));
      canvas.rect(x, shelf - height, 3, 1, shade("wood", 3));
    }
  }
}

/** Casks, crates, shelves and chests. */
export function storage(): Drawing[] {
  return [
    still("barrel", 1, 1, (canvas) => barrel(canvas, 8, 1)),
    still("crates", 1, 2, (canvas) => {
      crate(canvas, 1, 17, 14);
      crate(canvas, 2, 6, 12);
    }),
    still("sacks", 1, 1, (canvas) => {
      sack(canvas, 10, 14);
      sack(canvas, 5, 15);
    }),
    still("books", 1, 2, books),
    still("stores", 1, 2, stores),
    still("chest", 1, 1, (canvas) => {
      canvas.rect(1, 14, 14, 2, SHADOW);
      canvas.block(1, 2, 14, 13, WOOD);
      canvas.rect(2, 3, 12, 3, shade("wood", 5));
      for (const y of [7, 11]) {
        canvas.rect(2, y - 1, 12, 1, INK);
        canvas.rect(3, y, 10, 2, shade("wood", 3));
        canvas.rect(7, y, 2, 1, shade("amber", 3));
      }
      canvas.rect(2, 14, 12, 1, INK);
    }),
    still("hatch", 1, 1, (canvas) => {
      canvas.block(1, 1, 14, 14, DARK);
      for (const x of [5, 10]) canvas.rect(x, 2, 1, 12, INK);
      canvas.rect(7, 11, 3, 2, shade("stone", 4));
    }),
  ];
}
