import { createHash } from "node:crypto";
import * as z from "zod";
import type { Area, Point } from "../stage/ground.ts";

/**
 * A map that was brought in, as a world keeps it: Tiled JSON (1.10) that was written here, beside its one picture. What
 * the page is served is the same without the names of places and spots.
 */
export interface KeptMap {
  /** As its designer calls it. */
  readonly title: string;
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  /** The side of a tile in pixels. */
  readonly tile: number;
  /** What is painted, in order; each number is a tile of the picture plus 1, 0 for none. */
  readonly layers: readonly PaintedLayer[];
  /** Tiles, row by row, by their index: what stops sight and voices too, and what stops bodies alone. */
  readonly walls: readonly number[];
  readonly bars: readonly number[];
  /** Places and radius in tiles. */
  readonly lamps: readonly (Point & { readonly radius: number })[];
  readonly places: readonly Area[];
  readonly spots: readonly (Point & { readonly id: string })[];
  readonly atlas: Atlas;
}

export interface PaintedLayer {
  /** Below bodies, or above them. */
  readonly over: boolean;
  /** From 0 to 1. */
  readonly opacity: number;
  readonly tiles: readonly number[];
}

/** The picture's grid: tiles with a border of one pixel round each. The first tile is empty. */
export interface Atlas {
  readonly columns: number;
  readonly count: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Tiles that move; times in ms. */
  readonly moving: readonly {
    readonly tile: number;
    readonly frames: readonly { readonly tile: number; readonly ms: number }[];
  }[];
}

/** A name that says what bytes a map is of. */
export const KEPT_MAP_NAME = /^map-[0-9a-f]{32}$/;

/** What a map of these bytes is called: the same map with the same picture has the same name. */
export function keptMapName(map: KeptMap, picture: Uint8Array): string {
  const hash = createHash("sha256");
  hash.update(keptMapText({ ...map, title: "" }, "")).update(picture);
  return `map-${hash.digest("hex").slice(0, 32)}`;
}

/** The file in the world's folder. */
export function keptMapText(map: KeptMap, name: string): string {
  const objects = [
    objectLayer(
      "places",
      map.places.map(({ id, x, y, width, height }) => ({
        ...objectAt(id, x * map.tile, y * map.tile),
        width: width * map.tile,
        height: height * map.tile,
      })),
    ),
    objectLayer(
      "spots",
      map.spots.map(({ id, x, y }) => ({
        ...objectAt(id, (x + 0.5) * map.tile, (y + 0.5) * map.tile),
        point: true,
      })),
    ),
  ];
  return titledMapText(written(fileOf(map, name, objects)), map.title);
}

/** The text of a map without a title, with one; it is long, and not read for that. */
export function titledMapText(text: string, title: string): string {
  if (title === "") return text;
  const properties = JSON.stringify([{ name: "title", type: "string", value: title }]);
  return `${text.slice(0, -END.length)},"properties":${properties}${END}`;
}

/** What the page is served. */
export function servedMapText(map: KeptMap, name: string): string {
  return written(fileOf(map, name, []));
}

function fileOf(map: KeptMap, name: string, objects: readonly object[]) {
  const { width, height, tile, atlas } = map;
  const layers = [
    ...map.layers.map(({ over, opacity, tiles }, index) =>
      tileLayer(`${over ? "over" : "under"}-${index + 1}`, map, tiles, opacity, true),
    ),
    // Nothing is painted twice: these say what stops, by the picture's empty tile.
    tileLayer("walls", map, marks(map, map.walls), 1, false),
    tileLayer("furniture", map, marks(map, map.bars), 1, false),
    ...(map.lamps.length === 0
      ? []
      : [
          objectLayer(
            "lights",
            map.lamps.map(({ x, y, radius }) => ({
              ...objectAt("lantern", x * tile, y * tile),
              point: true,
              properties: [{ name: "radius", type: "float", value: radius }],
            })),
          ),
        ]),
    ...objects,
  ].map((layer, index) => ({ id: index + 1, ...layer }));
  return {
    type: "map",
    version: "1.10",
    orientation: "orthogonal",
    renderorder: "right-down",
    infinite: false,
    width,
    height,
    tilewidth: tile,
    tileheight: tile,
    layers,
    tilesets: [
      {
        firstgid: 1,
        name: "tiles",
        image: `${name}.png`,
        imagewidth: atlas.width,
        imageheight: atlas.height,
        tilewidth: tile,
        tileheight: tile,
        tilecount: atlas.count,
        columns: atlas.columns,
        margin: 1,
        spacing: 2,
        tiles: atlas.moving.map(({ tile: id, frames }) => ({
          id,
          animation: frames.map((frame) => ({ tileid: frame.tile, duration: frame.ms })),
        })),
      },
    ],
  };
}

