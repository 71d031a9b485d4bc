import type { Canvas } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { TILE, still, type Drawing } from "./drawing.ts";

/** Walls: their cut tops, their faces two tiles high, and what hangs on them. */

/** The looks a face can have: the inn from inside, its whitewash from the harbour, the tarred boat shed. */
export const WALL_STYLES = ["inside", "white", "tar"] as const;
/** The name of a look. */
export type WallStyle = (typeof WALL_STYLES)[number];

/** `open`: bits of the sides that end at a floor; 1 north, 2 east, 4 south, 8 west. */
export function cap(canvas: Canvas, open: number): void {
  canvas.rect(0, 0, TILE, TILE, shade("plum", 0));
  const rim = shade("wood", 3);
  const lit = shade("wood", 4);
  if (open & 8) canvas.rect(0, 0, 2, TILE, rim);
  if (open & 2) canvas.rect(14, 0, 2, TILE, rim);
  if (open & 1) {
    canvas.rect(0, 0, TILE, 2, rim);
    canvas.rect(0, 0, TILE, 1, lit);
  }
  if (open & 4) canvas.rect(0, 13, TILE, 3, rim);
  if (open & 8) canvas.rect(0, 0, 1, TILE, shade("wood", 1));
  if (open & 2) canvas.rect(15, 0, 1, TILE, shade("wood", 1));
}

function insideUpper(canvas: Canvas): void {
  canvas.rect(0, 0, TILE, 3, shade("wood", 3));
  canvas.rect(0, 0, TILE, 1, shade("wood", 5));
  canvas.rect(0, 3, TILE, 1, INK);
  canvas.rect(0, 4, TILE, 4, shade("wood", 2));
  canvas.rect(0, 4, TILE, 1, shade("wood", 3));
  canvas.rect(0, 7, TILE, 1, shade("wood", 0));
  plaster(canvas, 8, 8, "upper");
}

function insideLower(canvas: Canvas): void {
  plaster(canvas, 0, 6, "lower");
  canvas.rect(0, 6, TILE, 1, shade("wood", 5));
  canvas.rect(0, 7, TILE, 1, shade("wood", 2));
  for (let x = 0; x < TILE; x += 4) {
    canvas.rect(x, 8, 4, 6, shade("wood", 3));
    canvas.rect(x, 8, 1, 6, shade("wood", 2));
    canvas.rect(x + 1, 8, 1, 6, shade("wood", 4));
  }
  canvas.rect(0, 14, TILE, 1, shade("wood", 2));
  canvas.rect(0, 15, TILE, 1, shade("wood", 0));
}

function plaster(canvas: Canvas, top: number, height: number, seed: string): void {
  const dice = diceOf(`plaster-${seed}`);
  canvas.rect(0, top, TILE, height, shade("plaster", 2));
  for (let i = 0; i < 5; i++) {
    const tone = dice.chance(0.5) ? 3 : 1;
    canvas.rect(dice.roll(15), top + dice.roll(height), 2, 1, shade("plaster", tone));
  }
}

function clapboard(canvas: Canvas, top: number, height: number): void {
  for (let y = top; y < top + height; y++) {
    const row = (y - top) % 4;
    canvas.rect(0, y, TILE, 1, shade("dock", row === 0 ? 4 : row === 3 ? 0 : 2));
  }
  canvas.rect(3, top + 2, 4, 1, shade("dock", 1));
  canvas.rect(10, top + 5, 3, 1, shade("dock", 3));
}

function whitewash(canvas: Canvas, top: number, height: number, seed: string): void {
  const dice = diceOf(`whitewash-${seed}`);
  canvas.rect(0, top, TILE, height, shade("linen", 2));
  for (let y = top; y < top + height; y += 4) {
    const shift = ((y - top) / 4) % 2 === 0 ? 0 : 4;
    for (let x = shift; x < TILE; x += 8) {
      canvas.rect(x, y, 1, 3, shade("linen", 1));
      if (dice.chance(0.5)) canvas.rect(x + 2, y + 1, 3, 1, shade("linen", 3));
    }
    canvas.rect(0, y + 3, TILE, 1, shade("linen", 1));
  }
  canvas.rect(4 + dice.roll(6), top + 2, 2, 3, shade("linen", 1));
}

