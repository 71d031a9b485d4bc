import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../roleplay/world/world.ts";
import { readGround, type Ground, type GroundLayers, type GroundResult } from "../stage/ground.ts";
import type { Staging } from "../stage/staging.ts";
import { keptGround } from "./kept-ground.ts";
import { KEPT_MAP_NAME } from "./kept-map.ts";
import { readCoser } from "./read-coser.ts";
import { readWorld } from "./read-world.ts";
import type { SheetVersions } from "../stage/staging.ts";

/** A scene ready to be played, with what its author or operator should know; or every problem found. */
export type StagingRead =
  | { readonly ok: true; readonly staging: Staging; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The world that plays when none is named. */
export const DEFAULT_WORLD = "salt-lantern";

/**
 * Reads what `--scene` names: a world's folder name under `assets/worlds`, a path to such a folder, or a CoSER
 * test-set file as `FILE.json[#n]` (n counts from 0).
 */
export async function readStaging(named: string, assets: string): Promise<StagingRead> {
  const world = await readNamedWorld(named, assets);
  return world.ok ? onGround(world, assets, undefined) : world;
}

/** A Tiled JSON map to play on, with the names of its layers where they are others than Dramatis' own. */
export interface GroundFile extends GroundLayers {
  readonly map: string;
}

/** Puts a world on its ground: the one that is given, a map's file, or the map that the scene names in `assets`. */
export async function onGround(
  { world, notes, versions, folder }: Extract<WorldFound, { ok: true }>,
  assets: string,
  given: Ground | GroundFile | string | undefined,
): Promise<StagingRead> {
  const read = await groundOf(world, assets, given, folder);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const staging: Staging = {
    ...world,
    ground: read.ground,
    ...(versions === undefined ? {} : { versions }),
  };
  return { ok: true, staging, notes };
}

async function groundOf(
  { scene }: World,
  assets: string,
  given: Ground | GroundFile | string | undefined,
  folder: string | undefined,
): Promise<GroundResult> {
  if (typeof given === "object" && !("map" in given)) return { ok: true, ground: given };
  if (given === undefined && KEPT_MAP_NAME.test(scene.map)) {
    const ground = folder === undefined ? null : await keptGround(folder, scene.map);
    return ground === null
      ? {
          ok: false,
          problem: `the scene's map '${scene.map}' is not in the world's folder 'maps', or its file was spoilt; bring it in again in the studio, or name another map`,
        }
      : { ok: true, ground };
  }
  const own = join(assets, "public", "maps", `${scene.map}.json`);
  const { map: file, ...layers } = typeof given === "object" ? given : { map: given ?? own };
  let map: unknown;
  try {
    map = JSON.parse(await readFile(file, "utf8"));
  } catch {
    const problem =
      given === undefined
        ? `the scene's map '${scene.map}' could not be read from ${file}; name a map in assets/public/maps, leave 'map' out for the bare stage, or give openScene a ground of your own`
        : `the map ${file} could not be read as JSON; export it from Tiled as .json`;
    return { ok: false, problem };
  }
  const read = readGround(map, layers);
  return read.ok ? read : { ok: false, problem: `${file}: ${read.problem}` };
}

/** A world that was read, with notes for its author, or every problem found. */
export type WorldFound =
  | {
      readonly ok: true;
      readonly world: World;
      readonly notes: readonly string[];
      /** Of its sheets' files; absent for what was not read from sheets. */
      readonly versions?: SheetVersions;
      /** Where its sheets lie, and maps that were brought into it; absent likewise. */
      readonly folder?: string;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The folder of what `--scene` names; null for what is no folder. */
export function worldFolder(named: string, assets: string): string | null {
  if (COSER_NAME.test(named)) return null;
  return WORLD_NAME.test(named) ? join(assets, "worlds", named) : named;
}

const COSER_NAME = /\.json(?:#\d*)?$/iu;
const WORLD_NAME = /^[a-z0-9][a-z0-9-]*$/u;

/** Reads what a scene is named by, without its ground. */
export async function readNamedWorld(named: string, assets: string): Promise<WorldFound> {
  const folder = worldFolder(named, assets);
  if (folder === null) {
    const read = await readCoser(named);
    return read.ok
      ? { ok: true, world: read.world, notes: read.notes }
      : { ok: false, problems: [read.problem] };
  }
  if (WORLD_NAME.test(named)) {
    const known = await readdir(join(assets, "worlds")).catch((): string[] => []);
    if (!known.includes(named)) {
      return {
        ok: false,
        problems: [
          `there is no world '${named}'; known worlds: ${known.join(", ") || "none"}. A CoSER file is named with its ending, as in scenes.json#2`,
        ],
      };
    }
  }
  const read = await readWorld(folder);
  return read.ok
    ? { ok: true, world: read.world, notes: read.warnings, versions: read.versions, folder }
    : { ok: false, problems: read.problems };
}
