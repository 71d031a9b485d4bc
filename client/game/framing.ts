/** How large the world is drawn. */

/** Sharper than this the picture costs more than it gives. */
const MOST_RATIO = 2;

/** Screen pixels per CSS pixel. */
export function pixelRatio(): number {
  return Math.min(MOST_RATIO, Math.max(1, devicePixelRatio));
}

/**
 * Screen pixels per art pixel, always whole: about eighteen tiles across on a wide screen, thirteen on a small one,
 * where fingers need larger people. Sizes in screen pixels.
 */
export function zoomFor(width: number, height: number, ratio: number): number {
  const small = Math.min(width, height) / ratio < 560;
  const tiles = small ? 14 : 17.5;
  return Math.max(2, Math.round(Math.sqrt(width * height) / (16 * tiles)));
}
