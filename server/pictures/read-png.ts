import { inflateSync } from "node:zlib";
import { notTaken, sidesRefused, type PictureRead } from "./picture.ts";
import { isPng, readPngChunks, type PngChunk } from "./png-chunks.ts";
import { CHANNELS, passesOf, unfilter, type Pass, type PngHead } from "./png-rows.ts";

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Reads a PNG's pixels. Its sides are looked at before anything is unpacked, and it may unpack to just what they need. */
export function readPng(bytes: Uint8Array): PictureRead {
  if (!isPng(bytes)) return notTaken("unknown-kind", "The picture is no PNG.");
  const read = readPngChunks(bytes);
  if (!read.ok) return read;
  const head = headOf(read.chunks);
  if (head === null) return notTaken("damaged", "The picture does not say how large it is.");
  const { width, height } = head;
  const wide = sidesRefused(width, height);
  if (wide !== null) return wide;
  const passes = passesOf(head);
  const expected = passes.reduce((sum, pass) => sum + pass.rows * (1 + pass.bytes), 0);
  const packed = joined(read.chunks.filter(({ type }) => type === "IDAT"));
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: expected });
  } catch {
    return notTaken("damaged", "The picture's pixels cannot be unpacked, or are more than it has.");
  }
  if (raw.length !== expected)
    return notTaken("damaged", "Some of the picture's pixels are missing.");
  const colours = paletteOf(read.chunks, head);
  if (colours === null) return notTaken("damaged", "The picture's colours are missing.");
  const pixels = new Uint8Array(width * height * 4);
  let at = 0;
  for (const pass of passes) {
    const end = at + pass.rows * (1 + pass.bytes);
    if (!unfilter(raw.subarray(at, end), pass.bytes, pass.reach))
      return notTaken("damaged", "The picture's rows are written in a way that PNG does not know.");
    paint(raw.subarray(at, end), pass, head, colours, pixels);
    at = end;
  }
  return { ok: true, picture: { width, height, pixels } };
}

function headOf(chunks: readonly PngChunk[]): PngHead | null {
  const [first] = chunks;
  if (first?.type !== "IHDR" || first.data.length !== 13) return null;
  const view = new DataView(first.data.buffer, first.data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, packing, filter, interlace] = first.data.subarray(8);
  const sound = DEPTHS[colour ?? -1]?.includes(depth ?? -1) === true;
  if (!sound || packing !== 0 || filter !== 0 || (interlace ?? 2) > 1) return null;
  if (width === 0 || height === 0) return null;
  return { width, height, depth: depth ?? 8, colour: colour ?? 6, interlaced: interlace === 1 };
}

function joined(chunks: readonly PngChunk[]): Uint8Array {
  return Buffer.concat(chunks.map(({ data }) => data));
}

/** Colours of a palette with their opacity, or the one colour that is clear in a picture without; null where missing. */
interface Colours {
  readonly palette: Uint8Array;
  readonly opacity: Uint8Array;
}

function paletteOf(chunks: readonly PngChunk[], { colour }: PngHead): Colours | null {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const palette = find("PLTE") ?? new Uint8Array();
  if (colour === 3 && palette.length < 3) return null;
  return { palette, opacity: find("tRNS") ?? new Uint8Array() };
}

function paint(
  rows: Uint8Array,
  pass: Pass,
  { width, depth, colour }: PngHead,
  { palette, opacity }: Colours,
  pixels: Uint8Array,
): void {
  if (depth === 8 && (colour === 6 || (colour === 2 && opacity.length < 6))) {
    paintPlain(rows, pass, width, colour === 6 ? 4 : 3, pixels);
    return;
  }
  const channels = CHANNELS[colour] ?? 4;
  const most = 2 ** Math.min(depth, 8) - 1;
  const clear = [0, 2, 4].map((at) => ((opacity[at] ?? 0) << 8) | (opacity[at + 1] ?? 0));
  const hasClear = opacity.length >= (colour === 2 ? 6 : 2);
  for (let row = 0; row < pass.rows; row++) {
    const start = row * (pass.bytes + 1) + 1;
    /** A sample in its own depth. */
    const sample = (index: number): number => {
      if (depth === 16)
        return ((rows[start + index * 2] ?? 0) << 8) | (rows[start + index * 2 + 1] ?? 0);
      if (depth === 8) return rows[start + index] ?? 0;
      const bit = index * depth;
      return ((rows[start + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & most;
    };
    const level = (index: number): number =>
      depth === 16 ? sample(index) >> 8 : Math.round((sample(index) * 255) / most);
    for (let column = 0; column < pass.columns; column++) {
      const x = pass.left + column * pass.across;
      const y = pass.top + row * pass.down;
      const to = (y * width + x) * 4;
      const from = column * channels;
      if (colour === 3) {
        const index = sample(from);
        for (let part = 0; part < 3; part++) pixels[to + part] = palette[index * 3 + part] ?? 0;
        pixels[to + 3] = opacity[index] ?? 255;
        continue;
      }
      const grey = colour === 0 || colour === 4;
      for (let part = 0; part < 3; part++) pixels[to + part] = level(from + (grey ? 0 : part));
      if (colour === 4 || colour === 6) pixels[to + 3] = level(from + channels - 1);
      else {
        const gone =
          hasClear && (grey ? [0] : [0, 1, 2]).every((part) => sample(from + part) === clear[part]);
        pixels[to + 3] = gone ? 0 : 255;
      }
    }
  }
}

/** The common kinds, byte by byte. */
function paintPlain(
  rows: Uint8Array,
  pass: Pass,
  width: number,
  channels: 3 | 4,
  pixels: Uint8Array,
): void {
  for (let row = 0; row < pass.rows; row++) {
    let from = row * (pass.bytes + 1) + 1;
    let to = ((pass.top + row * pass.down) * width + pass.left) * 4;
    for (let column = 0; column < pass.columns; column++) {
      pixels[to] = rows[from]!;
      pixels[to + 1] = rows[from + 1]!;
      pixels[to + 2] = rows[from + 2]!;
      pixels[to + 3] = channels === 4 ? rows[from + 3]! : 255;
      from += channels;
      to += pass.across * 4;
    }
  }
}
