import type { MapPlan } from "../../../shared/studio/maps.ts";
import { ask } from "../api.ts";
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
  const loading = draw(name).catch(() => null);
  kept.set(name, loading);
  void loading.then((map) => map === null && kept.delete(name));
  return loading;
}

/** The upper bits of a tile's number say how it is turned. */
const FLIPPED_X = 0x8000_0000;
const FLIPPED_Y = 0x4000_0000;
const FLIPPED_D = 0x2000_0000;
const NUMBER = 0x0fff_ffff;

/** The longest side that a map is drawn with, in pixels: browsers draw nothing on much larger canvases. */
const LONGEST = 4_096;

async function draw(name: string): Promise<DrawnMap> {
  const address = `/maps/${encodeURIComponent(name)}.json`;
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
  const scale = Math.min(1, LONGEST / (Math.max(width, height) * tile));
  picture.width = Math.ceil(width * tile * scale);
  picture.height = Math.ceil(height * tile * scale);
  const context = picture.getContext("2d");
  context?.scale(scale, scale);
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
  return { width, height, tile, picture, ...(await namesOf(name, map)) };
}

/** A map's places and spots. One that was brought in is served without them, and those who are signed in are told. */
async function namesOf(
  name: string,
  { layers, tilewidth, tileheight }: TiledMap,
): Promise<Pick<DrawnMap, "places" | "spots">> {
  const objects = (layer: string) => layers.find((one) => one.name === layer)?.objects ?? [];
  const places = objects("places").map(({ name: id, x, y, width = 0, height = 0 }) => ({
    id,
    x: Math.floor(x / tilewidth),
    y: Math.floor(y / tileheight),
    width: Math.max(1, Math.round(width / tilewidth)),
    height: Math.max(1, Math.round(height / tileheight)),
  }));
  const spots = objects("spots").map(({ name: id, x, y }) => ({
    id,
    x: Math.floor(x / tilewidth),
    y: Math.floor(y / tileheight),
  }));
  if (places.length > 0 || spots.length > 0) return { places, spots };
  const plan = await ask<MapPlan>(`/maps/${encodeURIComponent(name)}/plan`);
  return plan.ok ? plan.value : { places, spots };
}

async function image(address: string): Promise<HTMLImageElement | null> {
  const picture = new Image();
  picture.src = address;
  return picture.decode().then(
    () => picture,
    () => null,
  );
}
