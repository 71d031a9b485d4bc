import type { MapArea, Tile } from "./map-areas.ts";

/** A Tiled JSON map as a page draws it: its layers on one canvas, its places and spots by name. */

export interface DrawnMap {
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  /** The side of a tile in pixels. */
  readonly tile: number;
  readonly picture: HTMLCanvasElement;
  readonly places: readonly MapArea[];
  readonly spots: readonly (Tile & { readonly id: string })[];
}

interface TiledLayer {
  readonly name: string;
  readonly type: string;
  readonly visible?: boolean;
  readonly opacity?: number;
  readonly data?: readonly number[];
  readonly objects?: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly width?: number;
    readonly height?: number;
  }[];
}

interface TiledMap {
  readonly width: number;
  readonly height: number;
  readonly tilewidth: number;
  readonly tileheight: number;
  readonly layers: readonly TiledLayer[];
  readonly tilesets: readonly {
    readonly firstgid: number;
    readonly image: string;
    readonly columns: number;
    readonly tilewidth: number;
    readonly tileheight: number;
    readonly tilecount: number;
    readonly margin?: number;
    readonly spacing?: number;
  }[];
}

const kept = new Map<string, Promise<DrawnMap | null>>();

/** The map of that name in the game's own set, drawn once; null where it cannot be had. */
export function loadMap(name: string): Promise<DrawnMap | null> {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const loading = draw(`/maps/${encodeURIComponent(name)}.json`).catch(() => null);
  kept.set(name, loading);
  void loading.then((map) => map === null && kept.delete(name));
  return loading;
}

/** The upper bits of a tile's number say how it is turned. */
const FLIPPED_X = 0x8000_0000;
const FLIPPED_Y = 0x4000_0000;
const FLIPPED_D = 0x2000_0000;
const NUMBER = 0x0fff_ffff;

async function draw(address: string): Promise<DrawnMap> {
  const response = await fetch(address);
  if (!response.ok) throw new Error("there is no such map");
  const map = (await response.json()) as TiledMap;
  const { width, height, tilewidth: tile } = map;
  const sets = await Promise.all(
    map.tilesets.map(async (set) => ({
      ...set,
      picture: await image(new URL(set.image, new URL(address, location.href)).pathname),
    })),
  );
  const picture = document.createElement("canvas");
  picture.width = width * tile;
  picture.height = height * map.tileheight;
  const context = picture.getContext("2d");
  for (const layer of map.layers) {
    if (layer.type !== "tilelayer" || layer.visible === false || context === null) continue;
    context.globalAlpha = layer.opacity ?? 1;
    for (const [index, given] of (layer.data ?? []).entries()) {
      const gid = given & NUMBER;
      const set = sets.findLast(({ firstgid }) => firstgid <= gid);
      if (gid === 0 || set === undefined || set.picture === null) continue;
      const local = gid - set.firstgid;
      const { margin = 0, spacing = 0, columns, tilewidth: w, tileheight: h } = set;
      context.save();
      context.translate(
        (index % width) * tile + tile / 2,
        Math.floor(index / width) * tile + tile / 2,
      );
      if ((given & FLIPPED_D) !== 0) {
        context.rotate(Math.PI / 2);
        context.scale(1, -1);
      }
      context.scale((given & FLIPPED_X) !== 0 ? -1 : 1, (given & FLIPPED_Y) !== 0 ? -1 : 1);
      context.drawImage(
        set.picture,
        margin + (local % columns) * (w + spacing),
        margin + Math.floor(local / columns) * (h + spacing),
        w,
        h,
        -tile / 2,
        -tile / 2,
        tile,
        tile,
      );
      context.restore();
    }
  }
  const objects = (name: string) => map.layers.find((layer) => layer.name === name)?.objects ?? [];
  const places = objects("places").map(({ name, x, y, width: w = 0, height: h = 0 }) => ({
    id: name,
    x: Math.floor(x / tile),
    y: Math.floor(y / map.tileheight),
    width: Math.max(1, Math.round(w / tile)),
    height: Math.max(1, Math.round(h / map.tileheight)),
  }));
  const spots = objects("spots").map(({ name, x, y }) => ({
    id: name,
    x: Math.floor(x / tile),
    y: Math.floor(y / map.tileheight),
  }));
  return { width, height, tile, picture, places, spots };
}

async function image(address: string): Promise<HTMLImageElement | null> {
  const picture = new Image();
  picture.src = address;
  return picture.decode().then(
    () => picture,
    () => null,
  );
}
