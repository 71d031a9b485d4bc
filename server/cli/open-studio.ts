import { createAccess } from "../studio/access/access.ts";
import { auditRoutes } from "../studio/access/audit-routes.ts";
import { createAuditLog } from "../studio/access/audit-log.ts";
import { createFrontDoor } from "../studio/access/front-door.ts";
import type { Opening } from "../studio/access/opening.ts";
import { homeRoutes, type StudioAbout } from "../studio/home-routes.ts";
import type { StudioRoute } from "../studio/route.ts";
import type { RunningGame } from "../studio/running-game.ts";
import type { RehearsalPorts } from "../studio/rehearsal/rehearsal-ports.ts";
import { rehearsalRoutes } from "../studio/rehearsal/rehearsal-routes.ts";
import { createRehearsals } from "../studio/rehearsal/rehearsals.ts";
import { closedStudio, studioApp } from "../studio/studio.ts";
import { recastReleases } from "../studio/writing/recasting.ts";
import type { Clock } from "../stage/ports.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";

/** Everything the studio is made of, wired together. */
export interface OpenStudio {
  readonly app: ReturnType<typeof studioApp>;
  /** What can be asked of it, and who may. */
  readonly routes: readonly StudioRoute[];
  /** Lines for the terminal: how to come in, or why nobody can. `at` is the server's own address. */
  announce(at: string): readonly string[];
  /** Ends what was begun on it. */
  close(): Promise<void>;
}

export interface OpenStudioOptions {
  readonly game: RunningGame;
  readonly about: StudioAbout;
  readonly shelf: WorldShelf;
  readonly clock: Clock;
  readonly rehearsal: RehearsalPorts;
  readonly page: string | null;
  readonly opening: Opening;
  /** Other origins under which this server is reached. */
  readonly origins: readonly string[];
  /** Where the audit log is kept. */
  readonly dataDir: string;
}

/** Wires the studio: its routes to the running game, its access to the clock. */
export function openStudio(options: OpenStudioOptions): OpenStudio {
  const { game, about, shelf, clock, page, opening, origins, dataDir } = options;
  recastReleases(shelf, game);
  const rehearsals = createRehearsals(options.rehearsal);
  const routes: readonly StudioRoute[] = [
    ...homeRoutes(game, about),
    ...rehearsalRoutes(rehearsals),
    ...auditRoutes(dataDir),
  ];
  const close = () => rehearsals.close();
  if (opening.open === "no")
    return { app: closedStudio(), routes, announce: () => [opening.why], close };
  const access = createAccess(opening.open === "keys" ? opening.credentials : [], clock);
  const audit = createAuditLog(dataDir, clock);
  const app = studioApp({
    routes,
    access,
    page,
    door: createFrontDoor({ open: opening.open, origins, clock }),
    audit: audit.write,
    fault: (error) =>
      console.error(
        `something in the studio failed (${error instanceof Error ? error.name : typeof error}); the game goes on`,
      ),
  });
  return {
    app,
    routes,
    close,
    announce: (at) =>
      opening.open === "link"
        ? [`the studio, for ten minutes and once: ${at}/studio/#key=${access.oneTimeKey()}`]
        : [`the studio, for those who have a key: ${at}/studio/`],
  };
}
