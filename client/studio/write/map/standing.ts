import { areaAt, besideEachOther, middleOf, type Tile } from "../../parts/map-areas.ts";
import { isRecord } from "../form/group-value.ts";
import type { SheetValue } from "../sheet-desk.ts";
import { listOf, textOf, type MapLayout } from "./map-values.ts";

/** Where people and things stand when the scene opens, by the rules of a running scene. */

export interface Standing extends Tile {
  readonly id: string;
  /** Its entry in the scene's cast, or among the things. */
  readonly index: number;
}

/** Each of the cast, beside whoever stands there already. */
export function peopleOn(map: MapLayout, scene: SheetValue | null): Standing[] {
  const free = besideEachOther(map.width);
  return listOf(scene, "cast").map((entry, index) => {
    const id = textOf(entry, "persona");
    const at =
      tileOf(entry) ??
      spotOf(map, id) ??
      middleOfPlace(map, entry["place"]) ??
      spotOf(map, `cast-${index + 1}`) ??
      entranceOn(map, scene);
    return { id, index, ...free(at) };
  });
}

/** Each thing that lies somewhere; what somebody or something else holds is left out. */
export function thingsOn(map: MapLayout, things: SheetValue | null): Standing[] {
  return listOf(things, "props").flatMap((entry, index) => {
    const at = tileOf(entry) ?? middleOfPlace(map, entry["place"]);
    if (at === null || entry["place"] === undefined) return [];
    return [{ id: textOf(entry, "id"), index, ...at }];
  });
}

/** Where players come in. */
export function entranceOn(map: MapLayout, scene: SheetValue | null): Tile {
  const named = textOf(scene, "entrance");
  const common = spotOf(map, "entrance");
  const area = map.places.find(({ id }) => id === named);
  const inside = area !== undefined && common !== null && areaAt([area], common) !== null;
  return (
    spotOf(map, named) ??
    (inside ? common : area === undefined ? common : middleOf(area)) ?? {
      x: map.width >> 1,
      y: map.height >> 1,
    }
  );
}

/** The middle of a place, where whoever is sent there goes; null where the map has no such place. */
export function middleOfPlace(map: MapLayout, place: unknown): Tile | null {
  const area = map.places.find(({ id }) => id === place);
  return area === undefined ? null : middleOf(area);
}

function spotOf({ spots }: MapLayout, name: string): Tile | null {
  const spot = spots.find(({ id }) => id === name);
  return spot === undefined ? null : { x: spot.x, y: spot.y };
}

function tileOf(entry: SheetValue): Tile | null {
  const tile = entry["tile"];
  return isRecord(tile) && typeof tile["x"] === "number" && typeof tile["y"] === "number"
    ? { x: tile["x"], y: tile["y"] }
    : null;
}
