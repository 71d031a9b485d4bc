import express from "express";

/** A file of a map that was brought in, by its name; null where there is none. */
export type MapFileFinder = (
  file: string,
) => Promise<{ readonly bytes: Uint8Array; readonly type: string } | null>;

/** `/maps/map-….json` and `.png`: maps that were brought into worlds, for the game's page. */
export function broughtMaps(find: MapFileFinder): express.Router {
  const router = express.Router();
  router.get("/maps/:file", (request, response, next) => {
    find(request.params.file).then((found) => {
      if (found === null) return next();
      // Its name says what it is: another map has another one.
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.type(found.type).end(found.bytes);
    }, next);
  });
  return router;
}
