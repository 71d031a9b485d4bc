import * as z from "zod";

/** The floor a scene plays on: which tiles block a body, which block sight and voice, and named places and spots. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A named rectangle in tiles; `x`, `y` its top left corner. */
export interface Area extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** What bodies stand on: its size in tiles, its places and spots by name, and what stops bodies, sight and voices. */
export interface Ground {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Area>;
  /** Named tiles to stand on: `entrance`, a persona's id, `cast-1` … */
  readonly spots: ReadonlyMap<string, Point>;
  /** True where a body cannot stand, outside the map included. */
  blocked(x: number, y: number): boolean;
  /** True where sight and voice stop. */
  walled(x: number, y: number): boolean;
}

const TiledObject = z.looseObject({
  name: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number().default(0),
  height: z.number().default(0),
});
const TiledLayer = z.looseObject({
  name: z.string(),
  type: z.string(),
  data: z
    .array(
      z.number(),
      "found packed data, expected numbers: save the map with the tile layer format CSV",
    )
    .optional(),
  objects: z.array(TiledObject).optional(),
});
const TiledTile = z.looseObject({
  id: z.number().int(),
  properties: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).optional(),
});
const TiledTileset = z.looseObject({
  firstgid: z.number().int(),
  tiles: z.array(TiledTile).optional(),
});
const TiledMap = z.looseObject({
  width: z.number().int().min(1).max(1024),
  height: z.number().int().min(1).max(1024),
  tilewidth: z.number().int().positive(),
  tileheight: z.number().int().positive(),
  layers: z.array(TiledLayer),
  tilesets: z.array(TiledTileset).default([]),
});

/** The names of a map's layers, where they are others than `walls` and `furniture`. */
export interface GroundLayers {
  readonly walls?: readonly string[];
  readonly furniture?: readonly string[];
}

export type GroundResult =
  | { readonly ok: true; readonly ground: Ground }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a Tiled JSON map (orthogonal, uncompressed layers). Any tile in the layer `walls` blocks body, sight and
 * voice; in `furniture`, or of a tile whose property `collides` is true, the body alone. Rectangles of the object
 * layer `places` and points of `spots` are named.
 */
export function readGround(map: unknown, named: GroundLayers = {}): GroundResult {
  const parsed = TiledMap.safeParse(map);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      problem: `the map is not Tiled JSON: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`,
    };
  }
  const { width, height, tilewidth, tileheight, layers, tilesets } = parsed.data;
  const { walls: wallNames = ["walls"], furniture: furnitureNames = ["furniture"] } = named;
  const unknown = [...(named.walls ?? []), ...(named.furniture ?? [])].find(
    (name) => !layers.some((layer) => layer.name === name),
  );
  if (unknown !== undefined) {
    const known = layers.map(({ name }) => name).join(", ");
    return { ok: false, problem: `the map has no layer "${unknown}"; its layers: ${known}` };
  }
  const objects = (name: string) => layers.find((layer) => layer.name === name)?.objects ?? [];
  const colliding = new Set(
    tilesets.flatMap(({ firstgid, tiles = [] }) =>
      tiles
        .filter(({ properties = [] }) =>
          properties.some(({ name, value }) => name === "collides" && value === true),
        )
        .map(({ id }) => firstgid + id),
    ),
  );
  const walls = new Set<number>();
  const bars = new Set<number>();
  for (const { name, data = [] } of layers) {
    for (const [index, tile] of data.entries()) {
      if (tile === 0) continue;
      if (wallNames.includes(name)) walls.add(index);
      // The upper bits of a tile's number say how it is turned.
      if (furnitureNames.includes(name) || colliding.has(tile & 0x0fff_ffff)) bars.add(index);
    }
  }

  const places = new Map<string, Area>();
  for (const { name, x, y, width: w, height: h } of objects("places")) {
    places.set(name, {
      id: name,
      x: Math.floor(x / tilewidth),
      y: Math.floor(y / tileheight),
      width: Math.max(1, Math.round(w / tilewidth)),
      height: Math.max(1, Math.round(h / tileheight)),
    });
  }
  const spots = new Map<string, Point>();
  for (const { name, x, y } of objects("spots")) {
    spots.set(name, { x: Math.floor(x / tilewidth), y: Math.floor(y / tileheight) });
  }
  const open = openGround({ width, height });
  const ground: Ground = {
    ...open,
    places,
    spots,
    blocked: (x, y) => open.blocked(x, y) || walls.has(y * width + x) || bars.has(y * width + x),
    walled: (x, y) => open.walled(x, y) || walls.has(y * width + x),
  };
  for (const [name, spot] of spots) {
    if (ground.blocked(spot.x, spot.y)) {
      return { ok: false, problem: `the spot "${name}" at ${spot.x},${spot.y} is not walkable` };
    }
  }
  return { ok: true, ground };
}

/** The tile in the middle of a place. */
export function areaMiddle({ x, y, width, height }: Area): Point {
  return { x: x + (width >> 1), y: y + (height >> 1) };
}

/** What ground without a map is; sizes and places in tiles. */
export interface OpenGround {
  readonly width: number;
  readonly height: number;
  /** Tiles to stand on: a persona's id, or `entrance`. */
  readonly spots?: Readonly<Record<string, Point>>;
  readonly places?: Readonly<Record<string, Omit<Area, "id">>>;
}

/** Ground with nothing in the way, for a game without a map. Throws for sizes or spots that cannot be. */
export function openGround({ width, height, spots = {}, places = {} }: OpenGround): Ground {
  for (const [side, size] of Object.entries({ width, height })) {
    if (!Number.isInteger(size) || size < 1 || size > 1024)
      throw new Error(`the ground's ${side} is ${size}; it must be a whole number from 1 to 1024`);
  }
  const outside = (x: number, y: number) => !(x >= 0 && y >= 0 && x < width && y < height);
  for (const [name, { x, y }] of Object.entries(spots)) {
    if (outside(x, y) || !Number.isInteger(x) || !Number.isInteger(y))
      throw new Error(`the spot "${name}" at ${x},${y} is no tile of ${width} by ${height}`);
  }
  return {
    width,
    height,
    places: new Map(Object.entries(places).map(([id, area]) => [id, { id, ...area }])),
    spots: new Map(Object.entries(spots)),
    blocked: outside,
    walled: outside,
  };
}

/** The id of the smallest place that holds the tile, or null. */
export function placeAt(ground: Ground, { x, y }: Point): string | null {
  let found: Area | null = null;
  for (const area of ground.places.values()) {
    const holds = x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height;
    if (!holds) continue;
    if (found === null || area.width * area.height < found.width * found.height) found = area;
  }
  return found?.id ?? null;
}
