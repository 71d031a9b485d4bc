import type { Picture } from "./picture.ts";
import { scaled } from "./scaled.ts";

/** The longer side of a kept portrait, and the side of the square that a game shows, in pixels. */
const KEPT = 768;
export const TOKEN = 256;

/** What is kept of somebody's picture: as it is, but not larger than is of use. */
export function portraitOf(picture: Picture): Picture {
  const { width, height } = picture;
  const share = Math.min(1, KEPT / Math.max(width, height));
  const to = { width: shrunk(width, share), height: shrunk(height, share) };
  return scaled(picture, { x: 0, y: 0, width, height }, to);
}

function shrunk(side: number, share: number): number {
  return Math.max(1, Math.round(side * share));
}

/** A portrait as the game page shows it: a square of its upper middle, where faces are. */
export function tokenOf(picture: Picture): Picture {
  const { width, height } = picture;
  const side = Math.min(width, height);
  const part = {
    x: Math.floor((width - side) / 2),
    y: Math.floor((height - side) * 0.08),
    width: side,
    height: side,
  };
  const to = Math.min(TOKEN, side);
  return scaled(picture, part, { width: to, height: to });
}
