import type { Canvas } from "../canvas.ts";
import { shade } from "../palette.ts";
import { diceOf } from "../seed.ts";
import { TILE, variants, type Drawing } from "./drawing.ts";

/** What lies under the open sky. */

/** Planks on end, seen lengthwise, with rain standing on them. */
function dock(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  for (let plank = 0; plank < 3; plank++) {
    const left = [0, 5, 11][plank] ?? 0;
    const width = [5, 6, 5][plank] ?? 5;
    const tone = [3, 2, 3][plank] ?? 2;
    canvas.rect(left, 0, width - 1, TILE, shade("dock", tone));
    canvas.rect(left + width - 1, 0, 1, TILE, shade("dock", 0));
    canvas.rect(left, 0, 1, TILE, shade("dock", tone + 1));
    for (let streak = 0; streak < 2; streak++) {
      const step = dice.chance(0.4) ? tone + 1 : tone - 1;
      canvas.rect(
        left + 1 + dice.roll(width - 2),
        dice.roll(TILE),
        1,
        3 + dice.roll(6),
        shade("dock", step),
      );
    }
    if (dice.chance(0.3)) {
      const joint = 2 + dice.roll(12);
      canvas.rect(left, joint, width - 1, 1, shade("dock", 0));
      canvas.set(left + 1, joint + 2, shade("dock", 1));
      canvas.set(left + width - 3, joint + 2, shade("dock", 1));
    }
  }
  if (dice.chance(0.6)) {
    const x = 1 + dice.roll(11);
    const y = 2 + dice.roll(11);
    canvas.rect(x, y, 3, 1, shade("night", 5));
    canvas.rect(x + 1, y + 1, 3, 1, shade("night", 4));
  }
}

/** Wet pebbles, a few of them shining. */
function shingle(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  canvas.rect(0, 0, TILE, TILE, shade("stone", 1));
  for (let i = 0; i < 26; i++) {
    const x = dice.roll(TILE);
    const y = dice.roll(TILE);
    const tone = dice.pick([2, 2, 2, 3, 3, 4]);
    canvas.rect(x, y, 2, 2, shade("stone", tone - 1));
    canvas.rect(x, y, 2, 1, shade("stone", tone));
    if (dice.chance(0.12)) canvas.set(x, y, shade("night", 6));
    canvas.rect(x, y + 2, 2, 1, shade("stone", 0));
  }
}

/** Salt grass that the wind has combed to one side. */
function grass(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  canvas.rect(0, 0, TILE, TILE, shade("green", 1));
  for (let i = 0; i < 16; i++) {
    const tone = dice.pick([0, 0, 2, 2, 2, 3]);
    const x = dice.roll(TILE);
    const y = dice.roll(TILE);
    canvas.set(x, y, shade("green", tone));
    canvas.set(x + 1, y - 1, shade("green", tone));
    if (dice.chance(0.5)) canvas.set(x + 2, y - 1, shade("green", tone));
  }
}

/** Packed earth, black with tar. */
function earth(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  canvas.rect(0, 0, TILE, TILE, shade("wood", 1));
  for (let i = 0; i < 18; i++) {
    const tone = dice.pick([0, 0, 2, 2, 1]);
    canvas.rect(dice.roll(TILE), dice.roll(TILE), 1 + dice.roll(4), 1, shade("wood", tone));
  }
  if (dice.chance(0.4)) canvas.rect(dice.roll(12), dice.roll(15), 3, 1, shade("straw", 0));
}

/** The boat slip: wet sleepers with weed between them. */
function slip(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  for (let y = 0; y < TILE; y += 4) {
    canvas.rect(0, y, TILE, 3, shade("dock", 2));
    canvas.rect(0, y, TILE, 1, shade("dock", 4));
    canvas.rect(0, y + 3, TILE, 1, shade("green", 0));
    canvas.rect(dice.roll(12), y + 1, 4, 1, shade("green", 1));
    if (dice.chance(0.4)) canvas.rect(dice.roll(12), y + 3, 3, 1, shade("green", 2));
  }
}

/** Black rock in facets; it takes a little of the sky's light on its upper edges. */
function crag(canvas: Canvas, seed: string): void {
  const dice = diceOf(seed);
  canvas.rect(0, 0, TILE, TILE, shade("stone", 1));
  for (let i = 0; i < 5; i++) {
    const x = dice.roll(14) - 2;
    const y = dice.roll(13);
    const width = 4 + dice.roll(6);
    const height = 3 + dice.roll(3);
    canvas.rect(x + 1, y, width - 1, 1, shade("stone", 3));
    canvas.rect(x, y + 1, width, height - 1, shade("stone", 2));
    canvas.rect(x, y + 1, 1, height - 2, shade("stone", 3));
    canvas.rect(x + 1, y + height, width, 1, shade("stone", 0));
    canvas.rect(x + width, y + 2, 1, height - 1, shade("stone", 0));
  }
  if (dice.chance(0.5)) canvas.rect(dice.roll(13), dice.roll(14), 2, 1, shade("night", 5));
  if (dice.chance(0.3)) canvas.rect(dice.roll(13), dice.roll(14), 2, 1, shade("green", 1));
}

/** Grounds under the open sky, and puddles. */
export function grounds(): Drawing[] {
  return [
    ...variants("dock", 6, dock),
    ...variants("shingle", 4, shingle),
    ...variants("grass", 4, grass),
    ...variants("earth", 3, earth),
    ...variants("slip", 2, slip),
    ...variants("crag", 4, crag),
    ...variants("puddle", 2, (canvas, _seed, index) => {
      canvas.ellipse(7 + index, 8, 5.5, 3 + index * 0.5, shade("night", 2));
      canvas.ellipse(7 + index, 8, 4.2, 2, shade("night", 3));
      canvas.rect(5 + index, 7, 4, 1, shade("night", 6));
      canvas.set(10, 9, shade("night", 5));
    }),
  ];
}
