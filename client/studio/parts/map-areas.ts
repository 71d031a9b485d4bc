/** Named areas of a map, in tiles: which one holds a tile, and which one lies on which side of another. */

export interface Tile {
  readonly x: number;
  readonly y: number;
}

export interface MapArea {
  readonly id: string;
  /** The top left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where bodies that are sent to the area stand, as in a running scene. */
export function middleOf({ x, y, width, height }: MapArea): Tile {
  return { x: x + (width >> 1), y: y + (height >> 1) };
}

/** The smallest area that holds a tile; null for none. */
export function areaAt(areas: readonly MapArea[], { x, y }: Tile): MapArea | null {
  const holding = areas
    .filter((area) => x >= area.x && y >= area.y)
    .filter((area) => x < area.x + area.width && y < area.y + area.height)
    .toSorted((a, b) => a.width * a.height - b.width * b.height);
  return holding[0] ?? null;
}

/** The area one comes to first from a tile in a direction, such as `[1, 0]`; what lies beside the way counts as farther. */
export function areaTowards(
  areas: readonly MapArea[],
  from: Tile,
  [dx, dy]: readonly [x: number, y: number],
): MapArea | null {
  let found: MapArea | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const area of areas) {
    const { x, y } = middleOf(area);
    const ahead = (x - from.x) * dx + (y - from.y) * dy;
    const beside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
    if (ahead <= 0 || ahead + 2 * beside >= least) continue;
    found = area;
    least = ahead + 2 * beside;
  }
  return found;
}

/**
 * Puts what would stand on another beside it: to its right while the map lasts, so far `apart`, in tiles, and `across` in
 * a row.
 */
export function besideEachOther(
  width: number,
  apart = 1,
  across = Number.POSITIVE_INFINITY,
): (tile: Tile) => Tile {
  const taken: Tile[] = [];
  const isTaken = ({ x, y }: Tile) =>
    taken.some((one) => Math.abs(one.x - x) < apart && Math.abs(one.y - y) < apart);
  return ({ x, y }) => {
    let at = { x, y };
    for (let nth = 1; isTaken(at); nth++) {
      const next = {
        x: x + (nth % across) * apart,
        y: nth < across ? y : y + Math.floor(nth / across) * apart,
      };
      if (next.x > width - 1) break;
      at = next;
    }
    taken.push(at);
    return at;
  };
}
