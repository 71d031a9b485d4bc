import type { FoundLayer, MapPlan, MapWarning } from "../../../shared/studio/maps.ts";
import {
  keptMapName,
  keptMapText,
  servedMapText,
  type KeptMap,
  type PaintedLayer,
} from "../../worlds/kept-map.ts";
import { isPainted, roleOf } from "../../worlds/tiled/layer-roles.ts";
import { BARRED, readFloor, stopsAnybody, WALLED } from "../../worlds/tiled/map-floor.ts";
import type { MapFiles } from "../../worlds/tiled/map-files.ts";
import type { TileLayer } from "../../worlds/tiled/map-layers.ts";
import { MAP_LIMITS, shown, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import { readNames, type MapNames } from "../../worlds/tiled/map-names.ts";
import { readMap, type ReadMap } from "../../worlds/tiled/read-map.ts";
import { tileOf } from "../../worlds/tiled/tile-sources.ts";
import { pngOf } from "../../pictures/write-png.ts";
import { createAtlas, type AtlasPress } from "./atlas.ts";
import { mapPicture } from "./map-picture.ts";
import { cutOut, tilePixels, type OpenedPictures, type TilePixels } from "./tile-pixels.ts";

/**
 * A Tiled map printed anew: what the game needs of it and nothing else. No name, property, comment or byte that anybody
 * wrote into its files comes along, but the ids of places and spots, which stay on the server.
 */
export interface PrintedMap {
  readonly ok: true;
  readonly kept: KeptMap;
  /** The atlas, and the whole map small, as PNGs. */
  readonly png: Uint8Array;
  readonly preview: Uint8Array;
  readonly layers: readonly FoundLayer[];
  readonly plan: MapPlan;
  readonly warnings: readonly MapWarning[];
  /** Bytes that a player's page would load. */
  readonly bytes: number;
  /** The map's own file. */
  readonly file: string;
}

/** Reads and prints the one map among files; `opened` are its pictures that are no PNG. */
export function printMap(
  files: MapFiles,
  opened: OpenedPictures = new Map(),
): PrintedMap | MapRefusal {
  const read = readMap(files);
  if (!read.ok) return read;
  const { map } = read;
  const floored = readFloor(map);
  if (!floored.ok) return floored;
  const { floor } = floored;
  const names = readNames(map, floor);
  const pixels = tilePixels(map.sources, files, opened);
  const press = createAtlas(map.tile);
  const painter = createPainter(map, pixels, press);
  const layers: PaintedLayer[] = [];
  for (const layer of map.layers) {
    if (layer.kind !== "tiles") continue;
    const role = roleOf(layer);
    if (!isPainted(layer, role)) continue;
    const tiles = painter.paint(layer);
    if (pixels.wrong !== null) return pixels.wrong;
    if (tiles.some((tile) => tile !== 0))
      layers.push({ over: role === "over", opacity: layer.opacity, tiles });
  }
  const made = press.finish();
  if ("ok" in made) return made;
  const png = pngOf(made.picture);
  const { width, height, tile } = map;
  const cells = (sign: number) => [...floor.keys()].filter((at) => floor[at] === sign);
  const kept: KeptMap = {
    title: "",
    width,
    height,
    tile,
    layers,
    walls: cells(WALLED),
    bars: cells(BARRED),
    lamps: names.lamps,
    places: names.places.map(({ id, x, y, width: w, height: h }) => ({
      id,
      x,
      y,
      width: w,
      height: h,
    })),
    spots: names.spots.map(({ id, x, y }) => ({ id, x, y })),
    atlas: made.atlas,
  };
  return {
    ok: true,
    kept,
    png,
    preview: pngOf(mapPicture(kept, press.pictureOf)),
    layers: map.layers.map((layer) => ({
      name: shown(layer.name),
      becomes: roleOf(layer),
      size:
        layer.kind === "tiles"
          ? layer.tiles.reduce((sum, gid) => sum + Number(gid !== 0), 0)
          : layer.kind === "objects"
            ? layer.objects.length
            : 0,
    })),
    plan: planOf(map, floor, names),
    warnings: warningsOf(map, floor, names, {
      still: press.stilled + painter.stilled(),
      unknown: painter.unknown(),
      unused: files.names.length - used(files, map),
    }),
    bytes: png.length + servedMapText(kept, "").length,
    file: map.file,
  };
}

/** What stands in the world's folder, and the name that it goes by. */
export function keptFiles({ kept, png }: Pick<PrintedMap, "kept" | "png">, title: string) {
  const named = { ...kept, title };
  const name = keptMapName(named, png);
  return { name, text: keptMapText(named, name), png } as const;
}

interface Stamp {
  readonly dx: number;
  readonly dy: number;
  readonly piece: number;
}

/** Lays a layer's tiles down as numbers of the atlas. A tile larger than the floor's is cut into several. */
function createPainter(map: ReadMap, pixels: TilePixels, press: AtlasPress) {
  const { width, height, tile: side, sources, order } = map;
  const stamps = new Map<number, readonly Stamp[]>();
  let unknown = 0;
  let stilled = 0;

  function stampsOf(gid: number): readonly Stamp[] {
    const before = stamps.get(gid);
    if (before !== undefined) return before;
    const made = cutUp(gid);
    stamps.set(gid, made);
    return made;
  }
  function cutUp(gid: number): readonly Stamp[] {
    const found = tileOf(sources, gid);
    const picture = pixels.of(gid);
    if (found === null || found === undefined || picture === null) return [];
    const animation = found.source.tiles.get(found.local)?.animation ?? [];
    const moves = animation.length > 1 && animation.length <= MAP_LIMITS.frames;
    if (animation.length > MAP_LIMITS.frames) stilled += 1;
    const frames = (moves ? animation : animation.slice(0, 1)).flatMap(({ tileid, duration }) => {
      const frame = pixels.sibling(gid, tileid);
      return frame === null ? [] : [{ frame, ms: Math.min(60_000, Math.max(20, duration)) }];
    });
    const result: Stamp[] = [];
    for (let row = 0; row * side < picture.height; row++) {
      for (let column = 0; column * side < picture.width; column++) {
        // From the lower left corner, on which a tile stands.
        const part = {
          x: column * side,
          y: picture.height - (row + 1) * side,
          width: side,
          height: side,
        };
        const pieces = frames.map(({ frame, ms }) => ({
          piece: press.piece(cutOut(frame, part)),
          ms,
        }));
        const piece =
          pieces.length > 1 && pieces.some((one) => one.piece >= 0)
            ? press.moving(pieces)
            : (pieces[0]?.piece ?? press.piece(cutOut(picture, part)));
        if (piece >= 0) result.push({ dx: column, dy: -row, piece });
        if (press.full) return result;
      }
    }
    return result;
  }

  return {
    unknown: () => unknown,
    stilled: () => stilled,
    paint(layer: TileLayer): number[] {
      const first = new Int32Array(width * height).fill(-1);
      const more = new Map<number, number[]>();
      for (let row = 0; row < height; row++) {
        const y = order.up ? height - 1 - row : row;
        for (let column = 0; column < width; column++) {
          const x = order.left ? width - 1 - column : column;
          const gid = layer.tiles[y * width + x] ?? 0;
          if (gid === 0) continue;
          const found = tileOf(sources, gid);
          if (found === undefined) unknown += 1;
          for (const { dx, dy, piece } of stampsOf(gid)) {
            const [tx, ty] = [x + dx, y + dy];
            if (tx >= width || ty < 0) continue;
            const at = ty * width + tx;
            if (first[at] === -1) first[at] = piece;
            else {
              const stack = more.get(at) ?? [];
              // What lies under so many others is not seen.
              if (stack.length < 16) stack.push(piece);
              more.set(at, stack);
            }
          }
          if (pixels.wrong !== null || press.full) return [];
        }
      }
      return Array.from(first, (piece, at) =>
        piece < 0 ? 0 : press.tileOf([piece, ...(more.get(at) ?? [])]) + 1,
      );
    },
  };
}

function planOf({ width, height }: ReadMap, floor: Uint8Array, names: MapNames): MapPlan {
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from(floor.subarray(y * width, (y + 1) * width), (sign) => ".~#"[sign]).join(""),
  );
  const { places, spots } = names;
  return {
    width,
    height,
    rows,
    places: places.map((place) => ({ ...place, name: shown(place.name) })),
    spots: spots.map((spot) => ({ ...spot, name: shown(spot.name) })),
  };
}

