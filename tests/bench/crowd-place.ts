import type { Staging } from "../../server/stage/staging.ts";
import { aGround, aPersona, aStaging } from "../doubles/a-scene.ts";

/** A hall with four corners that do not hear each other: five personas and a dozen players in each. */

export const ROOMS = 10;
export const NPCS_A_ROOM = 20;
export const PLAYERS_A_ROOM = 50;
export const CORNERS = [
  [5, 5],
  [34, 5],
  [5, 34],
  [34, 34],
] as const;
const SIZE = 40;

export function crowdStaging(): Staging {
  const personas = Array.from({ length: NPCS_A_ROOM }, (_, i) =>
    aPersona({ id: `npc-${i}`, name: `Keeper ${String.fromCharCode(65 + i)}` }),
  );
  const ground = aGround(
    Array.from({ length: SIZE }, () => ".".repeat(SIZE)),
    Object.fromEntries(
      personas.map(({ id }, i) => {
        const [x, y] = cornerOf(i);
        return [id, [x - 2 + Math.floor(i / CORNERS.length), y, 1, 1]];
      }),
    ),
  );
  return aStaging(personas, {
    ground,
    scene: {
      hearing: 9,
      max_players: PLAYERS_A_ROOM,
      cast: personas.map(({ id }) => ({ persona: id, place: id })),
    },
  });
}

export function cornerOf(index: number): readonly [number, number] {
  return CORNERS[index % CORNERS.length] ?? CORNERS[0];
}

/** Where the player of this number in its room goes to stand. */
export function standOf(index: number): { x: number; y: number } {
  const [x, y] = cornerOf(index);
  const place = Math.floor(index / CORNERS.length);
  return { x: x - 3 + (place % 7), y: y + 2 + Math.floor(place / 7) };
}
