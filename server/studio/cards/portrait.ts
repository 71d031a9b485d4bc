import { createHash } from "node:crypto";
import type { CardRefusal } from "./limits.ts";
import { pngOf, readPicture, scaled, type Picture } from "./picture.ts";

/** The longer side of a kept portrait, and the side of the square that a game shows, in pixels. */
const KEPT = 768;
export const TOKEN = 256;

/** What is kept of a card's picture: as it is, but painted anew and not larger than is of use. */
export function portraitOf(
  bytes: Uint8Array,
): { readonly ok: true; readonly png: Uint8Array } | CardRefusal {
  const read = readPicture(bytes);
  if (!read.ok) return read;
  const { width, height } = read.picture;
  const share = Math.min(1, KEPT / Math.max(width, height));
  const to = { width: shrunk(width, share), height: shrunk(height, share) };
  const whole = { x: 0, y: 0, width, height };
  return { ok: true, png: pngOf(scaled(read.picture, whole, to)) };
}

function shrunk(side: number, share: number): number {
  return Math.max(1, Math.round(side * share));
}

/** A portrait as the game page shows it: a square of its upper middle, where faces are. Null for what is no picture. */
export function tokenOf(png: Uint8Array): Uint8Array | null {
  const read = readPicture(png);
  if (!read.ok) return null;
  return pngOf(square(read.picture));
}

function square(picture: Picture): Picture {
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

/** The name under which a token is served: nobody guesses it, and it tells nothing but whether one has it. */
export function portraitName(token: Uint8Array): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 32);
}

/** What a persona's `sprite` says when its picture is a portrait. */
export function portraitSprite(name: string): string {
  return `portrait-${name}`;
}
