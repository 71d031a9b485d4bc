import { deflateSync } from "node:zlib";
import type { Picture } from "./picture.ts";
import { writePng } from "./png-chunks.ts";
import { paeth } from "./png-rows.ts";

/** A picture as a PNG that holds its pixels and nothing else. */
export function pngOf({ width, height, pixels }: Picture): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const row = width * 4;
  const raw = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1);
    const from = y * row;
    raw[start] = y === 0 ? 1 : 4;
    for (let index = 0; index < row; index++) {
      const left = index >= 4 ? pixels[from + index - 4]! : 0;
      const up = y > 0 ? pixels[from + index - row]! : 0;
      const corner = y > 0 && index >= 4 ? pixels[from + index - row - 4]! : 0;
      raw[start + 1 + index] = pixels[from + index]! - (y === 0 ? left : paeth(left, up, corner));
    }
  }
  return writePng([
    { type: "IHDR", data: head },
    { type: "IDAT", data: deflateSync(raw, { level: 5 }) },
    { type: "IEND", data: new Uint8Array() },
  ]);
}
