import type { Canvas } from "../canvas.ts";
import { INK, SHADOW, shade, type Ramp } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { TILE, moving, still, type Drawing } from "./drawing.ts";

/** What stands in rooms. */

const WOOD = { line: INK, fill: shade("wood", 4), lit: shade("wood", 5), dim: shade("wood", 3) };
const DARK = { line: INK, fill: shade("wood", 2), lit: shade("wood", 3), dim: shade("wood", 1) };

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

function wardrobe(canvas: Canvas): void {
  canvas.block(0, 2, 16, 30, WOOD);
  canvas.rect(0, 2, 16, 3, shade("wood", 5));
  canvas.rect(7, 5, 2, 25, INK);
  for (const x of [2, 10]) {
    canvas.rect(x, 7, 4, 9, shade("wood", 3));
    canvas.rect(x, 18, 4, 10, shade("wood", 3));
    canvas.rect(x, 7, 4, 1, shade("wood", 2));
    canvas.rect(x, 18, 4, 1, shade("wood", 2));
  }
  canvas.set(6, 17, shade("amber", 3));
  canvas.set(9, 17, shade("amber", 3));
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

export function furniture(): Drawing[] {
  return [
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
    still("table-cards", 2, 1, (canvas) => {
      table(canvas, 1, 30);
      for (const [x, y] of [
        [6, 3],
        [10, 5],
        [20, 3],
        [23, 4],
      ] as const) {
        canvas.rect(x, y, 3, 3, shade("linen", 4));
        canvas.set(x + 1, y + 1, shade("red", 3));
      }
    }),
    still("table-chart", 2, 1, (canvas) => {
      table(canvas, 1, 30);
      canvas.rect(5, 2, 20, 7, shade("linen", 3));
      canvas.rect(5, 2, 20, 1, shade("linen", 4));
      canvas.art(
        7,
        4,
        ["gg..b.....r....", "ggg...b..r.r...", ".g..b....b..bb.", "...b...b......."],
        {
          g: shade("green", 3),
          b: shade("night", 6),
          r: shade("red", 3),
        },
      );
      canvas.rect(24, 1, 3, 3, shade("amber", 3));
    }),
    moving("table-small", 1, 1, 260, 2, (canvas, frame) => {
      table(canvas, 1, 14);
      candle(canvas, 7, 1, frame);
    }),
    still("desk", 2, 1, (canvas) => {
      table(canvas, 1, 30);
      canvas.rect(18, 9, 12, 6, shade("wood", 3));
      canvas.rect(20, 11, 8, 1, shade("wood", 1));
      canvas.rect(5, 3, 8, 5, shade("linen", 4));
      canvas.rect(6, 4, 5, 1, shade("linen", 1));
      canvas.rect(6, 6, 6, 1, shade("linen", 1));
      canvas.rect(17, 2, 1, 5, shade("linen", 4));
      canvas.rect(16, 5, 3, 3, shade("night", 1));
    }),
    still("stool", 1, 1, (canvas) => {
      canvas.rect(4, 13, 9, 2, SHADOW);
      canvas.rect(4, 9, 2, 6, INK);
      canvas.rect(10, 9, 2, 6, INK);
      canvas.ellipse(7.5, 7.5, 5, 3.6, INK);
      canvas.ellipse(7.5, 7, 4, 2.6, shade("wood", 4));
      canvas.ellipse(7, 6.4, 2.6, 1.4, shade("wood", 5));
    }),
    still("chair", 1, 1, (canvas) => {
      canvas.rect(3, 14, 10, 2, SHADOW);
      canvas.rect(3, 1, 10, 8, INK);
      canvas.rect(4, 2, 8, 2, shade("wood", 4));
      canvas.rect(4, 5, 8, 2, shade("wood", 3));
      canvas.rect(3, 8, 10, 5, INK);
      canvas.rect(4, 8, 8, 4, shade("red", 2));
      canvas.rect(4, 8, 8, 1, shade("red", 3));
      canvas.rect(3, 12, 2, 3, INK);
      canvas.rect(11, 12, 2, 3, INK);
    }),
    still("armchair", 1, 1, (canvas) => {
      canvas.rect(1, 1, 14, 14, INK);
      canvas.rect(2, 2, 12, 5, shade("green", 2));
      canvas.rect(2, 2, 12, 1, shade("green", 3));
      canvas.rect(2, 7, 3, 7, shade("green", 2));
      canvas.rect(11, 7, 3, 7, shade("green", 1));
      canvas.rect(5, 8, 6, 5, shade("green", 3));
      canvas.rect(5, 12, 6, 1, shade("green", 1));
    }),
    still("barrel", 1, 1, (canvas) => barrel(canvas, 8, 1)),
    still("barrels", 2, 1, (canvas) => {
      barrel(canvas, 8, 0);
      barrel(canvas, 23, 1);
    }),
    still("crate", 1, 1, (canvas) => crate(canvas, 1, 1, 14)),
    still("crates", 1, 2, (canvas) => {
      crate(canvas, 1, 17, 14);
      crate(canvas, 2, 6, 12);
    }),
    still("sacks", 1, 1, (canvas) => {
      sack(canvas, 10, 14);
      sack(canvas, 5, 15);
    }),
    still("bed-red", 1, 2, (canvas) => bed(canvas, "red")),
    still("bed-green", 1, 2, (canvas) => bed(canvas, "green")),
    still("bed-plum", 1, 2, (canvas) => bed(canvas, "plum")),
    still("books", 1, 2, books),
    still("wardrobe", 1, 2, wardrobe),
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
    still("stores", 1, 2, stores),
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
    still("bench", 1, 1, (canvas) => {
      canvas.rect(0, 5, TILE, 8, INK);
      canvas.rect(0, 6, TILE, 4, shade("wood", 4));
      canvas.rect(0, 6, TILE, 1, shade("wood", 5));
      canvas.rect(0, 10, TILE, 2, shade("wood", 2));
    }),
    moving("standing-lamp", 1, 2, 420, 2, (canvas, frame) => {
      canvas.rect(4, 30, 8, 2, INK);
      canvas.rect(7, 12, 2, 19, shade("stone", 3));
      canvas.rect(3, 3, 10, 10, INK);
      canvas.rect(4, 4, 8, 8, shade("amber", frame === 0 ? 4 : 3));
      canvas.rect(5, 6, 6, 5, shade("amber", 5));
      canvas.rect(5, 1, 6, 2, shade("stone", 2));
    }),
    still("hatch", 1, 1, (canvas) => {
      canvas.block(1, 1, 14, 14, DARK);
      for (const x of [5, 10]) canvas.rect(x, 2, 1, 12, INK);
      canvas.rect(7, 11, 3, 2, shade("stone", 4));
    }),
    still("piano", 2, 1, (canvas) => {
      canvas.block(0, 0, 32, 16, DARK);
      canvas.rect(2, 2, 28, 3, shade("wood", 3));
      canvas.rect(1, 8, 30, 3, shade("linen", 4));
      for (let x = 2; x < 30; x += 2) canvas.rect(x, 8, 1, 2, INK);
      canvas.rect(12, 2, 8, 5, shade("linen", 3));
    }),
    still("plant", 1, 1, (canvas) => {
      canvas.rect(5, 10, 6, 5, shade("red", 2));
      canvas.rect(5, 10, 6, 1, shade("red", 3));
      for (const [x, y] of [
        [7, 3],
        [4, 6],
        [10, 5],
        [8, 7],
      ] as const) {
        canvas.ellipse(x, y, 2.4, 2.4, shade("green", 2));
        canvas.set(x, y - 1, shade("green", 3));
      }
    }),
  ];
}
