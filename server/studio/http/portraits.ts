import express from "express";

/** `/portraits/NAME.png`: pictures of cards that were brought in, for the game's page. */
export function portraits(portrait: (name: string) => Uint8Array | null): express.Router {
  const router = express.Router();
  router.get("/portraits/:name.png", (request, response, next) => {
    const png = portrait(request.params.name);
    if (png === null) {
      next();
      return;
    }
    // Its name says what it is: another picture has another one.
    response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.type("png").end(png);
  });
  return router;
}
