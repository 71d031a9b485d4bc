/** How the rows of a PNG lie in its bytes, and the filters that they are written with. */

/** What a PNG says of itself. */
export interface PngHead {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Values for one pixel by PNG's colour type: grey, colour, palette, grey with opacity, colour with opacity. */
export const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
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

/** A picture, or one of the seven that an interlaced one is made of. */
export interface Pass {
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

/** The pictures that one is made of: itself, or seven. */
export function passesOf({ width, height, depth, colour, interlaced }: PngHead): Pass[] {
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

/** Undoes the filters of PNG's rows in place; false for one that is not known. A loop for each, since millions of bytes pass. */
export function unfilter(rows: Uint8Array, bytes: number, reach: number): boolean {
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
export function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
