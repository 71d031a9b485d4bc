import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../roleplay/world/world.ts";
import { readGround } from "../stage/ground.ts";
import type { Staging } from "../stage/staging.ts";
import { readCoser } from "./read-coser.ts";
import { readWorld } from "./read-world.ts";

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
  if (!world.ok) return world;
  const file = join(assets, "public", "maps", `${world.world.scene.map}.json`);
  let map: unknown;
  try {
    map = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return {
      ok: false,
      problems: [
        `the scene's map '${world.world.scene.map}' could not be read from ${file}; name a map in assets/public/maps, or leave 'map' out for the bare stage`,
      ],
    };
  }
  const read = readGround(map);
  if (!read.ok) return { ok: false, problems: [`${file}: ${read.problem}`] };
  const staging: Staging = { ...world.world, ground: read.ground };
  return { ok: true, staging, notes: world.notes };
}

type WorldFound =
  | { readonly ok: true; readonly world: World; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

async function readNamedWorld(named: string, assets: string): Promise<WorldFound> {
  if (/\.json(?:#\d*)?$/iu.test(named)) {
    const read = await readCoser(named);
    return read.ok
      ? { ok: true, world: read.world, notes: read.notes }
      : { ok: false, problems: [read.problem] };
  }
  const isName = /^[a-z0-9][a-z0-9-]*$/u.test(named);
  const worlds = join(assets, "worlds");
  if (isName) {
    const known = await readdir(worlds).catch((): string[] => []);
    if (!known.includes(named)) {
      return {
        ok: false,
        problems: [
          `there is no world '${named}'; known worlds: ${known.join(", ") || "none"}. A CoSER file is named with its ending, as in scenes.json#2`,
        ],
      };
    }
  }
  const read = await readWorld(isName ? join(worlds, named) : named);
  return read.ok
    ? { ok: true, world: read.world, notes: read.warnings }
    : { ok: false, problems: read.problems };
}
