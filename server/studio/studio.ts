import express from "express";
import { allow, answer, bodyReader } from "./http/asking.ts";
import { comingAndGoing } from "./http/coming-and-going.ts";
import { HEADERS } from "./http/headers.ts";
import { badBody, NOT_FOUND, NOT_SIGNED_IN, refuse } from "./http/refusals.ts";
import type { StudioOptions } from "./http/studio-options.ts";
import { tokenOf } from "./http/token.ts";

/** The studio's edge: its page, and its routes for those who may ask them. */

/** What stands at `/studio`. */
export function studioApp(options: StudioOptions): express.Router {
  const { routes, access, page, door } = options;
  const router = express.Router();
  router.use((request, response, next) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    // Where a game lets other origins read its answers, these are not among them.
    response.removeHeader("Access-Control-Allow-Origin");
    if (door.isOpenTo(request)) next();
    else response.status(404).type("text/plain").send("nothing here");
  });
  const api = express.Router();
  api.use((request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    const foreign = door.refuses(request);
    if (foreign !== null) refuse(response, foreign);
    // Other origins get no answer to what their browser asks before it asks.
    else if (request.method === "OPTIONS") refuse(response, NOT_FOUND);
    else next();
  });
  comingAndGoing(api, options);
  for (const one of routes) {
    const verb = one.method.toLowerCase() as "get" | "post" | "put" | "delete";
    // Who may not ask is told so before a byte of the body is read.
    api[verb](one.path, allow(one, options), ...bodyReader(one), (request, response) => {
      void answer(one, request, response, options);
    });
  }
  api.use((request, response) =>
    refuse(response, access.callerOf(tokenOf(request)) === null ? NOT_SIGNED_IN : NOT_FOUND),
  );
  api.use(badBody);
  router.use("/api", api);
  if (page !== null) {
    router.use(
      express.static(page, {
        dotfiles: "ignore",
        setHeaders: (response, path) => {
          const hashed = /[/\\]bundle[/\\]/u.test(path);
          const kept = hashed ? "public, max-age=31536000, immutable" : "no-cache";
          response.setHeader("Cache-Control", kept);
        },
      }),
    );
  }
  router.use((_request, response) => {
    response.status(404).type("text/plain").send("nothing here");
  });
  return router;
}

/** What stands at `/studio` where nobody may come in. */
export function closedStudio(): express.Router {
  const router = express.Router();
  router.use((_request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response
      .status(404)
      .type("text/plain")
      .send("The studio is not open on this server; what the server said at its start says why.");
  });
  return router;
}
