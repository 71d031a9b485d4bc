import type { Atlas } from "../../worlds/kept-map.ts";
import { MAP_LIMITS, refused, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import type { Picture } from "../../pictures/picture.ts";

/** The tiles that a map uses, painted anew into one picture. */
export interface AtlasPress {
  /** The number of a tile that is made of these pictures, one over the other; each is one tile large. */
  tileOf(pieces: readonly number[]): number;
  /** Keeps a picture of one tile; -1 for one that shows nothing. */
  piece(picture: Picture): number;
  /** A piece that moves; times in ms. */
  moving(frames: readonly { readonly piece: number; readonly ms: number }[]): number;
  /** Moving pieces that stand still, since they lie with others on one tile. */
  readonly stilled: number;
  readonly full: boolean;
  /** The picture of a tile, for previews. */
  pictureOf(tile: number): Picture;
  finish(): { readonly atlas: Atlas; readonly picture: Picture } | MapRefusal;
}

interface Piece {
  readonly pixels: Uint8Array;
  readonly frames: readonly { readonly piece: number; readonly ms: number }[];
}

/** `side` of a tile in pixels. */
export function createAtlas(side: number): AtlasPress {
  const pieces: Piece[] = [];
  const tiles: Uint8Array[] = [new Uint8Array(side * side * 4)];
  const known = new Map<string, number>();
  const moving: Atlas["moving"][number][] = [];
  const across = Math.floor(MAP_LIMITS.atlasSide / (side + 2));
  const most = across * across;
  let stilled = 0;
  let full = false;

  /** Pieces and tiles together are bounded, since both hold pixels. */
  function isFull(): boolean {
    full ||= tiles.length >= most || pieces.length >= most * 2;
    return full;
  }
  function add(pixels: Uint8Array): number {
    if (isFull()) return 0;
    tiles.push(pixels);
    return tiles.length - 1;
  }
  function still(piece: number): number {
    const key = String(piece);
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = add(pieces[piece]?.pixels ?? new Uint8Array(side * side * 4));
    known.set(key, made);
    return made;
  }
  function shownAt(piece: number): Uint8Array {
    const one = pieces[piece];
    const [first] = one?.frames ?? [];
    if (first === undefined) return one?.pixels ?? new Uint8Array(side * side * 4);
    stilled += 1;
    return pieces[first.piece]?.pixels ?? new Uint8Array(side * side * 4);
  }

  return {
    get stilled() {
      return stilled;
    },
    get full() {
      return full;
    },
    piece({ pixels }) {
      if (isFull()) return -1;
      for (let at = 3; at < pixels.length; at += 4)
        if (pixels[at] !== 0) return pieces.push({ pixels, frames: [] }) - 1;
      return -1;
    },
    moving: (frames) =>
      pieces.push({ pixels: new Uint8Array(side * side * 4), frames: [...frames] }) - 1,
    tileOf(stack) {
      const [only] = stack;
      if (only === undefined) return 0;
      if (stack.length === 1) {
        const frames = pieces[only]?.frames ?? [];
        if (frames.length === 0) return still(only);
        const key = `moving ${only}`;
        const before = known.get(key);
        if (before !== undefined) return before;
        // A tile that moves is a tile of its own: where its first picture lies alone, nothing moves.
        const made = add((pieces[frames[0]?.piece ?? -1]?.pixels ?? tiles[0])!);
        moving.push({
          tile: made,
          frames: frames.map(({ piece, ms }) => ({ tile: piece < 0 ? 0 : still(piece), ms })),
        });
        known.set(key, made);
        return made;
      }
      const key = stack.join(" ");
      const before = known.get(key);
      if (before !== undefined) return before;
      const made = add(stack.map(shownAt).reduce(over));
      known.set(key, made);
      return made;
    },
    pictureOf: (tile) => ({
      width: side,
      height: side,
      pixels: tiles[tile] ?? new Uint8Array(side * side * 4),
    }),
    finish() {
      if (full) return refused("used-tiles", String(most));
      const columns = Math.min(across, Math.max(1, Math.ceil(Math.sqrt(tiles.length))));
      const rows = Math.ceil(tiles.length / columns);
      const [width, height] = [columns * (side + 2), rows * (side + 2)];
      const pixels = new Uint8Array(width * height * 4);
      for (const [tile, own] of tiles.entries()) {
        const left = (tile % columns) * (side + 2);
        const top = Math.floor(tile / columns) * (side + 2);
        paste(own, side, pixels, width, left, top);
      }
      const atlas = { columns, count: tiles.length, width, height, moving };
      return { atlas, picture: { width, height, pixels } };
    },
  };
}

/** One tile with its own border round it, so that no neighbour shines through where a page draws it smaller. */
function paste(
  tile: Uint8Array,
  side: number,
  to: Uint8Array,
  width: number,
  left: number,
  top: number,
): void {
  for (let y = -1; y <= side; y++) {
    const row = Math.min(side - 1, Math.max(0, y)) * side * 4;
    const at = ((top + y + 1) * width + left) * 4;
    to.set(tile.subarray(row, row + 4), at);
    to.set(tile.subarray(row, row + side * 4), at + 4);
    to.set(tile.subarray(row + (side - 1) * 4, row + side * 4), at + 4 + side * 4);
  }
}

/** One picture over another, both red, green, blue and opacity. */
export function over(below: Uint8Array, above: Uint8Array): Uint8Array {
  const result = new Uint8Array(below);
  for (let at = 0; at < result.length; at += 4) {
    const top = above[at + 3]! / 255;
    if (top === 0) continue;
    const bottom = (below[at + 3]! / 255) * (1 - top);
    const whole = top + bottom;
    for (let part = at; part < at + 3; part++)
      result[part] = Math.round((above[part]! * top + below[part]! * bottom) / whole);
    result[at + 3] = Math.round(whole * 255);
  }
  return result;
}
