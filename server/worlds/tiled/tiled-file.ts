import * as z from "zod";

/** Tiled's JSON formats as far as they are read (its version 1.10; older ones differ in nothing that is read here). */

const Finite = z.number();
const Whole = z.number().int();

export const TiledProperty = z.looseObject({ name: z.string(), value: z.unknown() });
const Properties = z.array(TiledProperty).max(1_000).default([]);

export const TiledObject = z.looseObject({
  name: z.string().default(""),
  x: Finite.default(0),
  y: Finite.default(0),
  width: Finite.default(0),
  height: Finite.default(0),
  gid: Whole.optional(),
  template: z.unknown().optional(),
  point: z.boolean().default(false),
  visible: z.boolean().default(true),
  polygon: z
    .array(z.looseObject({ x: Finite, y: Finite }))
    .max(10_000)
    .optional(),
  polyline: z.unknown().optional(),
  text: z.unknown().optional(),
  properties: Properties,
});
export type TiledObject = z.infer<typeof TiledObject>;

/** A tile layer's numbers, packed or plain; what they are is found out by who unpacks them. */
const Data = z.union([z.string(), z.custom<readonly unknown[]>(Array.isArray)]);

export const TiledLayer = z.looseObject({
  name: z.string().default(""),
  type: z.enum(["tilelayer", "objectgroup", "imagelayer", "group"]),
  visible: z.boolean().default(true),
  opacity: z.number().min(0).max(1).catch(1).default(1),
  offsetx: Finite.default(0),
  offsety: Finite.default(0),
  parallaxx: Finite.default(1),
  parallaxy: Finite.default(1),
  tintcolor: z.string().optional(),
  width: Whole.optional(),
  height: Whole.optional(),
  encoding: z.string().optional(),
  compression: z.string().optional(),
  data: Data.optional(),
  chunks: z
    .array(z.looseObject({ x: Whole, y: Whole, width: Whole, height: Whole, data: Data }))
    .max(65_536)
    .optional(),
  objects: z.custom<readonly unknown[]>(Array.isArray).optional(),
  layers: z.custom<readonly unknown[]>(Array.isArray).optional(),
  properties: Properties,
});
export type TiledLayer = z.infer<typeof TiledLayer>;

export const TiledTile = z.looseObject({
  id: Whole.min(0),
  image: z.string().optional(),
  imagewidth: Whole.optional(),
  imageheight: Whole.optional(),
  x: Whole.optional(),
  y: Whole.optional(),
  width: Whole.optional(),
  height: Whole.optional(),
  animation: z
    .array(z.looseObject({ tileid: Whole.min(0), duration: Finite }))
    .max(10_000)
    .optional(),
  objectgroup: z.looseObject({ objects: z.array(TiledObject).max(1_000).default([]) }).optional(),
  properties: Properties,
});
export type TiledTile = z.infer<typeof TiledTile>;

export const TiledTileset = z.looseObject({
  name: z.string().default(""),
  image: z.string().optional(),
  imagewidth: Whole.min(0).default(0),
  imageheight: Whole.min(0).default(0),
  tilewidth: Whole.min(1).max(4_096),
  tileheight: Whole.min(1).max(4_096),
  tilecount: Whole.min(0).max(1_000_000).default(0),
  columns: Whole.min(0).max(65_536).default(0),
  margin: Whole.min(0).max(4_096).default(0),
  spacing: Whole.min(0).max(4_096).default(0),
  tiles: z.array(TiledTile).max(100_000).default([]),
});
export type TiledTileset = z.infer<typeof TiledTileset>;

export const TiledMap = z.looseObject({
  type: z.literal("map").optional(),
  orientation: z.string(),
  renderorder: z.string().default("right-down"),
  infinite: z.boolean().default(false),
  width: Whole.min(0),
  height: Whole.min(0),
  tilewidth: Whole,
  tileheight: Whole,
  layers: z.custom<readonly unknown[]>(Array.isArray),
  tilesets: z.custom<readonly unknown[]>(Array.isArray).default([]),
});
export type TiledMap = z.infer<typeof TiledMap>;

/** Whether something has a property of one of these names that is true. */
export function isTrue(
  { properties }: { readonly properties: readonly z.infer<typeof TiledProperty>[] },
  names: readonly string[],
): boolean {
  return properties.some(
    ({ name, value }) => names.includes(name.trim().toLowerCase()) && value === true,
  );
}
