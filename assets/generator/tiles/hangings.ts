import type { Canvas } from "../canvas.ts";
import { INK, shade, type Ramp } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { moving, still, type Drawing } from "./drawing.ts";
import { backing, cap } from "./walls.ts";

/** What is let into walls and hung on them: windows, shelves, the hearth. */

const FLAME = [
  ["...a....", "..aba...", "..aca...", ".abdca..", ".abdcba.", ".acdcba.", "..abba.."],
  [".....a..", "...aa...", "..abca..", ".abcca..", ".acddca.", ".abdcba.", "..abba.."],
  ["..a.....", "...aa...", "..abba..", "..acdba.", ".abddca.", ".abcdba.", "..abba.."],
  ["....a...", "..a.ba..", "..abca..", ".acdca..", ".abddca.", ".abcdba.", "..abba.."],
] as const;

/** The night seen from inside: rain runs down the panes. */
function insideWindow(canvas: Canvas, frame: number): void {
  backing(canvas, "inside");
  canvas.rect(1, 8, 14, 15, shade("wood", 1));
  canvas.rect(2, 8, 12, 14, shade("wood", 4));
  canvas.rect(3, 9, 10, 12, shade("night", 2));
  canvas.rect(3, 9, 10, 4, shade("night", 3));
  const dice = diceOf("rain-on-glass");
  for (let drop = 0; drop < 8; drop++) {
    const x = 3 + dice.roll(10);
    const y = (dice.roll(12) + frame * (2 + dice.roll(2)) * 1.5) % 12;
    canvas.set(x, 9 + Math.floor(y), shade("night", 6));
    canvas.set(x, 9 + Math.floor((y + 11) % 12), shade("night", 5));
  }
  canvas.rect(7, 9, 2, 12, shade("wood", 3));
  canvas.rect(3, 14, 10, 1, shade("wood", 3));
  canvas.rect(0, 22, 16, 2, shade("wood", 5));
  canvas.rect(0, 24, 16, 1, shade("wood", 1));
  for (const x of [1, 13]) {
    canvas.rect(x, 8, 2, 13, shade("red", 2));
    canvas.rect(x, 8, 1, 13, shade("red", 1));
  }
}

/** The inn's light seen from the harbour. */
function outsideWindow(canvas: Canvas, frame: number): void {
  backing(canvas, "white");
  canvas.rect(1, 7, 14, 15, shade("wood", 0));
  canvas.rect(2, 8, 12, 13, shade("wood", 2));
  canvas.rect(3, 9, 10, 11, shade("amber", 3));
  canvas.rect(4, 11, 8, 8, shade("amber", frame % 2 === 0 ? 4 : 3));
  canvas.rect(5, 13, 6, 5, shade("amber", 4));
  canvas.rect(7, 9, 2, 11, shade("wood", 2));
  canvas.rect(3, 14, 10, 1, shade("wood", 2));
  canvas.rect(1, 22, 14, 2, shade("dock", 5));
  canvas.rect(1, 24, 14, 1, INK);
}

/** A window in a wall that runs away from the eye: a slot of glass in its top. */
function sideWindow(canvas: Canvas): void {
  cap(canvas, 10);
  canvas.rect(2, 1, 12, 14, shade("wood", 1));
  canvas.rect(4, 2, 8, 12, shade("night", 4));
  canvas.rect(4, 2, 3, 12, shade("amber", 3));
  canvas.rect(7, 2, 1, 12, shade("wood", 3));
  canvas.rect(4, 7, 8, 1, shade("wood", 3));
}

function bottles(canvas: Canvas): void {
  backing(canvas, "inside");
  const dice = diceOf("bottles");
  canvas.rect(0, 9, canvas.width, 14, shade("wood", 0));
  for (const shelf of [15, 22]) {
    canvas.rect(0, shelf, canvas.width, 1, shade("wood", 5));
    canvas.rect(0, shelf + 1, canvas.width, 1, shade("wood", 2));
    for (let x = 1; x < canvas.width - 2; x += 3) {
      if (dice.chance(0.12)) continue;
      const ramp = dice.pick<Ramp>(["green", "amber", "red", "night", "linen", "plum", "green"]);
      const height = 3 + dice.roll(3);
      const body = ramp === "night" ? 5 : 2;
      canvas.rect(x, shelf - height, 2, height, shade(ramp, body));
      canvas.set(x, shelf - height, shade(ramp, body + 1));
      canvas.set(x, shelf - height - 1, shade(ramp, body - 1));
      if (dice.chance(0.4)) canvas.set(x + 1, shelf - 2, shade("linen", 3));
    }
  }
  canvas.rect(0, 8, 1, 16, shade("wood", 4));
  canvas.rect(canvas.width - 1, 8, 1, 16, shade("wood", 3));
}

function fire(canvas: Canvas, x: number, y: number, frame: number, hot = true): void {
  canvas.art(x, y, FLAME[frame % FLAME.length] ?? FLAME[0], {
    a: shade("amber", hot ? 2 : 1),
    b: shade("amber", 3),
    c: shade("amber", 4),
    d: shade("amber", 5),
  });
}

