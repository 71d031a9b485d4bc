import { readJson } from "./json-file.ts";
import { flatLayers, type ObjectLayer, type TileLayer } from "./map-layers.ts";
import type { MapFiles } from "./map-files.ts";
import { MAP_LIMITS, refused, type MapRefusal } from "./map-limits.ts";
import { readTileSources, type TileSource } from "./tile-sources.ts";
import { TiledMap } from "./tiled-file.ts";

/** A Tiled map with everything unpacked: its layers in the order in which they are painted. */
export interface ReadMap {
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  /** The side of a tile in pixels. */
  readonly tile: number;
  /** As in `right-down`: which tiles are painted over others. */
  readonly order: { readonly left: boolean; readonly up: boolean };
  readonly layers: readonly (TileLayer | ObjectLayer | OtherLayer)[];
  readonly sources: readonly TileSource[];
  /** Layers that are shifted, and that are tinted. */
  readonly shifted: readonly string[];
  readonly tinted: readonly string[];
  /** The map's own file. */
  readonly file: string;
}

export interface OtherLayer {
  readonly kind: "other";
  readonly name: string;
}

export type MapRead = { readonly ok: true; readonly map: ReadMap } | MapRefusal;

/** Reads the one map among the files, with its tilesets. Pictures are looked for and not opened. */
export function readMap(files: MapFiles): MapRead {
  const found = mapAmong(files);
  if (!found.ok) return found;
  const { value, file } = found;
  const parsed = TiledMap.safeParse(value);
  if (!parsed.success) return refused("not-tiled", file);
  const map = parsed.data;
  if (map.orientation !== "orthogonal") return refused("not-orthogonal", map.orientation);
  const { tilewidth: tile } = map;
  if (tile !== map.tileheight) return refused("tile-shape", `${tile} × ${map.tileheight}`);
  if (tile < MAP_LIMITS.leastTile || tile > MAP_LIMITS.mostTile)
    return refused("tile-size", String(tile));
  const flat = flatLayers(map);
  if (!flat.ok) return flat;
  const tilesets = readTileSources(map.tilesets, files, file);
  if (!tilesets.ok) return tilesets;
  const { width, height, layers, shifted, tinted } = flat;
  const order = { left: map.renderorder.includes("left"), up: map.renderorder.includes("up") };
  const { sources } = tilesets;
  return { ok: true, map: { width, height, tile, order, layers, sources, shifted, tinted, file } };
}

/** A map's file says that it is one; others with its ending may be tilesets. */
function mapAmong(
  files: MapFiles,
): { readonly ok: true; readonly value: unknown; readonly file: string } | MapRefusal {
  const named = files.names.filter((name) => /\.(?:tmj|json)$/iu.test(name));
  const maps: { value: unknown; file: string }[] = [];
  let broken: MapRefusal | null = null;
  for (const file of named) {
    const read = readJson(files.read(file) ?? new Uint8Array(), file);
    if (!read.ok) broken ??= read;
    else if (isMap(read.value) || /\.tmj$/iu.test(file)) maps.push({ value: read.value, file });
  }
  const [first, second] = maps;
  if (second !== undefined) return refused("several-maps", maps.map(({ file }) => file).join(", "));
  if (first !== undefined) return { ok: true, ...first };
  if (broken !== null) return broken;
  const xml = files.names.find((name) => /\.tmx$/iu.test(name));
  return xml === undefined ? refused("no-map") : refused("xml-map", xml);
}

function isMap(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Reflect.get(value, "type") === "map" || Array.isArray(Reflect.get(value, "layers"));
}
