import { join, resolve } from "node:path";
import { loadDotEnv, readConfig } from "./cli/config.ts";
import { openGameStudio } from "./cli/game-studio.ts";
import type { OpenStudio } from "./cli/open-studio.ts";
import { openPlay, type Play } from "./cli/play.ts";
import { createRunningGame } from "./cli/running-game.ts";
import { openingFor } from "./studio/access/opening.ts";
import { studioHandler } from "./studio/http/studio-handler.ts";
import { DEFAULT_WORLD, readStaging, worldFolder } from "./worlds/read-staging.ts";

/**
 * What `npm run dev` loads, and loads again when a server file changes: rooms and studio for Vite's own port.
 * `DRAMATIS_SCENE` in the shell names another scene, as `--scene` does for `npm start`.
 */

/** What outlives a reload, for `client/vite.config.ts` and for the next one. */
interface InTheMaking {
  readonly play: Play;
  readonly studio: OpenStudio;
  readonly handler: ReturnType<typeof studioHandler>;
  /** Prints how one comes in; `at` is the server's own address. */
  announce(at: string): void;
  at?: string;
}

const root = resolve(import.meta.dirname, "..");
const { DRAMATIS_SCENE: named = DEFAULT_WORLD, ...env } = process.env;
loadDotEnv(join(root, ".env"));
const configured = readConfig({ env });
if (!configured.ok) throw new Error(configured.problems.join("\n"));
const read = await readStaging(named, join(root, "assets"));
if (!read.ok) throw new Error(read.problems.join("\n"));

const { config } = configured;
const { staging } = read;
const assets = join(root, "assets");

// A reload brings new code and new rooms; what the old code had open is closed when its rooms have written their ends.
const kept = globalThis as { dramatis?: InTheMaking };
const previous = kept.dramatis;
if (previous) {
  void previous.studio.close();
  setTimeout(() => void previous.play.close(), 3_000);
}
const running = createRunningGame(staging);
const play = await openPlay(config, staging, "dramatis/dev", running.around);
running.playedBy(play);
const studio = openGameStudio(
  {
    play,
    config,
    running,
    assets,
    folder: worldFolder(named, assets),
    reread: () => readStaging(named, assets),
  },
  { roots: [join(assets, "worlds")], opening: openingFor(config.host, config.studioKeys) },
);
kept.dramatis = {
  play,
  studio,
  handler: studioHandler(() => studio),
  announce(at) {
    for (const line of studio.announce(at)) console.log(`  ${line}`);
    this.at = at;
  },
};
// Whoever was in is out now; before the first start only Vite knows where it listens.
if (previous?.at !== undefined) kept.dramatis.announce(previous.at);

export const rooms = play.rooms;
