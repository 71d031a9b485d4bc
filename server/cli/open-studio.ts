import { createAccess } from "../studio/access/access.ts";
import { auditRoutes } from "../studio/access/audit-routes.ts";
import { createAuditLog } from "../studio/access/audit-log.ts";
import { createFrontDoor } from "../studio/access/front-door.ts";
import type { Opening } from "../studio/access/opening.ts";
import { episodesRoutes, type EpisodePorts } from "../studio/episodes/episodes-routes.ts";
import { cardsRoutes } from "../studio/cards/cards-routes.ts";
import { createPainter } from "../pictures/painter.ts";
import { createPortraitGallery } from "../studio/cards/portrait-gallery.ts";
import { homeRoutes, type StudioAbout } from "../studio/home-routes.ts";
import { createLiveBook } from "../studio/live/live-book.ts";
import { liveRoutes } from "../studio/live/live-routes.ts";
import type { StudioRoute } from "../studio/route.ts";
import type { RunningGame } from "../studio/running-game.ts";
import { closedStudio, studioApp } from "../studio/studio.ts";
import type { GameAssets } from "../studio/writing/choices.ts";
import { writingRoutes } from "../studio/writing/writing-routes.ts";
import { recastReleases } from "../studio/writing/recasting.ts";
import type { RehearsalPorts } from "../studio/rehearsal/rehearsal-ports.ts";
import { rehearsalRoutes } from "../studio/rehearsal/rehearsal-routes.ts";
import { createRehearsals } from "../studio/rehearsal/rehearsals.ts";
import { choicesOfMaps, mapsRoutes } from "../studio/maps/maps-routes.ts";
import { threadedPrinter } from "../studio/maps/print-upload.ts";
import { createMapGallery, type MapGallery } from "../worlds/map-gallery.ts";
import type { MapShelf } from "../worlds/map-shelf.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";
import type { Clock } from "../stage/ports.ts";

/** Everything the studio is made of, wired together. */
export interface OpenStudio {
  readonly app: ReturnType<typeof studioApp>;
  /** A portrait that the game page shows, by its name; null where none has it. */
  readonly portrait: (name: string) => Uint8Array | null;
  /** A file of a map that was brought in, which the game page draws; null where there is none. */
  readonly map: MapGallery["find"];
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
  readonly maps: MapShelf;
  /** What the game's own folder has to choose from. */
  readonly assets: () => Promise<GameAssets>;
  readonly contextTokens: number;
  readonly clock: Clock;
  readonly rehearsal: RehearsalPorts;
  readonly page: string | null;
  readonly opening: Opening;
  /** Other origins under which this server is reached. */
  readonly origins: readonly string[];
  readonly episodes: EpisodePorts;
  /** Where the audit log is kept. */
  readonly dataDir: string;
}

/** Wires the studio: its routes to the running game, its access to the clock. */
export function openStudio(options: OpenStudioOptions): OpenStudio {
  const { game, about, shelf, maps, assets, contextTokens, clock, page } = options;
  const { rehearsal, opening, origins, episodes, dataDir } = options;
  const painter = createPainter();
  const gallery = createPortraitGallery();
  // Whoever comes in before they hang sees a drawn figure.
  void gallery.hangAll(shelf, painter).catch(() => {});
  const portrait = gallery.find;
  const served = createMapGallery(maps);
  const map = served.find;
  const stopRecasting = recastReleases(shelf, game);
  const live = createLiveBook(game);
  const rehearsals = createRehearsals(rehearsal);
  const routes: readonly StudioRoute[] = [
    ...homeRoutes(game, about),
    ...writingRoutes({
      shelf,
      played: about.world,
      assets: async (world) => ({ ...(await assets()), brought: await choicesOfMaps(maps, world) }),
      contextTokens,
    }),
    ...mapsRoutes({
      shelf,
      maps,
      forget: served.forget,
      game: async () => (await assets()).maps,
      ground: async (name) => (await maps.ground(name)) ?? episodes.ground(name),
      print: threadedPrinter(),
      clock,
    }),
    ...cardsRoutes({ shelf, game, gallery, painter, clock, playing: about.world }),
    ...liveRoutes(game, live, clock),
    ...rehearsalRoutes(rehearsals),
    ...episodesRoutes(episodes),
    ...auditRoutes(dataDir),
  ];
  const close = async () => {
    stopRecasting();
    live.close();
    await painter.close();
    await rehearsals.close();
  };
  if (opening.open === "no") {
    live.close();
    return {
      app: closedStudio(),
      routes,
      portrait,
      map,
      announce: () => [opening.why],
      close,
    };
  }
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
    portrait,
    map,
    announce: (at) =>
      opening.open === "link"
        ? [`the studio, for ten minutes and once: ${at}/studio/#key=${access.oneTimeKey()}`]
        : [`the studio, for those who have a key: ${at}/studio/`],
    close,
  };
}
