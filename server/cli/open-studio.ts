import { createAccess } from "../studio/access/access.ts";
import { homeRoutes, type StudioAbout } from "../studio/home-routes.ts";
import type { RunningGame } from "../studio/running-game.ts";
import { studioApp } from "../studio/studio.ts";
import type { GameAssets } from "../studio/writing/choices.ts";
import { writingRoutes } from "../studio/writing/writing-routes.ts";
import { recastReleases } from "../studio/writing/recasting.ts";
import type { Clock } from "../stage/ports.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";

/** Everything the studio is made of, wired together. */
export interface OpenStudio {
  readonly app: ReturnType<typeof studioApp>;
  /** The path with a key that opens once, for whoever reads the terminal. */
  link(): string;
}

export interface OpenStudioOptions {
  readonly game: RunningGame;
  readonly about: StudioAbout;
  readonly shelf: WorldShelf;
  /** What the game's own folder has to choose from. */
  readonly assets: () => Promise<GameAssets>;
  readonly contextTokens: number;
  readonly clock: Clock;
  readonly page: string | null;
}

/** Wires the studio: its routes to the running game, its access to the clock. */
export function openStudio({
  game,
  about,
  shelf,
  assets,
  contextTokens,
  clock,
  page,
}: OpenStudioOptions): OpenStudio {
  const access = createAccess([], clock);
  recastReleases(shelf, game);
  const app = studioApp({
    routes: [
      ...homeRoutes(game, about),
      ...writingRoutes({ shelf, played: about.world, assets, contextTokens }),
    ],
    access,
    page,
    audit: () => {},
    fault: (error) =>
      console.error(
        `something in the studio failed (${error instanceof Error ? error.name : typeof error}); the game goes on`,
      ),
  });
  return { app, link: () => `/studio/#key=${access.oneTimeKey()}` };
}
