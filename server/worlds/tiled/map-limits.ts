/** What is read of a stranger's map at most. Every reader here stops at these, whatever a file says of itself. */
export const MAP_LIMITS = {
  /** Bytes of a map's or tileset's own text. */
  text: 16 * 1024 * 1024,
  /** Tiles of one side, and of the whole floor. */
  side: 1_024,
  cells: 512 * 512,
  /** Layers, groups within groups, and tiles of all layers together. */
  layers: 64,
  depth: 8,
  tiles: 4_000_000,
  tilesets: 64,
  /** Tiles of one tileset that something is said of. */
  facts: 100_000,
  objects: 5_000,
  /** The side of a tile in pixels. */
  leastTile: 4,
  mostTile: 128,
  /** Pixels of all pictures together, and of the one that is painted of them. */
  pixels: 32_000_000,
  atlasSide: 4_096,
  /** Pictures of one animation. */
  frames: 32,
} as const;

/** Why a map is not taken. The words for it stand in the studio's `maps/words.ts`. */
export const MAP_REFUSALS = [
  "no-map",
  "several-maps",
  "xml-map",
  "not-json",
  "not-tiled",
  "not-orthogonal",
  "templates",
  "tile-shape",
  "tile-size",
  "map-size",
  "layers",
  "depth",
  "tiles",
  "tilesets",
  "objects",
  "text-size",
  "data",
  "compression",
  "tileset-missing",
  "tileset-unread",
  "picture-missing",
  "picture-kind",
  "picture-damaged",
  "pixels",
  "used-tiles",
  "path-outside",
  "path-remote",
  "no-floor",
  "upload",
  "zip-damaged",
  "zip-hostile",
  "zip-size",
  "zip-unread",
  "time",
] as const;

/** A refusal, and the name, file or number that its sentence is about; empty for none. */
export interface MapRefusal {
  readonly ok: false;
  readonly code: (typeof MAP_REFUSALS)[number];
  readonly about: string;
}

export function refused(code: MapRefusal["code"], about = ""): MapRefusal {
  return { ok: false, code, about: shown(about) };
}

/** A foreign name as a sentence may show it: one short line. */
export function shown(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, " ").slice(0, 120);
}