const PLACED = { visible: true, x: 0, y: 0 } as const;

function tileLayer(
  name: string,
  { width, height }: Pick<KeptMap, "width" | "height">,
  data: readonly number[],
  opacity: number,
  visible: boolean,
) {
  return { name, type: "tilelayer", width, height, ...PLACED, visible, opacity, data };
}

function marks({ width, height }: KeptMap, cells: readonly number[]): number[] {
  const data = Array.from({ length: width * height }, () => 0);
  for (const cell of cells) data[cell] = 1;
  return data;
}

function objectLayer(name: string, objects: readonly object[]) {
  const numbered = objects.map((object, index) => ({ id: index + 1, ...object }));
  return {
    name,
    type: "objectgroup",
    ...PLACED,
    opacity: 1,
    draworder: "topdown",
    objects: numbered,
  };
}

function objectAt(name: string, x: number, y: number) {
  return { name, type: "", x, y, width: 0, height: 0, rotation: 0, visible: true };
}

/** How every text ends. */
const END = "}\n";

function written(file: object): string {
  return `${JSON.stringify(file)}\n`;
}

const Whole = z.number().int().min(0);
const Named = z.object({
  name: z.string().max(80),
  x: z.number(),
  y: z.number(),
  width: z.number().default(0),
  height: z.number().default(0),
  properties: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
});
const File = z.object({
  width: Whole.min(1).max(1_024),
  height: Whole.min(1).max(1_024),
  tilewidth: Whole.min(1).max(128),
  properties: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
  layers: z
    .array(
      z.object({
        name: z.string(),
        opacity: z.number().min(0).max(1),
        data: z.custom<readonly number[]>(isWholeNumbers).optional(),
        objects: z.array(Named).default([]),
      }),
    )
    .max(80),
  tilesets: z
    .array(
      z.object({
        imagewidth: Whole,
        imageheight: Whole,
        tilecount: Whole,
        columns: Whole.min(1),
        tiles: z.array(
          z.object({
            id: Whole,
            animation: z.array(z.object({ tileid: Whole, duration: z.number() })).max(64),
          }),
        ),
      }),
    )
    .length(1),
});

function isWholeNumbers(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= 1_048_576 &&
    value.every((one) => Number.isInteger(one) && one >= 0 && one <= 0xffff_ffff)
  );
}

/** Reads a file that `keptMapText` wrote; null for what is none, such as one that was spoilt by hand. */
export function readKeptMap(text: string): KeptMap | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = File.safeParse(value);
  if (!parsed.success) return null;
  const { width, height, tilewidth: tile, layers, tilesets, properties } = parsed.data;
  const [atlas] = tilesets;
  const count = width * height;
  const painted = layers.filter(({ data }) => data !== undefined);
  if (atlas === undefined || painted.some(({ data }) => data?.length !== count)) return null;
  const cells = (name: string) =>
    (layers.find((layer) => layer.name === name)?.data ?? []).flatMap((gid, at) =>
      gid === 0 ? [] : [at],
    );
  const objects = (name: string) => layers.find((layer) => layer.name === name)?.objects ?? [];
  const title = properties.find(({ name }) => name === "title")?.value;
  return {
    title: typeof title === "string" ? title.slice(0, 80) : "",
    width,
    height,
    tile,
    layers: painted.flatMap(({ name, opacity, data = [] }): PaintedLayer[] =>
      /^(?:under|over)-\d+$/u.test(name)
        ? [{ over: name.startsWith("over"), opacity, tiles: data }]
        : [],
    ),
    walls: cells("walls"),
    bars: cells("furniture"),
    lamps: objects("lights").map(({ x, y, properties: facts }) => ({
      x: x / tile,
      y: y / tile,
      radius: Number(facts.find(({ name }) => name === "radius")?.value ?? 4),
    })),
    places: objects("places").map((one) => ({
      id: one.name,
      x: Math.floor(one.x / tile),
      y: Math.floor(one.y / tile),
      width: Math.max(1, Math.round(one.width / tile)),
      height: Math.max(1, Math.round(one.height / tile)),
    })),
    spots: objects("spots").map(({ name, x, y }) => ({
      id: name,
      x: Math.floor(x / tile),
      y: Math.floor(y / tile),
    })),
    atlas: {
      columns: atlas.columns,
      count: atlas.tilecount,
      width: atlas.imagewidth,
      height: atlas.imageheight,
      moving: atlas.tiles.map(({ id, animation }) => ({
        tile: id,
        frames: animation.map(({ tileid, duration }) => ({ tile: tileid, ms: duration })),
      })),
    },
  };
}
