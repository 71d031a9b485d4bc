import type { Canvas } from "../canvas.ts";
import { INK, shade, type Ramp } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { TILE, still, variants, type Drawing } from "./drawing.ts";

/** What one walks on: boards, flags, cobbles, wet planks, the shore, rugs. */

const BOARD_TONES = [3, 2, 3, 2] as const;

/** Four planks that meet their neighbours on every side; only joints, nails and grain differ. */
function boards(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  for (const [plank, tone] of BOARD_TONES.entries()) {
    const top = plank * 4;
    canvas.rect(0, top, TILE, 3, shade("board", tone));
    canvas.rect(0, top + 3, TILE, 1, shade("board", plank === 1 ? 0 : 1));
    for (let streak = 0; streak < 2; streak++) {
      const length = 3 + dice.roll(6);
      const step = dice.chance(0.5) ? tone + 1 : tone - 1;
      canvas.rect(dice.roll(TILE), top + dice.roll(3), length, 1, shade("board", step));
    }
    if (dice.chance(0.35)) {
      const joint = 2 + dice.roll(11);
      canvas.rect(joint, top, 1, 3, shade("board", 0));
      canvas.set(joint - 1, top + 1, shade("board", 1));
      canvas.set(joint + 2, top + 1, shade("board", 1));
      canvas.rect(joint + 1, top, 2, 1, shade("board", tone + 2));
    } else if (dice.chance(0.12)) {
      canvas.set(5 + dice.roll(6), top + 1, shade("board", 0));
    }
  }
}

interface Paving {
  readonly ramp: Ramp;
  readonly joint: number;
  readonly tone: number;
  /** Left, top, width, height; they wrap round the tile's edges. */
  readonly stones: readonly (readonly [number, number, number, number])[];
}

const FLAGS: Paving = {
  ramp: "stone",
  joint: 1,
  tone: 3,
  stones: [
    [0, 0, 9, 7],
    [10, 0, 5, 7],
    [-4, 8, 9, 7],
    [6, 8, 5, 7],
  ],
};

function paving(canvas: Canvas, seed: string, { ramp, joint, tone, stones }: Paving): void {
  const dice = diceOf(seed);
  canvas.rect(0, 0, TILE, TILE, shade(ramp, joint));
  for (const [left, top, width, height] of stones) {
    const own = tone + (dice.chance(0.3) ? -1 : 0);
    for (const x of left < 0 ? [left, left + TILE] : [left]) {
      canvas.rect(x, top, width, height, shade(ramp, own));
      canvas.rect(x, top, width - 1, 1, shade(ramp, own + 1));
      canvas.rect(x, top + height - 1, width, 1, shade(ramp, own - 1));
    }
    if (dice.chance(0.3)) canvas.set(left + 3, top + 3, shade(ramp, own - 1));
  }
}

/** Broad boards under a roof, dry enough to keep their colour. */
function porch(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  for (const left of [0, 8]) {
    canvas.rect(left, 0, 7, TILE, shade("wood", 3));
    canvas.rect(left, 0, 1, TILE, shade("wood", 4));
    canvas.rect(left + 7, 0, 1, TILE, shade("wood", 0));
    for (let i = 0; i < 3; i++) {
      canvas.rect(
        left + 1 + dice.roll(5),
        dice.roll(12),
        1,
        4,
        shade("wood", dice.chance(0.5) ? 2 : 4),
      );
    }
  }
}

/** One of nine parts of a rug: `column` and `row` from 0 (near edge) to 2 (far edge). */
function rug(name: string, ramp: Ramp, column: number, row: number): Drawing {
  return still(`${name}-${column}${row}`, 1, 1, (canvas) => {
    canvas.fill((x, y) => {
      const fromLeft = column === 0 ? x : 99;
      const fromRight = column === 2 ? TILE - 1 - x : 99;
      const fromTop = row === 0 ? y : 99;
      const fromBottom = row === 2 ? TILE - 1 - y : 99;
      const edge = Math.min(fromLeft, fromRight, fromTop, fromBottom);
      if (edge === 0) return shade(ramp, 0);
      if (edge === 1 || edge === 4) return shade("straw", 1);
      if (edge === 2 || edge === 3) return (x + y) % 4 < 2 ? shade("straw", 2) : shade(ramp, 1);
      const weave = (x + y * 3) % 5 === 0 ? 1 : 2;
      const diamond = Math.abs((x % 16) - 7.5) + Math.abs((y % 16) - 7.5);
      if (diamond > 5 && diamond < 7) return shade("straw", 1);
      if (diamond < 2) return shade(ramp, 3);
      return shade(ramp, weave);
    });
    if (row === 2) {
      for (let x = 0; x < TILE; x += 2) canvas.set(x, TILE - 1, shade("straw", 2));
    }
  });
}

function rugs(name: string, ramp: Ramp): Drawing[] {
  return [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => rug(name, ramp, column, row)));
}

/** Floors of rooms, rugs and sills. */
export function floors(): Drawing[] {
  return [
    ...variants("boards", 8, boards),
    ...variants("flags", 4, (canvas, seed) => paving(canvas, seed, FLAGS)),
    ...variants("porch", 3, porch),
    ...variants("stage", 3, (canvas, seed) => {
      boards(canvas, seed);
      canvas.fill((x, y) => (canvas.get(x, y) === shade("board", 3) ? shade("board", 4) : null));
    }),
    ...rugs("rug-red", "red"),
    ...rugs("rug-green", "green"),
    still("void", 1, 1, (canvas) => canvas.rect(0, 0, TILE, TILE, INK)),
    still("sill", 1, 1, (canvas) => {
      canvas.rect(0, 0, TILE, TILE, shade("board", 1));
      for (let y = 0; y < TILE; y += 4) canvas.rect(0, y + 3, TILE, 1, shade("board", 0));
      canvas.rect(0, 0, 2, TILE, shade("wood", 1));
      canvas.rect(14, 0, 2, TILE, shade("wood", 1));
    }),
    still("steps", 1, 1, (canvas) => {
      for (const [row, tone] of [
        [0, 2],
        [5, 3],
        [10, 4],
      ] as const) {
        canvas.rect(0, row, TILE, 5, shade("wood", tone));
        canvas.rect(0, row, TILE, 1, shade("wood", tone + 1));
        canvas.rect(0, row + 5, TILE, 1, INK);
      }
    }),
    still("ladder", 1, 1, (canvas) => {
      for (const x of [3, 11]) canvas.rect(x, 0, 2, TILE, shade("wood", 4));
      for (const y of [1, 5, 9, 13]) {
        canvas.rect(3, y, 10, 2, shade("wood", 5));
        canvas.rect(3, y + 2, 10, 1, INK);
      }
    }),
    still("mat", 1, 1, (canvas) => {
      canvas.rect(2, 4, 12, 9, shade("straw", 0));
      canvas.fill((x, y) =>
        x > 2 && x < 13 && y > 4 && y < 12 && (x + y) % 3 === 0 ? shade("straw", 1) : null,
      );
    }),
    still("hearthstone", 3, 1, (canvas) => {
      canvas.rect(1, 0, 46, 8, shade("stone", 1));
      for (const [x, width] of [
        [1, 14],
        [16, 15],
        [32, 15],
      ] as const) {
        canvas.rect(x, 0, width, 7, shade("stone", 3));
        canvas.rect(x, 0, width, 1, shade("stone", 4));
        canvas.rect(x, 6, width, 1, shade("stone", 2));
      }
      canvas.rect(18, 1, 12, 1, shade("amber", 3));
      canvas.rect(14, 2, 20, 1, shade("amber", 2));
    }),
  ];
}
