import type { Canvas } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import { TILE, moving, type Drawing } from "./drawing.ts";

/** The harbour: water that moves, rocks, a boat that is not going out tonight. */

const FRAMES = 6;
const TURN = Math.PI * 2;

/** A swell that meets itself at every edge and after the last frame. */
function swell(canvas: Canvas, frame: number, phase: number, dark: number): void {
  const time = (frame / FRAMES) * TURN;
  canvas.fill((x, y) => {
    const u = (x / TILE) * TURN;
    const v = (y / TILE) * TURN;
    const height =
      Math.sin(v * 2 + Math.sin(u + phase) * 1.1 - time) * 0.6 +
      Math.sin(u - v + phase * 2 + time) * 0.35 +
      Math.sin(u * 2 + v + time * 2 + phase) * 0.2;
    if (height > 0.96) return shade("night", 6 - dark);
    if (height > 0.78) return shade("night", 4 - dark);
    if (height > 0.2) return shade("night", 3 - dark);
    return shade("night", height < -0.55 ? 1 : 2 - (dark > 0 && height < 0 ? 1 : 0));
  });
}

/** Foam where the sea meets something; it comes and goes. `open`: 1 north, 2 east, 4 south, 8 west. */
function lap(canvas: Canvas, frame: number, open: number): void {
  swell(canvas, frame, 0.4, 0);
  const reach = [1, 2, 3, 3, 2, 1][frame] ?? 1;
  for (let along = 0; along < TILE; along++) {
    const wobble = Math.round(Math.sin(((along + frame * 2) / TILE) * TURN) * 1.1);
    const near = Math.max(0, reach + wobble);
    const broken = (along + frame) % 4 === 0;
    if (open & 1) {
      canvas.rect(along, 0, 1, near, shade("night", 1));
      canvas.set(along, near, shade("night", 7));
      if (!broken) canvas.set(along, near + 1, shade("night", 5));
    }
    if (open & 8) {
      canvas.set(Math.max(0, near - 1), along, shade("night", broken ? 5 : 6));
      if (!broken) canvas.set(near, along, shade("night", 4));
    }
    if (open & 2) {
      canvas.set(TILE - Math.max(1, near), along, shade("night", broken ? 5 : 6));
      if (!broken) canvas.set(TILE - 1 - near, along, shade("night", 4));
    }
    if (open & 4) canvas.set(along, TILE - Math.max(1, near - 1), shade("night", broken ? 4 : 5));
  }
}

function boat(canvas: Canvas, frame: number): void {
  const dip = frame === 1 || frame === 2 ? 1 : 0;
  const top = 8 + dip;
  const hull = (y: number) => {
    const t = (y - top) / 16;
    return { left: Math.round(3 + 9 * t * t), right: Math.round(60 - 12 * t * t) };
  };
  for (let y = top; y < top + 16; y++) {
    const { left, right } = hull(y);
    canvas.rect(left, y, right - left, 1, y < top + 9 ? shade("wood", 2) : shade("red", 1));
    canvas.set(left, y, INK);
    canvas.set(right - 1, y, INK);
    if ((y - top) % 4 === 3) canvas.rect(left + 1, y, right - left - 2, 1, shade("wood", 1));
  }
  canvas.rect(2, top - 2, 60, 3, INK);
  canvas.rect(3, top - 2, 58, 1, shade("wood", 5));
  canvas.rect(3, top - 1, 58, 1, shade("wood", 4));
  canvas.rect(6, top - 6, 52, 4, shade("wood", 1));
  canvas.rect(5, top - 7, 54, 1, shade("wood", 4));
  for (const x of [16, 32, 46]) {
    canvas.rect(x, top - 6, 4, 4, shade("wood", 4));
    canvas.rect(x, top - 6, 4, 1, shade("wood", 5));
  }
  canvas.rect(22, top - 9, 9, 6, shade("linen", 1));
  canvas.rect(23, top - 9, 7, 2, shade("linen", 2));
  canvas.rect(8, top + 4, 14, 1, shade("linen", 2));
  canvas.rect(2, top + 16, 56, 1, shade("night", 6));
  canvas.rect(10, top + 17, 40, 1, shade("night", 4));
  canvas.rect(59, top - 12, 2, 10, shade("wood", 3));
  canvas.rect(58, top - 13, 4, 2, INK);
}

/** A small open boat, two tiles long. */
function punt(canvas: Canvas, frame: number): void {
  const top = 3 + (frame === 1 || frame === 2 ? 1 : 0);
  canvas.rect(2, top, 28, 8, INK);
  canvas.rect(4, top + 8, 24, 2, INK);
  canvas.rect(3, top + 1, 26, 2, shade("wood", 5));
  canvas.rect(5, top + 3, 22, 2, shade("wood", 1));
  canvas.rect(4, top + 5, 24, 4, shade("green", 2));
  canvas.rect(4, top + 5, 24, 1, shade("green", 3));
  for (const x of [9, 16, 22]) canvas.rect(x, top + 2, 2, 3, shade("wood", 4));
  canvas.rect(3, top + 10, 26, 1, shade("night", 6));
}

/** Water in every meeting with the land, and what floats on it. */
export function sea(): Drawing[] {
  return [
    ...Array.from({ length: 16 }, (_, open) =>
      moving(`water-${open}`, 1, 1, 220, FRAMES, (canvas, frame) => lap(canvas, frame, open)),
    ),
    moving("water-far", 1, 1, 220, FRAMES, (canvas, frame) => swell(canvas, frame, 2.2, 1)),
    moving("boat", 4, 2, 420, 4, boat),
    moving("punt", 2, 1, 420, 4, punt),
  ];
}