function whiteUpper(canvas: Canvas): void {
  canvas.rect(0, 0, TILE, 4, shade("stone", 3));
  canvas.rect(0, 0, TILE, 1, shade("night", 6));
  canvas.rect(0, 3, TILE, 1, INK);
  whitewash(canvas, 4, 12, "upper");
  canvas.rect(0, 4, TILE, 1, shade("linen", 0));
}

function whiteLower(canvas: Canvas): void {
  whitewash(canvas, 0, 12, "lower");
  canvas.rect(0, 11, TILE, 5, shade("stone", 1));
  for (const [x, width] of [
    [0, 6],
    [7, 5],
    [13, 3],
  ] as const) {
    canvas.rect(x, 11, width, 4, shade("stone", 3));
    canvas.rect(x, 11, width, 1, shade("stone", 4));
  }
}

function tarUpper(canvas: Canvas): void {
  canvas.rect(0, 0, TILE, 3, shade("dock", 3));
  canvas.rect(0, 0, TILE, 1, shade("night", 5));
  canvas.rect(0, 3, TILE, 1, INK);
  clapboard(canvas, 4, 12);
}

function tarLower(canvas: Canvas): void {
  clapboard(canvas, 0, 14);
  canvas.rect(0, 14, TILE, 2, INK);
}

const FACES: Record<WallStyle, Record<"upper" | "lower", (canvas: Canvas) => void>> = {
  inside: { upper: insideUpper, lower: insideLower },
  white: { upper: whiteUpper, lower: whiteLower },
  tar: { upper: tarUpper, lower: tarLower },
};

/** A wall one tile thick, seen from its low side: a rim, and what is left of its face. */
function short(style: WallStyle): (canvas: Canvas) => void {
  return (canvas) => {
    FACES[style].lower(canvas);
    const upper = still("", 1, 1, FACES[style].upper).frames[0];
    if (upper) canvas.lay(upper.cut(0, 0, TILE, 5), 0, 0);
  };
}

/** A whole face of one style, two tiles high, to hang something on. */
export function backing(canvas: Canvas, style: WallStyle): void {
  for (const [row, part] of (["upper", "lower"] as const).entries()) {
    const drawn = still("", 1, 1, FACES[style][part]).frames[0];
    for (let x = 0; x < canvas.width; x += TILE) if (drawn) canvas.lay(drawn, x, row * TILE);
  }
}

/** Caps, faces and lintels. */
export function walls(): Drawing[] {
  return [
    ...Array.from({ length: 16 }, (_, open) =>
      still(`cap-${open}`, 1, 1, (canvas) => cap(canvas, open)),
    ),
    ...WALL_STYLES.flatMap((style) => [
      still(`${style}-upper`, 1, 1, FACES[style].upper),
      still(`${style}-lower`, 1, 1, FACES[style].lower),
      still(`${style}-short`, 1, 1, short(style)),
    ]),
    /* The beam over a doorway, drawn above whoever walks through. */
    still("lintel-inside", 1, 1, (canvas) => {
      canvas.rect(0, 0, TILE, 3, shade("wood", 3));
      canvas.rect(0, 0, TILE, 1, shade("wood", 5));
      canvas.rect(0, 3, TILE, 1, INK);
      canvas.rect(0, 4, TILE, 5, shade("wood", 3));
      canvas.rect(0, 4, TILE, 1, shade("wood", 5));
      canvas.rect(0, 9, TILE, 2, INK);
    }),
    still("lintel-white", 1, 1, (canvas) => {
      canvas.rect(0, 0, TILE, 4, shade("stone", 3));
      canvas.rect(0, 0, TILE, 1, shade("night", 6));
      canvas.rect(0, 3, TILE, 1, INK);
      canvas.rect(0, 4, TILE, 5, shade("dock", 4));
      canvas.rect(0, 9, TILE, 2, INK);
    }),
  ];
}
