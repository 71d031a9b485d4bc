import type { Picture } from "./picture.ts";

/** A part of a picture in another size: each new pixel is the mean of those it covers. Never larger than the part. */
export function scaled(
  { width, pixels }: Picture,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Picture {
  const result = new Uint8Array(to.width * to.height * 4);
  const columns = Array.from({ length: to.width }, (_, x) => span(x, to.width, part.x, part.width));
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    const [top, bottom] = span(y, to.height, part.y, part.height);
    for (const [left, right] of columns) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let opaque = 0;
      for (let row = top; row < bottom; row++) {
        const end = (row * width + right) * 4;
        for (let from = (row * width + left) * 4; from < end; from += 4) {
          const alpha = pixels[from + 3]!;
          red += pixels[from]! * alpha;
          green += pixels[from + 1]! * alpha;
          blue += pixels[from + 2]! * alpha;
          opaque += alpha;
        }
      }
      const weight = Math.max(1, opaque);
      result[at] = Math.round(red / weight);
      result[at + 1] = Math.round(green / weight);
      result[at + 2] = Math.round(blue / weight);
      result[at + 3] = Math.round(opaque / ((bottom - top) * (right - left)));
      at += 4;
    }
  }
  return { ...to, pixels: result };
}

/** Which old pixels a new one covers; at least one. */
function span(index: number, count: number, start: number, size: number): [number, number] {
  const from = start + Math.floor((index * size) / count);
  return [from, Math.max(from + 1, start + Math.floor(((index + 1) * size) / count))];
}
