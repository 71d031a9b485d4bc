import type { ParticipantId } from "../../shared/protocol.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { Cast } from "./cast.ts";
import { areaMiddle, type Area, type Point } from "./ground.ts";
import type { Staging } from "./staging.ts";

/** Where bodies stand when a scene opens, and what they look like. */

/** How many looks the client has for players. */
export const PLAYER_SPRITES = 8;

/** What others see of a persona. */
export function lookOf({ id, name, sprite, public: face }: Persona) {
  return { name, sprite: sprite ?? id, appearance: face.appearance };
}

/** Puts a persona's body on a free tile at or near a point; says which. */
export function castPersona(cast: Cast, persona: Persona, near: Point): Point {
  const at = cast.freeTileNear(near);
  cast.enter({
    id: persona.id,
    ...lookOf(persona),
    kind: "persona",
    x: at.x,
    y: at.y,
    facing: "down",
    status: "idle",
    posture: "standing",
    connected: true,
    way: [],
  });
  return at;
}

/** The tile a persona belongs to: the one its scene names, its own spot on the map, its place's middle. */
export function homeOf(
  { scene, ground }: Pick<Staging, "scene" | "ground">,
  personaId: string,
  index: number,
): Point {
  const { place, tile } = scene.cast.find(({ persona }) => persona === personaId) ?? {};
  if (tile !== undefined && tile.x < ground.width && tile.y < ground.height) return tile;
  const spot = ground.spots.get(personaId);
  if (spot) return spot;
  const area = place === undefined ? undefined : ground.places.get(place);
  if (area) return { x: area.x + (area.width >> 1), y: area.y + (area.height >> 1) };
  return ground.spots.get(`cast-${index + 1}`) ?? entranceOf({ scene, ground });
}

/**
 * Where players come in: the spot the scene names; the spot `entrance`, where it lies in the place the scene names or
 * the map has no such place; that place's middle; else the map's.
 */
export function entranceOf({ scene, ground }: Pick<Staging, "scene" | "ground">): Point {
  const { entrance: named = "" } = scene;
  const area = ground.places.get(named);
  const common = ground.spots.get("entrance");
  const fits = common !== undefined && (area === undefined || holds(area, common));
  return (
    ground.spots.get(named) ??
    (fits ? common : undefined) ??
    (area === undefined ? undefined : areaMiddle(area)) ?? {
      x: ground.width >> 1,
      y: ground.height >> 1,
    }
  );
}

function holds({ x, y, width, height }: Area, at: Point): boolean {
  return at.x >= x && at.y >= y && at.x < x + width && at.y < y + height;
}

/** A look for a player, the same for the same id. */
export function playerSprite(id: ParticipantId): string {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return `player-${(sum % PLAYER_SPRITES) + 1}`;
}
