import { dither, type Canvas } from "../canvas.ts";
import { depth, shade, type Ramp } from "../palette.ts";
import type { Cloth } from "./looks.ts";

/** How portraits take the light: the lamp to the left, the night to the right. */

/** The side of a portrait in pixels. */
export const PORTRAIT = 48;

interface Round {
  readonly cx: number;
  readonly cy: number;
  readonly rx: number;
  readonly ry: number;
}

/** Shades a round form: the step of its ramp follows the light, dithered where two steps meet. */
export function round(
  canvas: Canvas,
  { cx, cy, rx, ry }: Round,
  ramp: Ramp,
  middle: number,
  keep: (x: number, y: number) => boolean = () => true,
): void {
  for (let y = Math.floor(cy - ry); y <= Math.ceil(cy + ry); y++) {
    for (let x = Math.floor(cx - rx); x <= Math.ceil(cx + rx); x++) {
      const dx = (x - cx) / rx;
      const dy = (y - cy) / ry;
      const edge = dx * dx + dy * dy;
      if (edge > 1 || !keep(x, y)) continue;
      const light = -dx * 0.85 - dy * 0.55 + Math.sqrt(1 - edge) * 0.75;
      const step = middle - 0.75 + light * 1.25 + (dither(x, y) - 0.5) * 0.55;
      const floor = Math.max(0, middle - 2);
      canvas.set(x, y, shade(ramp, Math.max(floor, Math.min(depth(ramp) - 1, step))));
    }
  }
}

/** A flat cloth in that light. */
export function cloth(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  of: Cloth,
  shift = 0,
): void {
  for (let j = y; j < y + h; j++) {
    for (let i = x; i < x + w; i++) {
      const light = (24 - i) / 22 + (dither(i, j) - 0.5) * 0.7;
      canvas.set(
        i,
        j,
        shade(of.ramp, of.tone + shift + (light > 0.45 ? 1 : light < -0.35 ? -1 : 0)),
      );
    }
  }
}
