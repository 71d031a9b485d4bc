import decode, { init } from "@jsquash/jpeg/decode.js";
import { notTaken, sidesRefused, type PictureRead } from "./picture.ts";
import { wasmOf } from "./wasm-of.ts";

/** Whether bytes begin as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

let begun: Promise<void> | undefined;

/** Reads a JPEG's pixels, the way it lies. Its sides are looked at before anything is unpacked. */
export async function readJpeg(bytes: Uint8Array): Promise<PictureRead> {
  const sides = jpegSides(bytes);
  if (sides === null) return notTaken("damaged", "The JPEG does not say how large it is.");
  const wide = sidesRefused(sides.width, sides.height);
  if (wide !== null) return wide;
  await (begun ??= init(wasmOf("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm")));
  try {
    const { width, height, data } = await decode(new Uint8Array(bytes).buffer, {
      preserveOrientation: true,
    });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return { ok: true, picture: { width, height, pixels } };
  } catch {
    // The decoder has come to a stop in the middle of it; the next picture gets a fresh one.
    begun = undefined;
    return notTaken("damaged", "The JPEG's pixels cannot be unpacked; the file is damaged.");
  }
}

/** What a JPEG's first frame says of its sides; null for none. Looks at the heads of its segments alone. */
export function jpegSides(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Frames of any kind; what lies between their numbers are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return width === 0 || height === 0 ? null : { width, height };
    }
    if (marker === 0xda || marker === 0xd9) return null;
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    at += alone ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}
