import * as z from "zod";
import { MAP_LIMITS, refused, type MapRefusal } from "./map-limits.ts";
import { readTileData } from "./tile-data.ts";
import { isTrue, TiledLayer, TiledObject, type TiledMap } from "./tiled-file.ts";

/** A map's layers without its groups, unpacked, on one floor that begins at 0, 0. */

export interface TileLayer {
  readonly kind: "tiles";
  /** Groups before a slash. */
  readonly name: string;
  readonly visible: boolean;
  /** From 0 to 1, its groups' included. */
  readonly opacity: number;
  /** Row by row; 0 for none. */
  readonly tiles: Uint32Array;
  /** As its properties say. */
  readonly collides: boolean;
  readonly over: boolean;
}

export interface ObjectLayer {
  readonly kind: "objects";
  readonly name: string;
  /** In pixels of the map. */
  readonly objects: readonly TiledObject[];
}

export type FlatLayers =
  | {
      readonly ok: true;
      readonly width: number;
      readonly height: number;
      readonly layers: readonly (
        | TileLayer
        | ObjectLayer
        | { readonly kind: "other"; readonly name: string }
      )[];
      readonly shifted: readonly string[];
      readonly tinted: readonly string[];
    }
  | MapRefusal;

/** A layer with what its groups say of it. */
interface Laid {
  readonly name: string;
  readonly layer: TiledLayer;
  readonly visible: boolean;
  readonly opacity: number;
  readonly x: number;
  readonly y: number;
}

export function flatLayers(map: TiledMap): FlatLayers {
  const laid: Laid[] = [];
  const wrong = unfold(map.layers, { name: "", visible: true, opacity: 1, x: 0, y: 0 }, 0, laid);
  if (wrong !== null) return wrong;
  const floor = floorOf(map, laid);
  if (!floor.ok) return floor;
  const { width, height } = floor;
  const count = width * height;
  const painted = laid.filter(({ layer }) => layer.type === "tilelayer").length;
  if (painted * count > MAP_LIMITS.tiles) return refused("tiles", String(painted * count));
  const layers: Extract<FlatLayers, { ok: true }>["layers"][number][] = [];
  let objects = 0;
  for (const { name, layer, visible, opacity, x, y } of laid) {
    if (layer.type === "tilelayer") {
      const read = tilesOf(layer, floor, name);
      if (!read.ok) return read;
      layers.push({
        kind: "tiles",
        name,
        visible,
        opacity,
        tiles: read.tiles,
        collides: isTrue(layer, ["collides", "collide", "solid", "blocked"]),
        over: isTrue(layer, ["over", "above"]),
      });
    } else if (layer.type === "objectgroup") {
      const parsed = z.array(TiledObject).safeParse(layer.objects ?? []);
      if (!parsed.success) return refused("not-tiled", name);
      objects += parsed.data.length;
      if (objects > MAP_LIMITS.objects) return refused("objects", String(objects));
      if (parsed.data.some(({ template }) => template !== undefined))
        return refused("templates", name);
      const tile = map.tilewidth;
      layers.push({
        kind: "objects",
        name,
        objects: parsed.data.map((one) => ({
          ...one,
          x: one.x + x - floor.left * tile,
          y: one.y + y - floor.top * tile,
        })),
      });
    } else layers.push({ kind: "other", name });
  }
  const isShifted = ({ layer, x, y }: Laid) =>
    layer.parallaxx !== 1 ||
    layer.parallaxy !== 1 ||
    (layer.type === "tilelayer" && (x !== 0 || y !== 0));
  return {
    ok: true,
    width,
    height,
    layers,
    shifted: laid.filter(isShifted).map(({ name }) => name),
    tinted: laid.filter(({ layer }) => layer.tintcolor !== undefined).map(({ name }) => name),
  };
}

function unfold(
  given: readonly unknown[],
  group: Omit<Laid, "layer">,
  depth: number,
  laid: Laid[],
): MapRefusal | null {
  if (depth > MAP_LIMITS.depth) return refused("depth", group.name);
  for (const value of given) {
    const parsed = TiledLayer.safeParse(value);
    if (!parsed.success) return refused("not-tiled", group.name);
    const layer = parsed.data;
    const one: Laid = {
      name: group.name === "" ? layer.name : `${group.name}/${layer.name}`,
      layer,
      visible: group.visible && layer.visible,
      opacity: group.opacity * layer.opacity,
      x: group.x + layer.offsetx,
      y: group.y + layer.offsety,
    };
    if (layer.type === "group") {
      const wrong = unfold(layer.layers ?? [], one, depth + 1, laid);
      if (wrong !== null) return wrong;
    } else laid.push(one);
    if (laid.length > MAP_LIMITS.layers) return refused("layers", String(MAP_LIMITS.layers));
  }
  return null;
}

/** What of an endless map is there; `left` and `top` are where it begins, in tiles. */
interface Floor {
  readonly ok: true;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function floorOf(map: TiledMap, laid: readonly Laid[]): Floor | MapRefusal {
  let [left, top, right, bottom] = [0, 0, map.width, map.height];
  if (map.infinite) {
    const chunks = laid.flatMap(({ layer }) => layer.chunks ?? []);
    if (chunks.length === 0) return refused("no-floor");
    [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, width, height } of chunks) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + width);
      bottom = Math.max(bottom, y + height);
    }
  }
  const [width, height] = [right - left, bottom - top];
  const fits =
    width >= 1 &&
    height >= 1 &&
    Math.max(width, height) <= MAP_LIMITS.side &&
    width * height <= MAP_LIMITS.cells;
  return fits
    ? { ok: true, left, top, width, height }
    : refused("map-size", `${width} × ${height}`);
}

function tilesOf(layer: TiledLayer, floor: Floor, name: string) {
  const { left, top, width, height } = floor;
  if (layer.chunks === undefined) {
    const fits = (layer.width ?? width) === width && (layer.height ?? height) === height;
    if (!fits || layer.data === undefined) return refused("data", name);
    return readTileData(layer.data, layer, width * height, name);
  }
  const tiles = new Uint32Array(width * height);
  // Chunks that lie over each other would make a small file cost much.
  let room = width * height * 2;
  for (const chunk of layer.chunks) {
    const { x, y } = chunk;
    const inside =
      x >= left && y >= top && x + chunk.width <= left + width && y + chunk.height <= top + height;
    room -= chunk.width * chunk.height;
    if (!inside || chunk.width < 1 || chunk.height < 1 || room < 0) return refused("data", name);
    const read = readTileData(chunk.data, layer, chunk.width * chunk.height, name);
    if (!read.ok) return read;
    for (let row = 0; row < chunk.height; row++) {
      const from = row * chunk.width;
      const to = (y - top + row) * width + (x - left);
      tiles.set(read.tiles.subarray(from, from + chunk.width), to);
    }
  }
  return { ok: true, tiles } as const;
}
