import type { Point, Area } from "../../stage/ground.ts";
import { roleOf } from "./layer-roles.ts";
import { FREE } from "./map-floor.ts";
import type { ReadMap } from "./read-map.ts";
import { boxOf, cut } from "./shapes.ts";
import { isTrue, type TiledObject } from "./tiled-file.ts";

/** A map's places, spots and lamps, from the objects that are drawn on it. */

/** `name` as it is called in Tiled, `id` as a world may call it. */
export type NamedArea = Area & { readonly name: string };
export type NamedSpot = Point & { readonly id: string; readonly name: string };

export interface MapLamp extends Point {
  /** In tiles; fractions allowed for its place too. */
  readonly radius: number;
}

export interface MapNames {
  readonly places: readonly NamedArea[];
  readonly spots: readonly NamedSpot[];
  readonly lamps: readonly MapLamp[];
  /** Names that became other ids; spots that were moved; places that lie outside; pictures that are left out. */
  readonly respelt: readonly string[];
  readonly moved: readonly string[];
  readonly outside: readonly string[];
  readonly pictures: readonly string[];
  /** Where players come in was found here, since no spot says it; null where one does. */
  readonly entrance: Point | null;
  /** Free tiles that nobody who comes in can get to. */
  readonly unreachable: number;
}

const ENTRANCES = ["entrance", "start", "spawn", "player", "player-start", "player-spawn", "入口"];
const MOST = 256;

export function readNames(map: ReadMap, floor: Uint8Array): MapNames {
  const { width, height, tile } = map;
  const whole = { x: 0, y: 0, width: width * tile, height: height * tile };
  const places: NamedArea[] = [];
  const spots: NamedSpot[] = [];
  const lamps: MapLamp[] = [];
  const respelt: string[] = [];
  const moved: string[] = [];
  const outside: string[] = [];
  const pictures: string[] = [];
  const free = (at: Point) => nearestFree({ width, height }, floor, at);
  const idFor = (name: string, among: readonly { readonly id: string }[], kind: string) => {
    const taken = new Set(among.map(({ id }) => id));
    const id = freshId(name, taken, kind);
    if (id !== name) respelt.push(`${name} → ${id}`);
    return id;
  };
  const spot = (object: TiledObject) => {
    const there = { x: Math.floor(object.x / tile), y: Math.floor(object.y / tile) };
    const at = free(there);
    if (at.x !== there.x || at.y !== there.y) moved.push(object.name);
    spots.push({ id: idFor(object.name, spots, "spot"), name: object.name, ...at });
  };
  const place = (object: TiledObject) => {
    const box = cut(boxOf(object), whole);
    if (box === null || box.width + box.height === 0) return void outside.push(object.name);
    const x = Math.min(width - 1, Math.floor(box.x / tile));
    const y = Math.min(height - 1, Math.floor(box.y / tile));
    places.push({
      id: idFor(object.name, places, "place"),
      name: object.name,
      x,
      y,
      width: Math.min(width - x, Math.max(1, Math.round(box.width / tile))),
      height: Math.min(height - y, Math.max(1, Math.round(box.height / tile))),
    });
  };
  for (const layer of map.layers) {
    if (layer.kind !== "objects") continue;
    const role = roleOf(layer);
    for (const object of layer.objects) {
      if (role === "lights") {
        if (lamps.length < MOST) lamps.push(lampOf(object, tile));
      } else if (object.gid !== undefined || object.text !== undefined)
        pictures.push(object.name || layer.name);
      else if (role !== "places" || object.name.trim() === "" || isTrue(object, ["collides"]))
        continue;
      else if (object.point || (boxOf(object).width === 0 && boxOf(object).height === 0)) {
        if (spots.length < MOST) spot(object);
      } else if (places.length < MOST && object.polyline === undefined) place(object);
    }
  }
  const named = spots.findIndex(({ id, name }) =>
    [id, name.trim().toLowerCase()].some((one) => ENTRANCES.includes(one)),
  );
  const given = spots[named];
  const entrance = given === undefined ? free({ x: width >> 1, y: height - 1 }) : null;
  if (given === undefined)
    spots.push({ id: "entrance", name: "entrance", ...(entrance ?? ORIGIN) });
  else if (!spots.some(({ id }) => id === "entrance")) spots[named] = { ...given, id: "entrance" };
  const from = spots.find(({ id }) => id === "entrance") ?? ORIGIN;
  const unreachable = countUnreached({ width, height }, floor, from);
  return { places, spots, lamps, respelt, moved, outside, pictures, entrance, unreachable };
}

const ORIGIN: Point = { x: 0, y: 0 };

function lampOf(object: TiledObject, tile: number): MapLamp {
  const radius = object.properties.find(({ name }) => name === "radius")?.value;
  const within = typeof radius === "number" && radius > 0 && radius <= 64 ? radius : 4;
  return { x: object.x / tile - 0.5, y: object.y / tile - 0.5, radius: within };
}

/** An id that a world may write, as near to a name as its letters allow. */
function freshId(name: string, taken: ReadonlySet<string>, kind: string): string {
  const plain = name
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-/u, "")
    .slice(0, 48)
    .replace(/-$/u, "");
  if (plain !== "" && !taken.has(plain)) return plain;
  const base = plain === "" ? kind : plain;
  for (let number = plain === "" ? 1 : 2; ; number++)
    if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The free tile nearest to a point, over any tile between; the floor has one. */
function nearestFree({ width, height }: Size, floor: Uint8Array, near: Point): Point {
  const from = {
    x: Math.min(width - 1, Math.max(0, near.x)),
    y: Math.min(height - 1, Math.max(0, near.y)),
  };
  for (const [x, y] of outward({ width, height }, from, () => true))
    if (floor[y * width + x] === FREE) return { x, y };
  return from;
}

function countUnreached({ width, height }: Size, floor: Uint8Array, from: Point): number {
  const isFree = (x: number, y: number) => floor[y * width + x] === FREE;
  let free = 0;
  for (const sign of floor) if (sign === FREE) free += 1;
  if (!isFree(from.x, from.y)) return free;
  for (const _tile of outward({ width, height }, from, isFree)) free -= 1;
  return free;
}

/** Tiles from one on, the nearest first, as far as one may pass. */
function* outward(
  { width, height }: Size,
  from: Point,
  passes: (x: number, y: number) => boolean,
): Generator<readonly [x: number, y: number]> {
  const seen = new Uint8Array(width * height);
  seen[from.y * width + from.x] = 1;
  const queue: (readonly [number, number])[] = [[from.x, from.y]];
  for (let index = 0; index < queue.length; index++) {
    const [x, y] = queue[index]!;
    yield [x, y];
    for (const [dx, dy] of [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ] as const) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen[ny * width + nx] === 1) continue;
      if (!passes(nx, ny)) continue;
      seen[ny * width + nx] = 1;
      queue.push([nx, ny]);
    }
  }
}
