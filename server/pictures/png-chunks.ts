import { crc32 } from "node:zlib";
import { notTaken, PICTURE_LIMITS, type PictureRefusal } from "./picture.ts";

/** One chunk of a PNG, its data a view into the file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export type PngRead =
  | { readonly ok: true; readonly chunks: readonly PngChunk[] }
  | (PictureRefusal & { readonly code: "damaged" | "hostile" });

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** All chunks of a PNG up to its end; every length and checksum is compared with what is there. Copies nothing. */
export function readPngChunks(bytes: Uint8Array): PngRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  for (;;) {
    if (at + 12 > bytes.length) return notTaken("damaged", CUT_OFF);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/u.test(type)) {
      return notTaken(
        "damaged",
        `Behind byte ${at} of this PNG something stands that is no chunk; the file is damaged. Get it once more from where it came from.`,
      );
    }
    if (end > bytes.length) return notTaken("damaged", CUT_OFF);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      return notTaken(
        "damaged",
        `The checksum of the PNG's '${type}' chunk does not fit its bytes, so the file was changed on its way or badly written. Get it once more, or export the card again.`,
      );
    }
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    if (type === "IEND") return { ok: true, chunks };
    if (chunks.length >= PICTURE_LIMITS.chunks) {
      return notTaken(
        "hostile",
        `This PNG has more than ${PICTURE_LIMITS.chunks} chunks, which no picture needs; it was not read.`,
      );
    }
    at = end;
  }
}

const CUT_OFF =
  "This PNG ends before it is whole: a chunk says that it is longer than the rest of the file. Get it once more from where it came from.";

/** A PNG of these chunks. */
export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  const size = chunks.reduce((sum, { data }) => sum + 12 + data.length, SIGNATURE.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    bytes.set(
      [...type].map((letter) => letter.charCodeAt(0)),
      at + 4,
    );
    bytes.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(bytes.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return bytes;
}
