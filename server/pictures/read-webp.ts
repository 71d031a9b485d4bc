import decode, { init } from "@jsquash/webp/decode.js";
import { notTaken, PICTURE_LIMITS, sidesRefused, type PictureRead } from "./picture.ts";
import { wasmOf } from "./wasm-of.ts";

/** Whether bytes begin as a WebP does. */
export function isWebp(bytes: Uint8Array): boolean {
  return signs(bytes, 0) === "RIFF" && signs(bytes, 8) === "WEBP";
}

let begun: Promise<void> | undefined;

/** Reads a WebP's pixels. Its sides are looked at before anything is unpacked; one that moves is not read. */
export async function readWebp(bytes: Uint8Array): Promise<PictureRead> {
  const all = webpSides(bytes);
  if (all.length === 0) return notTaken("damaged", "The WebP does not say how large it is.");
  for (const { width, height } of all) {
    const wide = sidesRefused(width, height);
    if (wide !== null) return wide;
  }
  await (begun ??= init(wasmOf("@jsquash/webp/codec/dec/webp_dec.wasm")));
  try {
    const { width, height, data } = await decode(new Uint8Array(bytes).buffer);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return { ok: true, picture: { width, height, pixels } };
  } catch {
    begun = undefined;
    return notTaken(
      "damaged",
      "The WebP's pixels cannot be unpacked: the file is damaged, or a moving picture.",
    );
  }
}

/** What each part of a WebP says of its sides: the whole, and its pixels. */
function webpSides(bytes: Uint8Array): { width: number; height: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { width: number; height: number }[] = [];
  let at = 12;
  for (let count = 0; count < PICTURE_LIMITS.chunks && at + 18 <= bytes.length; count++) {
    const kind = signs(bytes, at);
    const [low, high] = [view.getUint16(at + 14, true), view.getUint16(at + 16, true)];
    if (kind === "VP8X") {
      const width = (view.getUint32(at + 12, true) & 0xffffff) + 1;
      found.push({ width, height: (view.getUint32(at + 14, true) >>> 8) + 1 });
    } else if (kind === "VP8 ") {
      found.push({ width: low & 0x3fff, height: high & 0x3fff });
    } else if (kind === "VP8L") {
      const bits = view.getUint32(at + 9, true);
      found.push({ width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 });
    }
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size & 1);
  }
  return found;
}

function signs(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
