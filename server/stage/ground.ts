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
  data: z.array(z.number()).optional(),
  objects: z.array(TiledObject).optional(),
});
const TiledMap = z.looseObject({
  width: z.number().int().min(1).max(1024),
  height: z.number().int().min(1).max(1024),
  tilewidth: z.number().int().positive(),
  tileheight: z.number().int().positive(),
  layers: z.array(TiledLayer),
});

export type GroundResult =
  | { readonly ok: true; readonly ground: Ground }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a Tiled JSON map (orthogonal, uncompressed layers). Any tile in the layer `walls` blocks body, sight and
 * voice; in `furniture` the body alone. Rectangles of the object layer `places` and points of `spots` are named.
 */
export function readGround(map: unknown): GroundResult {
  const parsed = TiledMap.safeParse(map);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      problem: `the map is not Tiled JSON: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`,
    };
  }
  const { width, height, tilewidth, tileheight, layers } = parsed.data;
  const tiles = (name: string): readonly number[] =>
    layers.find((layer) => layer.name === name)?.data ?? [];
  const objects = (name: string) => layers.find((layer) => layer.name === name)?.objects ?? [];
  const walls = tiles("walls");
  const furniture = tiles("furniture");
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
  const at = (layer: readonly number[], x: number, y: number) => (layer[y * width + x] ?? 0) !== 0;

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
  const ground: Ground = {
    width,
    height,
    places,
    spots,
    blocked: (x, y) => !inside(x, y) || at(walls, x, y) || at(furniture, x, y),
    walled: (x, y) => !inside(x, y) || at(walls, x, y),
  };
  for (const [name, spot] of spots) {
    if (ground.blocked(spot.x, spot.y)) {
      return { ok: false, problem: `the spot "${name}" at ${spot.x},${spot.y} is not walkable` };
    }
  }
  return { ok: true, ground };
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
