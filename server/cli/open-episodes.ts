import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createEpisodeShelf } from "../episodes/episode-shelf.ts";
import { readGround } from "../stage/ground.ts";
import type { EpisodePorts } from "../studio/episodes/episodes-routes.ts";
import { pseudonymKeyIn } from "../studio/episodes/pseudonym-key.ts";
import { KEPT_MAP_NAME } from "../worlds/kept-map.ts";
import type { MapShelf } from "../worlds/map-shelf.ts";
import type { Config } from "./config.ts";

/** The studio's way to what was played: the log, the pseudonyms' key of the data folder, the maps of `assets` and of worlds. */
export function openEpisodes(
  { log, dataDir }: Pick<Config, "log" | "dataDir">,
  assets: string,
  maps?: Pick<MapShelf, "ground">,
): EpisodePorts {
  return {
    shelf: createEpisodeShelf(log),
    pseudonymKey: () => pseudonymKeyIn(dataDir),
    elapsed: () => performance.now(),
    async ground(map) {
      // A log holds whatever a scene named.
      if (!/^[\w-]{1,100}$/u.test(map)) return null;
      if (KEPT_MAP_NAME.test(map)) return (await maps?.ground(map)) ?? null;
      try {
        const file = join(assets, "public", "maps", `${map}.json`);
        const read = readGround(JSON.parse(await readFile(file, "utf8")));
        return read.ok ? read.ground : null;
      } catch {
        return null;
      }
    },
  };
}
