import { expect, test } from "vitest";
import { GRAIN, paintLight, type Dark } from "../../client/game/lamplight.ts";

/** A row of rooms with a wall two tiles deep across the middle. */
const dark: Dark = {
  width: 9,
  height: 9,
  walled: (_x, y) => y === 4 || y === 5,
  air: () => false,
};

function brightness(picture: Uint8ClampedArray, x: number, y: number): number {
  let sum = 0;
  for (let j = 0; j < GRAIN; j++) {
    for (let i = 0; i < GRAIN; i++) {
      const at = ((y * GRAIN + j) * dark.width * GRAIN + x * GRAIN + i) * 4;
      sum += (picture[at] ?? 0) + (picture[at + 1] ?? 0) + (picture[at + 2] ?? 0);
    }
  }
  return sum / (GRAIN * GRAIN * 3);
}

const unlit = paintLight(dark, []);
const lit = paintLight(dark, [{ x: 4, y: 7, radius: 7, kind: "candle" }]);

test("[C21] a lamp lights its own room and the face of the wall", () => {
  expect(brightness(lit, 4, 7)).toBeGreaterThan(brightness(unlit, 4, 7) + 60);
  expect(brightness(lit, 4, 5)).toBeGreaterThan(brightness(unlit, 4, 5) + 10);
});

test("[C21] behind the wall it is dark", () => {
  for (const y of [0, 1, 2, 3]) expect(brightness(lit, 4, y)).toBe(brightness(unlit, 4, y));
});

test("[C21] no lamp makes anything darker", () => {
  for (let at = 0; at < lit.length; at++) {
    if ((lit[at] ?? 0) < (unlit[at] ?? 0)) expect.fail(`darker at ${at}`);
  }
});
