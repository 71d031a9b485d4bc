import express from "express";
import type { IncomingMessage, ServerResponse } from "node:http";
import { STUDIO_PATH } from "../../../shared/studio/path.ts";
import { closedStudio } from "../studio.ts";
import { broughtMaps, type MapFileFinder } from "./brought-maps.ts";
import { portraits } from "./portraits.ts";

/** What there is of a studio to be served. */
export interface ServedStudio {
  readonly app: express.Router;
  readonly portrait: (name: string) => Uint8Array | null;
  readonly map: MapFileFinder;
}

/** Serves a studio from any server of Node's, express or not; null for as long as it is not open. */
export function studioHandler(studio: () => ServedStudio | null) {
  const app = express();
  app.disable("x-powered-by");
  const closed = closedStudio();
  app.use(STUDIO_PATH, (request, response, next) =>
    (studio()?.app ?? closed)(request, response, next),
  );
  app.use(broughtMaps(async (file) => (await studio()?.map(file)) ?? null));
  app.use(portraits((name) => studio()?.portrait(name) ?? null));
  return (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    // An app that is a part of another is called so; its types know only of one that stands alone.
    (app as unknown as typeof closed)(request as never, response as never, next);
  };
}