function warningsOf(
  map: ReadMap,
  floor: Uint8Array,
  names: MapNames,
  {
    still,
    unknown,
    unused,
  }: { readonly still: number; readonly unknown: number; readonly unused: number },
): MapWarning[] {
  const { entrance } = names;
  const told = (code: MapWarning["code"], count: number, about: readonly string[] = []) =>
    count === 0 ? [] : [{ code, count, about: about.slice(0, 5).map(shown) }];
  const listed = (code: MapWarning["code"], about: readonly string[]) =>
    told(code, about.length, about);
  const others = map.layers.flatMap((layer) => (layer.kind === "other" ? [layer.name] : []));
  return [
    ...(entrance === null ? [] : told("no-entrance", 1, [`${entrance.x}, ${entrance.y}`])),
    ...told("no-walls", stopsAnybody(map, floor) ? 0 : 1),
    ...told("no-places", names.places.length === 0 ? 1 : 0),
    ...listed("image-layers", others),
    ...listed("object-pictures", names.pictures),
    ...listed("ids-changed", names.respelt),
    ...listed("spots-moved", names.moved),
    ...listed("places-outside", names.outside),
    ...listed("layer-shift", map.shifted),
    ...listed("layer-tint", map.tinted),
    ...told("unknown-tiles", unknown),
    ...told("still-tiles", still),
    ...told("unreachable", names.unreachable),
    ...told("files-unused", unused),
  ];
}

/** How many of the files the map names. */
function used(files: MapFiles, { file, sources }: ReadMap): number {
  const named = new Set<string | null>([file]);
  for (const { picture, tiles, file: own } of sources) {
    named.add(own).add(picture?.file ?? null);
    for (const tile of tiles.values()) named.add(tile.picture?.file ?? null);
  }
  return files.names.filter((name) => named.has(name)).length;
}
