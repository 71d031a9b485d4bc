import * as z from "zod";

/**
 * Bringing Tiled maps in: what the studio's page and its server say to each other.
 *
 * `POST /maps?language=en` sends files as one body: one line of JSON, the `MapFiles` in order, then their bytes one
 * after the other (`new Blob([JSON.stringify(files) + "\n", ...files])`). A zip is one file. It answers a `FoundMap`;
 * nothing of it is written yet.
 *
 * `POST /maps/:world` (`BringInMap`) prints it into the world and answers a `BroughtInMap`. `PUT /maps/:world/map`
 * (`UseMap`) lets the world's scene play on it. `DELETE /maps/:world/:map` takes it out. `GET /maps` lists what there
 * is (`MapList`); `DELETE /map-uploads/:held` forgets what was looked at. Refusals come in the language that is asked for.
 *
 * A map that was brought in has a name made of its bytes, such as `map-0f3a…`: the scene's `map` says it, and
 * `/maps/NAME.json` draws it as it draws the game's own. What is served there names no places: `GET /maps/:map/plan`
 * (`MapPlan`) does, for whoever is signed in.
 */

/** In bytes, of everything that is sent at once. */
export const MAP_UPLOAD_LIMIT = 48 * 1024 * 1024;

/** The files of one upload, in the order of their bytes; a name may be a path below the map's folder. */
export const MapFiles = z
  .array(z.strictObject({ name: z.string().min(1).max(300), size: z.number().int().min(0) }))
  .min(1)
  .max(256);
export type MapFiles = z.infer<typeof MapFiles>;

/** What a layer is for. */
export type LayerRole =
  /** Painted below bodies, or above them. */
  | "under"
  | "over"
  /** Painted, and its tiles stop bodies, sight and voices; or bodies alone. */
  | "walls"
  | "furniture"
  /** Not painted; its tiles or shapes stop bodies. */
  | "blocks"
  | "places"
  | "lights"
  | "left-out";

/** What became of one of the map's layers. */
export interface FoundLayer {
  /** As it is called in Tiled; groups before a slash. */
  readonly name: string;
  readonly becomes: LayerRole;
  /** Tiles that are set, or objects. */
  readonly size: number;
}

/** A named rectangle in tiles; `name` as it is called in Tiled, `id` as the scene's places call it. */
export interface FoundPlace {
  readonly id: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A named tile to stand on: `entrance`, a persona's id, `cast-1` … */
export interface FoundSpot {
  readonly id: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** Something that whoever brings a map in should know: a closed code, how often, and names for its sentence. */
export interface MapWarning {
  readonly code: MapWarningCode;
  readonly count: number;
  /** The first few names or files that it is about. */
  readonly about: readonly string[];
}
export const MAP_WARNINGS = [
  /** No spot `entrance`: players would come in where `about` says. */
  "no-entrance",
  /** Nothing stops anybody: no walls and no blocks were found. */
  "no-walls",
  "no-places",
  /** Image layers, text and pictures among the objects, which are left out. */
  "image-layers",
  "object-pictures",
  /** A name became an id of another spelling, or had to be told apart. */
  "ids-changed",
  /** Spots in a wall or outside, which were moved to the nearest free tile; places outside, which were left out. */
  "spots-moved",
  "places-outside",
  /** Layers are not shifted or tinted here. */
  "layer-shift",
  "layer-tint",
  /** Tiles whose number belongs to no tileset, which are left empty. */
  "unknown-tiles",
  /** Animations of tiles that lie over others, or of many frames, which stand still. */
  "still-tiles",
  /** Free tiles that cannot be reached from the entrance. */
  "unreachable",
  /** Files that the map does not need. */
  "files-unused",
] as const;
export type MapWarningCode = (typeof MAP_WARNINGS)[number];

/** What was found in a map; nothing of it is written yet. */
export interface FoundMap {
  /** Names what was brought until it is used or forgotten. */
  readonly held: string;
  /** What it would be called. */
  readonly name: string;
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  /** The side of a tile in pixels. */
  readonly tile: number;
  readonly layers: readonly FoundLayer[];
  readonly plan: MapPlan;
  readonly warnings: readonly MapWarning[];
  /** The whole map as a PNG in base64, at most 1024 pixels a side; every tile has the same side. */
  readonly picture: string;
  /** Bytes that a player's page would load. */
  readonly bytes: number;
}

/** A map's floor and names. */
export interface MapPlan {
  readonly width: number;
  readonly height: number;
  /** A sign a tile: `.` free, `~` stops bodies, `#` stops bodies, sight and voices. */
  readonly rows: readonly string[];
  readonly places: readonly FoundPlace[];
  readonly spots: readonly FoundSpot[];
}

const Name = z.string().trim().min(1).max(80);

export const BringInMap = z.strictObject({ held: z.string().max(80), name: Name });
export type BringInMap = z.infer<typeof BringInMap>;

/** A map that a world has. */
export interface KeptMap {
  /** What a scene's `map` says, such as `map-0f3a…`. */
  readonly map: string;
  readonly name: string;
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  /** The side of a tile in pixels. */
  readonly tile: number;
  /** Who brought it in and when: wall time in ms. Null where its history does not say. */
  readonly by: string | null;
  readonly at: number | null;
  /** The world's scene, its draft or neither plays on it. */
  readonly used: boolean;
}

export interface MapList {
  /** The game's own maps, which every world may use. */
  readonly game: readonly string[];
  readonly worlds: readonly {
    readonly world: string;
    readonly title: string;
    /** Its files cannot be changed here. */
    readonly readOnly: boolean;
    /** What its scene plays on: as released, and as its draft says where there is one. */
    readonly map: string | null;
    readonly draft: string | null;
    readonly maps: readonly KeptMap[];
  }[];
}

export interface BroughtInMap {
  readonly world: string;
  readonly map: string;
  readonly name: string;
}

/** Lets a world's scene play on one of its maps or of the game's. */
export const UseMap = z.strictObject({
  map: z.string().max(80),
  /** As a draft of the scene's sheet, or released at once. */
  how: z.enum(["draft", "play"]),
  /** Who would stand in a wall or outside loses the tile of its own, and stands at its place or the entrance. */
  clear: z.boolean().default(false),
});
export type UseMap = z.infer<typeof UseMap>;

export interface UsedMap {
  readonly world: string;
  readonly map: string;
  readonly how: "draft" | "play";
  /** Personas whose tile was cleared. */
  readonly cleared: readonly string[];
}
