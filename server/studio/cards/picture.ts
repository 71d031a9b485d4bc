import { deflateSync, inflateSync } from "node:zlib";
import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";
import { isPng, readPngChunks, writePng, type PngChunk } from "./png-chunks.ts";

/**
 * Pictures as plain pixels. What a PNG holds beside them, such as a whole card with its secrets, cannot come along: a
 * picture that leaves here was painted anew.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity, eight bits each, row by row. */
  readonly pixels: Uint8Array;
}

export type PictureRead = { readonly ok: true; readonly picture: Picture } | CardRefusal;

/** Values for one pixel by PNG's colour type: grey, colour, palette, grey with opacity, colour with opacity. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Adam7: first column, first row, and the steps between. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Head {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Reads a PNG's pixels. Its sides are looked at before anything is unpacked, and it may unpack to just what they need. */
export function readPicture(bytes: Uint8Array): PictureRead {
  if (!isPng(bytes)) return refused("unknown-kind", "The picture is no PNG; only PNG is taken.");
  const read = readPngChunks(bytes);
  if (!read.ok) return read;
  const head = headOf(read.chunks);
  if (head === null) return refused("damaged", "The picture does not say how large it is.");
  const { width, height } = head;
  const sides = Math.max(width, height);
  if (sides > CARD_LIMITS.side || width * height > CARD_LIMITS.pixels) {
    return refused(
      "too-large",
      `The picture has ${width} by ${height} pixels; at most ${CARD_LIMITS.pixels / 1e6} million are read. Make it smaller.`,
    );
  }
  const passes = passesOf(head);
  const expected = passes.reduce((sum, pass) => sum + pass.rows * (1 + pass.bytes), 0);
  const packed = joined(read.chunks.filter(({ type }) => type === "IDAT"));
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: expected });
  } catch {
    return refused("damaged", "The picture's pixels cannot be unpacked, or are more than it has.");
  }
  if (raw.length !== expected)
    return refused("damaged", "Some of the picture's pixels are missing.");
  const colours = paletteOf(read.chunks, head);
  if (colours === null) return refused("damaged", "The picture's colours are missing.");
  const pixels = new Uint8Array(width * height * 4);
  let at = 0;
  for (const pass of passes) {
    const end = at + pass.rows * (1 + pass.bytes);
    if (!unfilter(raw.subarray(at, end), pass.bytes, pass.reach))
      return refused("damaged", "The picture's rows are written in a way that PNG does not know.");
    paint(raw.subarray(at, end), pass, head, colours, pixels);
    at = end;
  }
  return { ok: true, picture: { width, height, pixels } };
}

function headOf(chunks: readonly PngChunk[]): Head | null {
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

/** A picture, or one of the seven that an interlaced one is made of. */
interface Pass {
  readonly columns: number;
  readonly rows: number;
  /** Of one row, without its filter's byte. */
  readonly bytes: number;
  /** How many bytes before a byte the pixel to its left lies. */
  readonly reach: number;
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

function passesOf({ width, height, depth, colour, interlaced }: Head): Pass[] {
  const bits = depth * (CHANNELS[colour] ?? 4);
  return (interlaced ? PASSES : ([[0, 0, 1, 1]] as const)).flatMap(([left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    if (columns <= 0 || rows <= 0) return [];
    const bytes = Math.ceil((columns * bits) / 8);
    const reach = Math.max(1, bits >> 3);
    return [{ columns, rows, bytes, reach, left, top, across, down }];
  });
}

function joined(chunks: readonly PngChunk[]): Uint8Array {
  return Buffer.concat(chunks.map(({ data }) => data));
}

/** Undoes the filters of PNG's rows in place; false for one that is not known. A loop for each, since millions of bytes pass. */
function unfilter(rows: Uint8Array, bytes: number, reach: number): boolean {
  const step = bytes + 1;
  for (let start = 0; start < rows.length; start += step) {
    const filter = rows[start]!;
    const first = start + 1;
    const end = start + step;
    const above = start > 0;
    if (filter > 4) return false;
    if (filter === 1) {
      for (let at = first + reach; at < end; at++) rows[at] = rows[at]! + rows[at - reach]!;
    } else if (filter === 2 && above) {
      for (let at = first; at < end; at++) rows[at] = rows[at]! + rows[at - step]!;
    } else if (filter === 3) {
      for (let at = first; at < end; at++) {
        const left = at >= first + reach ? rows[at - reach]! : 0;
        rows[at] = rows[at]! + ((left + (above ? rows[at - step]! : 0)) >> 1);
      }
    } else if (filter === 4) {
      for (let at = first; at < end; at++) {
        const inside = at >= first + reach;
        const left = inside ? rows[at - reach]! : 0;
        const up = above ? rows[at - step]! : 0;
        rows[at] = rows[at]! + paeth(left, up, inside && above ? rows[at - step - reach]! : 0);
      }
    }
  }
  return true;
}

/** Which neighbour is nearest to what the three of them foretell. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Colours of a palette with their opacity, or the one colour that is clear in a picture without; null where missing. */
interface Colours {
  readonly palette: Uint8Array;
  readonly opacity: Uint8Array;
}

function paletteOf(chunks: readonly PngChunk[], { colour }: Head): Colours | null {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const palette = find("PLTE") ?? new Uint8Array();
  if (colour === 3 && palette.length < 3) return null;
  return { palette, opacity: find("tRNS") ?? new Uint8Array() };
}

function paint(
  rows: Uint8Array,
  pass: Pass,
  { width, depth, colour }: Head,
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
