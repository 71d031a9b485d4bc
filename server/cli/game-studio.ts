import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Opening } from "../studio/access/opening.ts";
import { createFolderShelf } from "../worlds/folder-shelf.ts";
import { createMapShelf } from "../worlds/map-shelf.ts";
import { gameAssets } from "../worlds/game-assets.ts";
import { openEpisodes } from "./open-episodes.ts";
import { keptSheets, openRehearsals } from "./open-rehearsals.ts";
import { openStudio, type OpenStudio } from "./open-studio.ts";
import type { OpenedScene } from "./opened-scene.ts";
import { restageReleases } from "./restaging.ts";
import { systemClock } from "./system-clock.ts";

/** Of the repository, or of the package that is built from it. */
const ROOT = resolve(import.meta.dirname, "../..");

export interface GameStudioOptions {
  /** Folders whose folders are worlds that can be written, beside the one that is played. */
  readonly roots: readonly string[];
  readonly opening: Opening;
}

/** The studio of a running game, wired to its scenes, its worlds, its log and its model. */
export function openGameStudio(
  scene: OpenedScene,
  { roots, opening }: GameStudioOptions,
): OpenStudio {
  const { play, config, running, assets, folder } = scene;
  const { scene: world } = running.around.staging();
  const clock = systemClock();
  const version = dramatisVersion();
  const folders = {
    roots,
    worlds: folder === null ? {} : { [world.id]: resolve(folder) },
    clock,
  };
  const shelf = createFolderShelf(folders);
  const maps = createMapShelf(folders);
  const episodes = openEpisodes(config, assets, maps);
  const stopRestaging = restageReleases(
    shelf,
    world.id,
    () => scene.reread(),
    running.restage,
    clock,
  );
  const rehearsals = openRehearsals({
    play,
    config,
    played: world.id,
    reread: () => scene.reread(),
    roots,
    assets,
    software: `dramatis/${version}`,
    sheets: keptSheets(shelf),
  });
  const studio = openStudio({
    game: running.game,
    shelf,
    maps,
    about: { world: world.id, title: world.title, synthetic: play.model.synthetic, version },
    assets: () => gameAssets(join(assets, "public")),
    contextTokens: config.memory.contextTokens ?? 8_192,
    clock,
    rehearsal: rehearsals.ports,
    page: studioPage(),
    opening,
    origins: config.origins,
    episodes: {
      ...episodes,
      // A game's own ground is in no folder of maps.
      ground: async (map) =>
        map === world.map ? running.around.staging().ground : episodes.ground(map),
    },
    dataDir: config.dataDir,
  });
  return {
    ...studio,
    async close() {
      stopRestaging();
      await studio.close();
      await rehearsals.close();
    },
  };
}

/** The folder with the studio's built page; null where it was not built. */
export function studioPage(): string | null {
  const page = join(ROOT, "dist", "studio");
  return existsSync(join(page, "index.html")) ? page : null;
}

/** As its package.json says. */
export function dramatisVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
