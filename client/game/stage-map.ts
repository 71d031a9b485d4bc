import type * as Phaser from "phaser";
import type { Dark, Lamp } from "./lamplight.ts";

/** A Tiled map on the screen: its layers, its moving tiles, its lamps, and where the rain falls. */

/** The side of a tile in art pixels. */
export const TILE = 16;

/** What is drawn over what. */
export const DEPTHS = {
  floor: 0,
  decor: 1,
  walls: 2,
  furniture: 3,
  bodies: 10,
  over: 20,
  light: 30,
  glow: 31,
  rain: 32,
  flash: 33,
  mark: 34,
  tags: 40,
  bubbles: 50,
} as const;

interface MovingTile {
  readonly tile: Phaser.Tilemaps.Tile;
  readonly frames: readonly { readonly index: number; readonly ms: number }[];
  readonly length: number;
}

interface TileFacts {
  readonly animation?: readonly { readonly tileid: number; readonly duration: number }[];
}

/** A built map: what blocks, what is lit by what, and where it rains. */
export interface StageMap extends Dark {
  readonly lamps: readonly Lamp[];
  /** The map has no light of its own: it is seen by day. */
  readonly day: boolean;
  blocked(x: number, y: number): boolean;
  /** True where the map has painted something that stands on the ground, walked on or not. */
  furnished(x: number, y: number): boolean;
  /** True where rain falls. */
  outdoors(x: number, y: number): boolean;
  /** Moves water, fire and rain on the panes; `now` in milliseconds. */
  animate(now: number): void;
  destroy(): void;
}

/** A map that was brought into a world has a name made of its bytes, and a picture of its own. */
const BROUGHT = /^map-[0-9a-f]{32}$/;

/** The texture of a map's tiles. */
function tilesOf(name: string): string {
  return BROUGHT.test(name) ? `${name}-tiles` : "tiles";
}

/** Asks for a map that is not there yet, and for its picture where that is its own. */
export function loadStageMap({ load, cache, textures }: Phaser.Scene, name: string): void {
  if (!cache.tilemap.exists(name)) load.tilemapTiledJSON(name, `/maps/${name}.json`);
  const tiles = tilesOf(name);
  if (BROUGHT.test(name) && !textures.exists(tiles)) load.image(tiles, `/maps/${name}.png`);
}

/** Whether a map and its picture were loaded. */
export function hasStageMap({ cache, textures }: Phaser.Scene, name: string): boolean {
  return cache.tilemap.exists(name) && textures.exists(tilesOf(name));
}

/** Above this many tiles light is not painted: it takes a picture of 64 pixels for each. */
const LIT = 20_000;

/** Builds a map that was loaded, `TILE` art pixels a tile whatever its picture has. */
export function buildStageMap(scene: Phaser.Scene, key: string): StageMap {
  const map = scene.make.tilemap({ key });
  const own = BROUGHT.test(key);
  const { tileWidth, tileHeight } = map;
  const [margin, spacing] = own ? [1, 2] : [0, 0];
  const set = map.addTilesetImage("tiles", tilesOf(key), tileWidth, tileHeight, margin, spacing);
  if (set === null) throw new Error(`the map "${key}" has no tileset named "tiles"`);
  const layers = new Map(
    map.layers.map(({ name, visible }, index) => {
      const layer = map.createLayer(name, set)?.setDepth(depthOf(name, index)) ?? null;
      layer?.setVisible(visible).setScale(TILE / tileWidth, TILE / tileHeight);
      return [name, layer] as const;
    }),
  );
  const layer = (name: string) => layers.get(name) ?? null;
  const floor = layer("floor");
  const decor = layer("decor");
  const walls = layer("walls");
  const furniture = layer("furniture");
  const over = layer("over");
  const moving: MovingTile[] = [];
  for (const each of layers.values()) {
    each?.forEachTile((tile: Phaser.Tilemaps.Tile) => {
      if (tile.index < 0) return;
      const facts = set.getTileData(tile.index) as TileFacts | null;
      if (!facts?.animation) return;
      const frames = facts.animation.map(({ tileid, duration }) => ({
        index: tileid + set.firstgid,
        ms: duration,
      }));
      moving.push({ tile, frames, length: frames.reduce((sum, { ms }) => sum + ms, 0) });
    });
  }
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < map.width && y < map.height;
  const has = (of: Phaser.Tilemaps.TilemapLayer | Phaser.Tilemaps.TilemapGPULayer | null) => {
    return (x: number, y: number) => (of?.getTileAt(x, y) ?? null) !== null;
  };
  const [walled, stands, decked, hung] = [has(walls), has(furniture), has(decor), has(over)];
  const is = (x: number, y: number, property: "outdoors" | "air") => {
    // Round a map that was brought in there is nothing, and no weather.
    if (!inside(x, y)) return !own;
    return [floor, furniture].some((each) => {
      const facts = each?.getTileAt(x, y)?.properties as Record<string, boolean> | undefined;
      return facts?.[property] === true;
    });
  };
  const day = map.getObjectLayer("lights") === null || map.width * map.height > LIT;
  /* The front of a house stands in the weather of the ground before it. */
  const front = (x: number, y: number, property: "outdoors" | "air") =>
    floor?.getTileAt(x, y) === null && (is(x, y + 1, property) || is(x, y + 2, property));
  return {
    width: map.width,
    height: map.height,
    lamps: day ? [] : lampsOf(map),
    day,
    walled: (x, y) => !inside(x, y) || walled(x, y),
    blocked: (x, y) => !inside(x, y) || walled(x, y) || stands(x, y),
    furnished: (x, y) => stands(x, y) || decked(x, y) || hung(x, y),
    outdoors: (x, y) => is(x, y, "outdoors") || front(x, y, "outdoors"),
    air: (x, y) => is(x, y, "air") || front(x, y, "air"),
    animate(now) {
      for (const { tile, frames, length } of moving) {
        let left = now % length;
        for (const { index, ms } of frames) {
          left -= ms;
          if (left >= 0) continue;
          tile.index = index;
          break;
        }
      }
    },
    destroy: () => map.destroy(),
  };
}

/** By its name; layers of a map that was brought in lie over each other in their order. */
function depthOf(name: string, index: number): number {
  if (name.startsWith("over-")) return DEPTHS.over + index / 1_000;
  const known = Object.entries(DEPTHS).find(([layer]) => layer === name);
  return known?.[1] ?? DEPTHS.floor + index / 1_000;
}

function lampsOf(map: Phaser.Tilemaps.Tilemap): Lamp[] {
  const objects = map.getObjectLayer("lights")?.objects ?? [];
  return objects.map(({ name, x = 0, y = 0, properties }) => {
    const facts = (properties ?? []) as { name: string; value: unknown }[];
    const radius = Number(facts.find((fact) => fact.name === "radius")?.value ?? 4);
    return { kind: name, x: x / map.tileWidth, y: y / map.tileHeight, radius };
  });
}
