import type { Staging } from "../../server/stage/staging.ts";
import { aGround } from "../doubles/a-scene.ts";

/** Where the speed benchmark plays. */

/** Conversations that one scene has room for: the default world has five personas. */
export const TABLES = 5;

/** The default world's people, each at a table of its own behind walls, so that no conversation hears another. */
export function atTables(world: Staging): Staging {
  const wall = "#".repeat(4 * TABLES + 1);
  const floor = `#${"...#".repeat(TABLES)}`;
  const personas = world.personas.slice(0, TABLES);
  const ground = aGround(
    [wall, floor, floor, floor, wall],
    Object.fromEntries(personas.map(({ id }, i) => [id, [1 + 4 * i, 1, 3, 3]])),
  );
  const cast = personas.map(({ id }) => ({ persona: id, place: id }));
  return { ...world, scene: { ...world.scene, cast, end: [] }, personas, ground };
}

/** The default world as it is delivered: one house in which most hear each other. */
export function atInn(world: Staging): Staging {
  return { ...world, scene: { ...world.scene, end: [] } };
}