/** Three tiles wide: a stone chimney breast, a mantel with small things on it, a driftwood fire. */
function hearth(canvas: Canvas, frame: number): void {
  backing(canvas, "inside");
  for (let y = 0; y < 32; y += 4) {
    const shift = (y / 4) % 2 === 0 ? 0 : 5;
    canvas.rect(2, y, 44, 4, shade("stone", 1));
    for (let x = shift - 8; x < 46; x += 10) {
      const left = Math.max(2, x);
      const right = Math.min(46, x + 9);
      canvas.rect(left, y, right - left, 3, shade("stone", 3));
      canvas.rect(left, y, right - left, 1, shade("stone", 4));
    }
  }
  canvas.rect(0, 9, 48, 4, INK);
  canvas.rect(1, 9, 46, 2, shade("wood", 5));
  canvas.rect(1, 11, 46, 1, shade("wood", 3));
  canvas.rect(6, 4, 3, 5, shade("linen", 3));
  canvas.rect(6, 3, 1, 1, shade("amber", 4));
  canvas.rect(39, 5, 5, 4, shade("night", 4));
  canvas.rect(40, 4, 3, 1, shade("night", 6));
  canvas.rect(17, 3, 14, 6, shade("wood", 2));
  canvas.rect(18, 4, 12, 4, shade("night", 5));
  canvas.rect(21, 6, 6, 2, shade("wood", 4));
  canvas.rect(23, 4, 1, 3, shade("linen", 4));
  canvas.rect(10, 14, 28, 18, INK);
  canvas.rect(11, 14, 26, 2, shade("stone", 0));
  canvas.rect(12, 16, 24, 15, shade("amber", 0));
  canvas.rect(12, 16, 24, 6, shade("stone", 0));
  canvas.rect(14, 28, 20, 2, shade("wood", 3));
  canvas.rect(16, 26, 15, 2, shade("wood", 2));
  canvas.rect(17, 27, 4, 1, shade("amber", 3));
  canvas.rect(26, 29, 5, 1, shade("amber", 2));
  fire(canvas, 13, 20, frame);
  fire(canvas, 26, 20, frame + 2);
  fire(canvas, 20, 18, frame + 1);
  fire(canvas, 17, 21, frame + 3, false);
  fire(canvas, 23, 21, frame, false);
  canvas.rect(11, 30, 26, 1, shade("stone", 2));
  canvas.rect(10, 31, 28, 1, shade("stone", 4));
  const dice = diceOf(`ember-${frame}`);
  for (let i = 0; i < 3; i++) canvas.set(14 + dice.roll(20), 17 + dice.roll(5), shade("amber", 3));
}

function hung(name: string, paint: (canvas: Canvas) => void): Drawing {
  return still(name, 1, 2, (canvas) => {
    backing(canvas, "inside");
    paint(canvas);
  });
}

/** Windows, shelves, the hearth and trinkets, each on a piece of its wall. */
export function hangings(): Drawing[] {
  return [
    moving("window-inside", 1, 2, 160, 4, insideWindow),
    moving("window-white", 1, 2, 640, 2, outsideWindow),
    still("window-side", 1, 1, sideWindow),
    still("bottles", 2, 2, bottles),
    moving("hearth", 3, 2, 150, 4, hearth),
    hung("post", (canvas) => {
      canvas.rect(5, 4, 6, 28, shade("wood", 2));
      canvas.rect(5, 4, 1, 28, shade("wood", 4));
      canvas.rect(10, 4, 1, 28, shade("wood", 0));
      canvas.rect(3, 7, 10, 2, shade("wood", 3));
    }),
    hung("chart", (canvas) => {
      canvas.rect(1, 8, 14, 13, shade("wood", 1));
      canvas.rect(2, 9, 12, 11, shade("linen", 3));
      canvas.art(
        3,
        10,
        [
          "gg....b...",
          "ggg..b..b.",
          "gg..b.....",
          ".g....b.r.",
          "...b......",
          "b......ggg",
          ".b...gggg.",
        ],
        {
          g: shade("green", 3),
          b: shade("night", 6),
          r: shade("red", 3),
        },
      );
    }),
    hung("wheel", (canvas) => {
      const wood = shade("wood", 4);
      canvas.ellipse(7.5, 15, 6, 6, shade("wood", 2));
      canvas.ellipse(7.5, 15, 5, 5, wood);
      canvas.ellipse(7.5, 15, 3.4, 3.4, shade("plaster", 1));
      canvas.rect(7, 7, 2, 17, shade("wood", 3));
      canvas.rect(0, 14, 16, 2, shade("wood", 3));
      canvas.ellipse(7.5, 15, 1.6, 1.6, shade("amber", 3));
    }),
    hung("pans", (canvas) => {
      canvas.rect(0, 8, 16, 1, shade("stone", 1));
      for (const [x, size] of [
        [3, 2.6],
        [9, 2],
        [13, 1.6],
      ] as const) {
        canvas.rect(x, 9, 1, 4, shade("stone", 4));
        canvas.ellipse(x, 14, size, size, shade("amber", 1));
        canvas.ellipse(x - 0.4, 13.6, size * 0.6, size * 0.6, shade("amber", 2));
      }
    }),
    hung("sconce", (canvas) => {
      canvas.rect(7, 12, 2, 8, shade("stone", 0));
      canvas.rect(5, 18, 6, 2, shade("stone", 1));
      canvas.rect(5, 11, 6, 7, shade("amber", 4));
      canvas.rect(6, 13, 4, 4, shade("amber", 5));
      canvas.rect(4, 10, 8, 1, shade("stone", 1));
      canvas.rect(6, 8, 4, 2, shade("stone", 1));
    }),
  ];
}
