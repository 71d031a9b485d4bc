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
  blocked(x: number, y: number): boolean;
  /** True where the map has painted something that stands on the ground, walked on or not. */
  furnished(x: number, y: number): boolean;
  /** True where rain falls. */
  outdoors(x: number, y: number): boolean;
  /** Moves water, fire and rain on the panes; `now` in milliseconds. */
  animate(now: number): void;
  destroy(): void;
}

/** Builds a map that was loaded under `key`, its picture under `tiles`. */
export function buildStageMap(scene: Phaser.Scene, key: string, tiles: string): StageMap {
  const map = scene.make.tilemap({ key });
  const set = map.addTilesetImage("tiles", tiles, TILE, TILE, 0, 0);
  if (set === null) throw new Error(`the map "${key}" has no tileset named "tiles"`);
  const layer = (name: "floor" | "decor" | "walls" | "furniture" | "over") =>
    map.createLayer(name, set)?.setDepth(DEPTHS[name]) ?? null;
  const floor = layer("floor");
  const decor = layer("decor");
  const walls = layer("walls");
  const furniture = layer("furniture");
  const over = layer("over");
  const moving: MovingTile[] = [];
  for (const each of [floor, decor, walls, furniture, over]) {
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
    if (!inside(x, y)) return true;
    return [floor, furniture].some((each) => {
      const facts = each?.getTileAt(x, y)?.properties as Record<string, boolean> | undefined;
      return facts?.[property] === true;
    });
  };
  /* The front of a house stands in the weather of the ground before it. */
  const front = (x: number, y: number, property: "outdoors" | "air") =>
    floor?.getTileAt(x, y) === null && (is(x, y + 1, property) || is(x, y + 2, property));
  return {
    width: map.width,
    height: map.height,
    lamps: lampsOf(map),
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

function lampsOf(map: Phaser.Tilemaps.Tilemap): Lamp[] {
  const objects = map.getObjectLayer("lights")?.objects ?? [];
  return objects.map(({ name, x = 0, y = 0, properties }) => {
    const facts = (properties ?? []) as { name: string; value: unknown }[];
    const radius = Number(facts.find((fact) => fact.name === "radius")?.value ?? 4);
    return { kind: name, x: x / TILE, y: y / TILE, radius };
  });
}
