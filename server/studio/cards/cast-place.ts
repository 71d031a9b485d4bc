import { Scene } from "../../roleplay/scene.ts";
import { withCast } from "../../worlds/persona-yaml.ts";
import { versionOf } from "../../worlds/version-of.ts";
import { parseYaml } from "../../worlds/yaml-file.ts";
import type { BesideFile, Shelved, WorldShelf } from "../../worlds/world-shelf.ts";

/** The place where a newcomer stands: the one that was chosen, else where players come in. */
export async function placeOf(
  shelf: WorldShelf,
  world: string,
  place: string | undefined,
): Promise<string | undefined> {
  const scene = await sceneOf(shelf, world);
  const places = scene?.places.map(({ id }) => id) ?? [];
  if (place !== undefined) return places.includes(place) ? place : undefined;
  return scene?.entrance;
}

/** A world's scene as it plays; null for none, or for one that is not sound. */
export async function sceneOf(
  shelf: Pick<WorldShelf, "read">,
  world: string,
): Promise<Scene | null> {
  const text = (await shelf.read(world, { part: "scene" }))?.yaml ?? null;
  const read = text === null ? null : parseYaml(text, "scene.yaml");
  const scene = read?.ok === true ? Scene.safeParse(read.value) : null;
  return scene?.success === true ? scene.data : null;
}

/**
 * Releases a newcomer together with its place in the scene's cast, so that it is there after a restart too; where the
 * cast cannot take it, the newcomer alone, and says so.
 */
export async function withPlaceInCast(
  shelf: WorldShelf,
  world: string,
  one: {
    readonly id: string;
    readonly yaml: string;
    readonly placed: string | undefined;
    readonly by: string;
    readonly beside: readonly BesideFile[];
  },
): Promise<{ readonly shelved: Shelved; readonly notes: readonly string[] }> {
  const { id, yaml, placed, by, beside } = one;
  const newcomer = { sheet: { part: "persona", id }, yaml, from: { file: null } } as const;
  const scene = await shelf.read(world, { part: "scene" });
  const cast = scene?.yaml == null ? null : withCast(scene.yaml, id, placed);
  if (cast !== null) {
    const joined = { sheet: { part: "scene" }, yaml: cast } as const;
    const from = { file: scene?.version ?? null };
    const both = await shelf.releaseAll(world, [{ ...joined, from }, newcomer], by, beside);
    if (both.ok) return { shelved: { ...both, version: versionOf(yaml) }, notes: [] };
  }
  const shelved = await shelf.releaseAll(world, [newcomer], by, beside);
  return {
    shelved,
    notes: [
      `The scene's cast could not be changed by itself; write '- persona: ${id}' under 'cast' in scene.yaml, so that it is there after a restart too.`,
    ],
  };
}
