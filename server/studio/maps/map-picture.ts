import type { KeptMap } from "../../worlds/kept-map.ts";
import type { Picture } from "../../pictures/picture.ts";
import { scaled } from "../../pictures/scaled.ts";
import { over } from "./atlas.ts";

/** The longer side of a preview, in pixels. */
const LARGEST = 1_024;

/** A whole map small: all its layers one over the other, every tile of the same side. */
export function mapPicture(
  { width, height, tile, layers }: Pick<KeptMap, "width" | "height" | "tile" | "layers">,
  tileOf: (tile: number) => Picture,
): Picture {
  const side = Math.max(1, Math.min(tile, Math.floor(LARGEST / Math.max(width, height))));
  const pixels = new Uint8Array(width * side * height * side * 4);
  const small = new Map<number, Uint8Array>();
  const smallOf = (number: number, opacity: number) => {
    const known = small.get(number);
    if (known !== undefined) return known;
    const whole = { x: 0, y: 0, width: tile, height: tile };
    const made = scaled(tileOf(number), whole, { width: side, height: side }).pixels;
    if (opacity < 1)
      for (let at = 3; at < made.length; at += 4) made[at] = Math.round(made[at]! * opacity);
    small.set(number, made);
    return made;
  };
  const ordered = [...layers.filter((one) => !one.over), ...layers.filter((one) => one.over)];
  for (const { tiles, opacity } of ordered) {
    small.clear();
    for (const [at, number] of tiles.entries()) {
      if (number === 0) continue;
      const left = (at % width) * side;
      const top = Math.floor(at / width) * side;
      const own = smallOf(number - 1, opacity);
      for (let row = 0; row < side; row++) {
        const start = ((top + row) * width * side + left) * 4;
        const below = pixels.subarray(start, start + side * 4);
        below.set(over(below, own.subarray(row * side * 4, (row + 1) * side * 4)));
      }
    }
  }
  return { width: width * side, height: height * side, pixels };
}
