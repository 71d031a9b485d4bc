import { isPainted, roleOf } from "./layer-roles.ts";
import type { TileLayer } from "./map-layers.ts";
import { refused, type MapRefusal } from "./map-limits.ts";
import type { ReadMap } from "./read-map.ts";
import { boxOf, cellsOfBox, cellsOfShape, type Box } from "./shapes.ts";
import { FLIPPED, tileOf, type TileSource } from "./tile-sources.ts";
import { isTrue } from "./tiled-file.ts";

/** Who may walk where: walls and blocks of every kind that Tiled's maps have, as one sign a tile. */

export const FREE = 0;
/** Stops bodies; and sight and voices as well. */
export const BARRED = 1;
export const WALLED = 2;

export type FloorRead = { readonly ok: true; readonly floor: Uint8Array } | MapRefusal;

const BARS = ["collides", "collide", "solid", "blocked"];
const WALLS = ["wall", "walls", "opaque"];

/** Tiles that shapes may cover together; drawn shapes overlap, and each costs. */
const WORK = 40_000_000;

/** Row by row. Where nothing is painted nobody walks. */
export function readFloor(map: ReadMap): FloorRead {
  const { width, height, tile } = map;
  const floor = new Uint8Array(width * height);
  const painted = new Uint8Array(width * height);
  let work = WORK;
  const mark = (cells: Iterable<readonly [x: number, y: number]>, sign: number) => {
    for (const [x, y] of cells) {
      work -= 1;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = y * width + x;
      floor[at] = Math.max(floor[at] ?? 0, sign);
    }
  };
  for (const layer of map.layers) {
    const role = roleOf(layer);
    if (layer.kind === "tiles") {
      if (role === "left-out") continue;
      const own = role === "walls" ? WALLED : role === "under" || role === "over" ? FREE : BARRED;
      const floored = isPainted(layer, role) && role !== "over";
      const signs = tileSigns(map);
      for (const [at, gid] of layer.tiles.entries()) {
        if (gid === 0) continue;
        const { known, sign, cells } = signs(gid);
        if (!known && role !== "blocks" && role !== "walls") continue;
        if (floored) painted[at] = 1;
        floor[at] = Math.max(floor[at] ?? 0, own, sign);
        const [x, y] = [at % width, Math.floor(at / width)];
        if (cells.length > 0)
          mark(
            cells.map(([dx, dy]) => [x + dx, y + dy] as const),
            BARRED,
          );
        if (work < 0) return refused("objects", layer.name);
      }
    } else if (layer.kind === "objects") {
      for (const object of layer.objects) {
        const blocks = role === "walls" || role === "blocks" || isTrue(object, BARS);
        if (!blocks || object.point || object.text !== undefined || object.gid !== undefined)
          continue;
        const box = boxOf(object);
        const rows = Math.min(height, box.height / tile + 1);
        work -= rows * Math.min(width, box.width / tile + 1) * (1 + (object.polygon?.length ?? 0));
        if (work < 0) return refused("objects", layer.name);
        mark(cellsOfShape(object, tile, { width, height }), role === "walls" ? WALLED : BARRED);
      }
    }
  }
  for (const [at, is] of painted.entries())
    if (is === 0) floor[at] = Math.max(floor[at] ?? 0, BARRED);
  return floor.includes(FREE) ? { ok: true, floor } : refused("no-floor");
}

interface TileSigns {
  /** Whether a tileset has it. */
  readonly known: boolean;
  readonly sign: number;
  /** Tiles that its shapes cover, from the one that it lies on. */
  readonly cells: readonly (readonly [x: number, y: number])[];
}

/** What a tile's number stops; each is looked at once. */
function tileSigns({ sources, tile }: ReadMap): (gid: number) => TileSigns {
  const found = new Map<number, TileSigns>();
  return (gid) => {
    const before = found.get(gid);
    if (before !== undefined) return before;
    const made = signsOf(sources, gid, tile);
    found.set(gid, made);
    return made;
  };
}

function signsOf(sources: readonly TileSource[], gid: number, tile: number): TileSigns {
  const is = tileOf(sources, gid);
  if (is === null || is === undefined) return { known: false, sign: FREE, cells: [] };
  const facts = is.source.tiles.get(is.local);
  if (facts === undefined) return { known: true, sign: FREE, cells: [] };
  const sign = isTrue(facts, WALLS) ? WALLED : isTrue(facts, BARS) ? BARRED : FREE;
  const size = {
    width: facts.part.width ?? is.source.width,
    height: facts.part.height ?? is.source.height,
  };
  const cells = (facts.objectgroup?.objects ?? []).flatMap((object) => {
    const box = turned(boxOf(object), size, gid);
    const tall = (gid & FLIPPED.diagonal) === 0 ? size.height : size.width;
    // A tile that is larger than the floor's stands on its lower left corner.
    return [...cellsOfBox({ ...box, y: box.y + tile - tall }, tile)].slice(0, 4_096);
  });
  return { known: true, sign, cells };
}

/** A box within a tile of that size, after the tile was turned. */
function turned(box: Box, size: { width: number; height: number }, gid: number): Box {
  let { x, y, width, height } = box;
  let { width: w, height: h } = size;
  if ((gid & FLIPPED.diagonal) !== 0) {
    [x, y, width, height] = [y, x, height, width];
    [w, h] = [h, w];
  }
  if ((gid & FLIPPED.x) !== 0) x = w - x - width;
  if ((gid & FLIPPED.y) !== 0) y = h - y - height;
  return { x, y, width, height };
}

/** Whether a map has anything that stops a body beside its own edge. */
export function stopsAnybody({ layers }: ReadMap, floor: Uint8Array): boolean {
  const painted = layers.filter((layer): layer is TileLayer => layer.kind === "tiles");
  return floor.some((sign, at) => sign !== FREE && painted.some(({ tiles }) => tiles[at] !== 0));
}
