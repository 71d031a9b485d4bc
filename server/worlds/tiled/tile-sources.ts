import type { MapFiles } from "./map-files.ts";
import { MAP_LIMITS, refused, type MapRefusal } from "./map-limits.ts";
import { readJson } from "./json-file.ts";
import { TiledTileset, type TiledTile } from "./tiled-file.ts";
import { tilesetOfXml } from "./tileset-xml.ts";

/** Where a map's tiles come from: its tilesets, within the map or in files of their own. */

/** A picture as a tileset names it, and the file that it is among those that were brought; null where none is. */
export interface PictureName {
  readonly named: string;
  readonly file: string | null;
}

export interface TileSource {
  readonly firstgid: number;
  /** The file that it stands in. */
  readonly file: string;
  /** In pixels; of a collection of pictures the largest. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly columns: number;
  readonly margin: number;
  readonly spacing: number;
  /** Null for a collection, each of whose tiles has a picture of its own. */
  readonly picture: PictureName | null;
  readonly tiles: ReadonlyMap<number, TileFacts>;
}

export interface TileFacts extends Pick<TiledTile, "animation" | "objectgroup" | "properties"> {
  readonly picture: PictureName | null;
  /** The part of its own picture that it shows, in pixels. */
  readonly part: Readonly<Partial<Record<"x" | "y" | "width" | "height", number>>>;
}

/** One tile by the number that layers call it. */
export interface FoundTile {
  readonly source: TileSource;
  readonly local: number;
}

export type TileSources =
  | { readonly ok: true; readonly sources: readonly TileSource[] }
  | MapRefusal;

/** Reads a map's tilesets; `from` is the map's own file. */
export function readTileSources(
  tilesets: readonly unknown[],
  files: MapFiles,
  from: string,
): TileSources {
  if (tilesets.length > MAP_LIMITS.tilesets) return refused("tilesets", String(tilesets.length));
  const sources: TileSource[] = [];
  for (const given of tilesets) {
    if (typeof given !== "object" || given === null) return refused("not-tiled", from);
    const firstgid: unknown = Reflect.get(given, "firstgid");
    const named: unknown = Reflect.get(given, "source");
    if (typeof firstgid !== "number" || !Number.isInteger(firstgid) || firstgid < 1)
      return refused("not-tiled", from);
    let value: unknown = given;
    let file = from;
    if (typeof named === "string") {
      const found = files.near(from, named);
      if (!found.ok) return found;
      if (found.name === null) return refused("tileset-missing", named);
      file = found.name;
      const read = tilesetIn(files, file);
      if (!read.ok) return read;
      value = read.value;
    }
    const source = sourceOf(value, firstgid, files, file);
    if (!source.ok) return source;
    sources.push(source.source);
  }
  return { ok: true, sources: sources.toSorted((a, b) => a.firstgid - b.firstgid) };
}

function tilesetIn(files: MapFiles, file: string) {
  const bytes = files.read(file) ?? new Uint8Array();
  if (!/\.tsx$/iu.test(file)) return readJson(bytes, file);
  if (bytes.length > MAP_LIMITS.text) return refused("text-size", file);
  const value = tilesetOfXml(new TextDecoder().decode(bytes));
  return value === null ? refused("tileset-unread", file) : ({ ok: true, value } as const);
}

function sourceOf(value: unknown, firstgid: number, files: MapFiles, file: string) {
  const parsed = TiledTileset.safeParse(value);
  if (!parsed.success) return refused("tileset-unread", file);
  const { tilewidth: width, tileheight: height, tilecount, tiles } = parsed.data;
  const pictureOf = (named: string | undefined) => {
    if (named === undefined) return { ok: true, picture: null } as const;
    const found = files.near(file, named);
    return found.ok ? ({ ok: true, picture: { named, file: found.name } } as const) : found;
  };
  const whole = pictureOf(parsed.data.image);
  if (!whole.ok) return whole;
  const facts = new Map<number, TileFacts>();
  for (const { id, image, x, y, ...tile } of tiles) {
    const own = pictureOf(image);
    if (!own.ok) return own;
    const { animation, objectgroup, properties, imagewidth, imageheight } = tile;
    const w = tile.width ?? (own.picture === null ? undefined : imagewidth);
    const h = tile.height ?? (own.picture === null ? undefined : imageheight);
    facts.set(id, {
      ...(animation === undefined ? {} : { animation }),
      ...(objectgroup === undefined ? {} : { objectgroup }),
      properties,
      picture: own.picture,
      part: {
        ...(x === undefined ? {} : { x }),
        ...(y === undefined ? {} : { y }),
        ...(w === undefined ? {} : { width: w }),
        ...(h === undefined ? {} : { height: h }),
      },
    });
  }
  const { margin, spacing } = parsed.data;
  const fitting = (side: number, tile: number) =>
    Math.max(0, Math.floor((side - 2 * margin + spacing) / (tile + spacing)));
  // Before Tiled 1.0 a tileset did not say how many there are.
  const columns = parsed.data.columns || fitting(parsed.data.imagewidth, width);
  const source: TileSource = {
    firstgid,
    file,
    width,
    height,
    count: tilecount > 0 ? tilecount : columns * fitting(parsed.data.imageheight, height),
    columns,
    margin,
    spacing,
    picture: whole.picture,
    tiles: facts,
  };
  return { ok: true, source } as const;
}

/** The upper bits of a tile's number say how it is turned: over its vertical axis, its horizontal one, its diagonal. */
export const FLIPPED = { x: 0x8000_0000, y: 0x4000_0000, diagonal: 0x2000_0000 } as const;
const NUMBER = 0x0fff_ffff;

/** The tile of a number; null for none, undefined for one that no tileset has. */
export function tileOf(sources: readonly TileSource[], gid: number): FoundTile | null | undefined {
  const number = gid & NUMBER;
  if (number === 0) return null;
  const source = sources.findLast(({ firstgid }) => firstgid <= number);
  if (source === undefined) return undefined;
  const local = number - source.firstgid;
  const there = source.picture === null ? source.tiles.has(local) : local < source.count;
  return there ? { source, local } : undefined;
}
