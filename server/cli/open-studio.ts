import { createAccess } from "../studio/access/access.ts";
import { cardsRoutes } from "../studio/cards/cards-routes.ts";
import { createPortraitGallery } from "../studio/cards/portrait-gallery.ts";
import { homeRoutes, type StudioAbout } from "../studio/home-routes.ts";
import type { RunningGame } from "../studio/running-game.ts";
import { studioApp } from "../studio/studio.ts";
import { recastReleases } from "../studio/writing/recasting.ts";
import type { Clock } from "../stage/ports.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";

/** Everything the studio is made of, wired together. */
export interface OpenStudio {
  readonly app: ReturnType<typeof studioApp>;
  /** A portrait that the game page shows, by its name; null where none has it. */
  readonly portrait: (name: string) => Uint8Array | null;
  /** The path with a key that opens once, for whoever reads the terminal. */
  link(): string;
}

export interface OpenStudioOptions {
  readonly game: RunningGame;
  readonly about: StudioAbout;
  readonly shelf: WorldShelf;
  readonly clock: Clock;
  readonly page: string | null;
}

/** Wires the studio: its routes to the running game, its access to the clock. */
export function openStudio({ game, about, shelf, clock, page }: OpenStudioOptions): OpenStudio {
  const access = createAccess([], clock);
  recastReleases(shelf, game);
  const gallery = createPortraitGallery();
  // Whoever comes in before they hang sees a drawn figure.
  void gallery.hangAll(shelf).catch(() => {});
  const app = studioApp({
    routes: [
      ...homeRoutes(game, about),
      ...cardsRoutes({ shelf, game, gallery, clock, playing: about.world }),
    ],
    access,
    page,
    audit: () => {},
    fault: (error) =>
      console.error(
        `something in the studio failed (${error instanceof Error ? error.name : typeof error}); the game goes on`,
      ),
  });
  return { app, portrait: gallery.find, link: () => `/studio/#key=${access.oneTimeKey()}` };
}
