import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { readUpload } from "../../../server/studio/maps/map-upload.ts";
import { printMap, type PrintedMap } from "../../../server/studio/maps/print-map.ts";
import type { MapRefusal } from "../../../server/worlds/tiled/map-limits.ts";
import { pngOf } from "../../../server/pictures/write-png.ts";

/** Tiled maps as Tiled writes them; every picture is our own. */

export const GRASS = 1;
export const STONE = 2;
export const WATER = 3;
export const ROOF = 4;

const COLOURS: readonly (readonly [number, number, number])[] = [
  [60, 140, 60],
  [120, 120, 120],
  [50, 80, 170],
  [150, 60, 40],
];

/** A tileset's picture: a colour a tile, its upper left pixel white, so that turning shows. */
export function tilesPng(tile = 16, margin = 0, spacing = 0): Uint8Array {
  const width = margin * 2 + 4 * tile + 3 * spacing;
  const height = margin * 2 + tile;
  const pixels = new Uint8Array(width * height * 4);
  for (const [index, colour] of COLOURS.entries()) {
    const left = margin + index * (tile + spacing);
    for (let y = 0; y < tile; y++)
      for (let x = 0; x < tile; x++)
        pixels.set(
          x === 0 && y === 0 ? [255, 255, 255, 255] : [...colour, 255],
          ((margin + y) * width + left + x) * 4,
        );
  }
  return pngOf({ width, height, pixels });
}

export interface MadeLayer {
  readonly name: string;
  readonly type?: string;
  readonly data?: unknown;
  readonly [key: string]: unknown;
}

/** An 8 by 6 map: grass, stone round it, a pond in the middle, a roof above, places and spots. */
export function aMap(more: object = {}): Record<string, unknown> {
  const [width, height] = [8, 6];
  const at = (paint: (x: number, y: number) => number) =>
    Array.from({ length: width * height }, (_, i) => paint(i % width, Math.floor(i / width)));
  const edge = (x: number, y: number) => x === 0 || y === 0 || x === width - 1 || y === height - 1;
  return {
    type: "map",
    version: "1.10",
    orientation: "orthogonal",
    renderorder: "right-down",
    infinite: false,
    width,
    height,
    tilewidth: 16,
    tileheight: 16,
    layers: [
      tiles(
        "grass",
        at(() => GRASS),
      ),
      tiles(
        "Walls",
        at((x, y) => (edge(x, y) ? STONE : 0)),
      ),
      tiles(
        "pond",
        at((x, y) => (x === 4 && y === 3 ? WATER : 0)),
      ),
      tiles(
        "roof",
        at((x, y) => (x === 2 && y === 1 ? ROOF : 0)),
      ),
      {
        name: "things",
        type: "objectgroup",
        objects: [
          { name: "The Bar", x: 16, y: 16, width: 48, height: 32 },
          { name: "entrance", x: 24, y: 72, point: true },
          { name: "mara", x: 40, y: 40, point: true },
        ],
      },
    ],
    tilesets: [aTileset()],
    ...more,
  };
}

export function tiles(name: string, data: unknown, more: object = {}): MadeLayer {
  return { name, type: "tilelayer", width: 8, height: 6, data, ...more };
}

export function aTileset(more: object = {}): Record<string, unknown> {
  return {
    firstgid: 1,
    name: "ground",
    image: "tiles.png",
    imagewidth: 64,
    imageheight: 16,
    tilewidth: 16,
    tileheight: 16,
    tilecount: 4,
    columns: 4,
    margin: 0,
    spacing: 0,
    tiles: [{ id: WATER - 1, properties: [{ name: "collides", type: "bool", value: true }] }],
    ...more,
  };
}

/** Numbers as Tiled packs them. */
export function packed(numbers: readonly number[], compression: "" | "zlib" | "gzip" | "zstd") {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4);
  const squeezed =
    compression === "zlib"
      ? deflateSync(bytes)
      : compression === "gzip"
        ? gzipSync(bytes)
        : compression === "zstd"
          ? zstdCompressSync(bytes)
          : bytes;
  return { encoding: "base64", compression, data: squeezed.toString("base64") };
}

export type Files = Readonly<Record<string, string | Uint8Array | object>>;

/** What the page sends of files. */
export function upload(files: Files): Uint8Array {
  const bytes = Object.entries(files).map(([name, content]) => ({
    name,
    bytes:
      content instanceof Uint8Array
        ? content
        : Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
  }));
  const head = JSON.stringify(bytes.map((one) => ({ name: one.name, size: one.bytes.length })));
  return Buffer.concat([Buffer.from(`${head}\n`), ...bytes.map((one) => one.bytes)]);
}

/** The plain map with its picture. */
export function aMapsFiles(map: object = aMap()): Files {
  return { "town.tmj": map, "tiles.png": tilesPng() };
}

/** A 24 by 16 map: a stone wall round grass, a pond, a house with a roof to walk under, a square, the entrance below. */
export function aTownsMap(more: object = {}): Record<string, unknown> {
  const [width, height] = [24, 16];
  const layer = (name: string, paint: (x: number, y: number) => number) => ({
    name,
    type: "tilelayer",
    width,
    height,
    data: Array.from({ length: width * height }, (_, i) => paint(i % width, Math.floor(i / width))),
  });
  const edge = (x: number, y: number) => x === 0 || y === 0 || x === width - 1 || y === height - 1;
  const within = (x: number, y: number, box: readonly [number, number, number, number]) =>
    x >= box[0] && y >= box[1] && x < box[0] + box[2] && y < box[1] + box[3];
  return aMap({
    width,
    height,
    tilewidth: 32,
    tileheight: 32,
    layers: [
      layer("grass", () => GRASS),
      layer("pond", (x, y) => (within(x, y, [4, 8, 5, 3]) ? WATER : 0)),
      layer("walls", (x, y) => (edge(x, y) || within(x, y, [15, 4, 5, 1]) ? STONE : 0)),
      layer("roof", (x, y) => (within(x, y, [15, 2, 5, 2]) ? ROOF : 0)),
      {
        name: "things",
        type: "objectgroup",
        objects: [
          { name: "square", x: 320, y: 192, width: 160, height: 128 },
          { name: "entrance", x: 400, y: 432, point: true },
          ...[1, 2, 3, 4, 5].map((n) => ({
            name: `cast-${n}`,
            x: 272 + n * 64,
            y: 208,
            point: true,
          })),
        ],
      },
    ],
    ...more,
  });
}

/** What becomes of an upload whose pictures are PNGs, without a thread. */
export function printUpload(body: Uint8Array): PrintedMap | MapRefusal {
  const read = readUpload(body);
  return read.ok ? printMap(read.files) : read;
}
