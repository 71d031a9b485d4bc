import { crc32, deflateSync, inflateSync } from "node:zlib";
import type { Canvas } from "./canvas.ts";
import { COLOURS } from "./palette.ts";

/** PNG files with a palette, eight bits a pixel, as the PNG specification's chapters 5 and 11 describe them. */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}

/** The bytes of a canvas as a PNG file. */
export function encodePng(canvas: Canvas): Buffer {
  const { width, height, data } = canvas;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(COLOURS.flatMap(([r, g, b]) => [r ?? 0, g ?? 0, b ?? 0]));
  const alphas = Buffer.from(COLOURS.map((colour) => colour[3] ?? 255));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("tRNS", alphas),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * A PNG's chunks with the picture inflated. Two files are the same picture when these are equal; their bytes may
 * still differ, because zlib may pack the same pixels in another way on another processor.
 */
export function unpackPng(file: Buffer): { type: string; body: Buffer }[] {
  if (!file.subarray(0, 8).equals(SIGNATURE)) {
    throw new Error("not a PNG file: it does not begin with the PNG signature");
  }
  const chunks: { type: string; body: Buffer }[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    chunks.push({ type, body: type === "IDAT" ? inflateSync(body) : body });
    at += length + 12;
  }
  return chunks;
}
