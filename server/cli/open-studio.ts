import { createAccess } from "../studio/access/access.ts";
import { homeRoutes, type StudioAbout } from "../studio/home-routes.ts";
import type { RunningGame } from "../studio/running-game.ts";
import type { RehearsalPorts } from "../studio/rehearsal/rehearsal-ports.ts";
import { rehearsalRoutes } from "../studio/rehearsal/rehearsal-routes.ts";
import { createRehearsals } from "../studio/rehearsal/rehearsals.ts";
import { studioApp } from "../studio/studio.ts";
import type { Clock } from "../stage/ports.ts";

/** Everything the studio is made of, wired together. */
export interface OpenStudio {
  readonly app: ReturnType<typeof studioApp>;
  /** The path with a key that opens once, for whoever reads the terminal. */
  link(): string;
  close(): Promise<void>;
}

export interface OpenStudioOptions {
  readonly game: RunningGame;
  readonly about: StudioAbout;
  readonly clock: Clock;
  readonly rehearsal: RehearsalPorts;
  readonly page: string | null;
}

/** Wires the studio: its routes to the running game, its access to the clock. */
export function openStudio({ game, about, clock, page, rehearsal }: OpenStudioOptions): OpenStudio {
  const access = createAccess([], clock);
  const rehearsals = createRehearsals(rehearsal);
  const app = studioApp({
    routes: [...homeRoutes(game, about), ...rehearsalRoutes(rehearsals)],
    access,
    page,
    audit: () => {},
    fault: (error) =>
      console.error(
        `something in the studio failed (${error instanceof Error ? error.name : typeof error}); the game goes on`,
      ),
  });
  return {
    app,
    link: () => `/studio/#key=${access.oneTimeKey()}`,
    close: () => rehearsals.close(),
  };
}
