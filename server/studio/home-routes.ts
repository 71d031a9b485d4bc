import type { StudioHome } from "../../shared/studio/home.ts";
import { json, NO_BODY, route, type StudioRoute } from "./route.ts";
import type { RunningGame } from "./running-game.ts";

/** `GET /home`: what the studio's first page shows. */
export function homeRoutes(game: Pick<RunningGame, "scenes">, about: StudioAbout): StudioRoute[] {
  return [
    route({
      method: "GET",
      path: "/home",
      roles: ["designer", "operator", "exporter"],
      body: NO_BODY,
      handle: () =>
        json({
          ...about,
          scenes: game
            .scenes()
            .map(({ episodeId, world, title, since }) => ({ episodeId, world, title, since })),
        } satisfies StudioHome),
    }),
  ];
}

/** What does not change while the server runs. `world` is what rooms open, by its folder's name. */
export type StudioAbout = Omit<StudioHome, "scenes">;
