import type { LayerRole } from "../../../shared/studio/maps.ts";
import type { ObjectLayer, TileLayer } from "./map-layers.ts";

/** What a layer is for, by its name: Dramatis' own names, and those that makers of maps commonly take. */

const NAMES: readonly (readonly [role: LayerRole, name: RegExp])[] = [
  ["walls", /^(?:walls?|墙壁?)$/u],
  ["furniture", /^(?:furniture|家具)$/u],
  [
    "blocks",
    /^(?:collisions?|collides?|colliders?|blocked|blocks?|blocking|solids?|obstacles?|碰撞|阻挡|障碍)$/u,
  ],
  ["over", /^(?:over|above|overhead|overlay|foreground|fringe|roofs?|top|上层|前景|屋顶)$/u],
  ["lights", /^(?:lights?|lamps?|灯|灯光)$/u],
];

/** The role that a name gives; null for a name that means nothing here. A group's name does not count. */
function named(name: string): LayerRole | null {
  const last = name
    .slice(name.lastIndexOf("/") + 1)
    .trim()
    .toLowerCase();
  const bare = last.replace(/[ _.-]?\d{1,3}$/u, "");
  return NAMES.find(([, pattern]) => pattern.test(bare))?.[0] ?? null;
}

export function roleOf(layer: TileLayer | ObjectLayer | { readonly kind: "other" }): LayerRole {
  if (layer.kind === "other") return "left-out";
  const role = named(layer.name);
  if (layer.kind === "objects") {
    // Whatever else is among objects, such as spots, is told apart by the objects themselves.
    if (role === "walls" || role === "lights") return role;
    return role === "blocks" || role === "furniture" ? "blocks" : "places";
  }
  if (role === "walls" || role === "blocks") return role;
  if (role === "furniture" || layer.collides) return "furniture";
  if (!layer.visible) return "left-out";
  return role === "over" || layer.over ? "over" : "under";
}

/** Whether a layer's tiles are on the picture. */
export function isPainted(layer: TileLayer, role: LayerRole): boolean {
  return layer.visible && role !== "blocks" && role !== "left-out";
}
