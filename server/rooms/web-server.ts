import { defineServer, matchMaker, type RegisteredHandler, type Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express from "express";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mayReadFigures, type FiguresPage } from "./figures-page.ts";
import { originAllowed } from "./origins.ts";

/** Page, matchmaking and sockets on one port. */
export interface WebServer {
  /** Listens and resolves to the port in use. */
  listen(port: number, host: string): Promise<number>;
  /** Ends every room and closes the port. */
  close(): Promise<void>;
}

export interface WebServerOptions {
  /** Room names to their handlers, from `defineRoom`. */
  readonly rooms: Record<string, RegisteredHandler>;
  /** Folder with the built page; without it there is no page, only rooms. */
  readonly page: string | null;
  /** Other web origins that may connect. */
  readonly origins: readonly string[];
  /** What `/healthz` tells, besides `ok`; `ok: false` answers 503. */
  readonly health: () => { readonly ok: boolean } & Readonly<Record<string, unknown>>;
  /** What `/metrics` tells those who may read it; absent for nothing. */
  readonly figures?: FiguresPage;
  /** Answers what belongs to the studio, and lets the rest go on; absent for nothing. */
  readonly studio?: express.RequestHandler;
}

/** The page needs nothing from elsewhere, and nothing may be run or framed that it did not bring. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self' blob: ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Creates the server; nothing listens yet. */
export function createWebServer(options: WebServerOptions): WebServer {
  const http = createServer();
  const server: Server = defineServer({
    rooms: options.rooms,
    greet: false,
    gracefullyShutdown: false,
    transport: new WebSocketTransport({
      server: http,
      beforeUpgrade: (request) => {
        const { headers } = request;
        const known = originAllowed(headers.get("origin"), headers.get("host"), options.origins);
        return known ? undefined : new Response("this origin may not connect", { status: 403 });
      },
    }),
    express: (app) => routes(app, options),
  });
  restrictMatchmaking(options.origins);
  return {
    async listen(port, host) {
      // Colyseus waits for `listening` alone: a port that is taken would never be told.
      await Promise.race([server.listen(port, host), failure(http)]);
      return (http.address() as AddressInfo).port;
    },
    async close() {
      await server.gracefullyShutdown(false);
      await closed(http);
    },
  };
}

function routes(
  app: express.Application,
  { page, health, figures, studio }: WebServerOptions,
): void {
  app.disable("x-powered-by");
  app.use((_request, response, next) => {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    next();
  });
  app.get("/healthz", (_request, response) => {
    const report = health();
    response.status(report.ok ? 200 : 503).json(report);
  });
  if (figures !== undefined) {
    app.get("/metrics", (request, response, next) => {
      // Whoever may not read it learns no more than at any address where nothing is.
      if (!mayReadFigures(request, figures.token)) {
        next();
        return;
      }
      figures
        .text()
        .then((text) => {
          response.setHeader("Cache-Control", "no-store");
          response.setHeader("Content-Type", figures.contentType).send(text);
        })
        .catch(next);
    });
  }
  if (studio !== undefined) app.use(studio);
  if (page !== null) {
    // Built files carry a hash in their names; the page itself must always be asked for again.
    const setHeaders = (response: express.Response, path: string) => {
      const hashed = /[/\\]bundle[/\\]/u.test(path);
      response.setHeader(
        "Cache-Control",
        hashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    };
    app.use(express.static(page, { setHeaders, dotfiles: "ignore" }));
  }
  app.use((_request, response) => {
    response.status(404).type("text/plain").send("nothing here");
  });
}

/** A stranger may join scenes, not create them at will; and no foreign page may read the answers. */
function restrictMatchmaking(origins: readonly string[]): void {
  const { controller } = matchMaker;
  controller.exposedMethods = ["joinOrCreate", "join", "joinById", "reconnect"];
  const { "Access-Control-Allow-Origin": _anyone, ...others } = controller.DEFAULT_CORS_HEADERS;
  controller.DEFAULT_CORS_HEADERS = others as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = (headers: Headers): Record<string, string> => {
    const origin = headers.get("origin");
    const known = originAllowed(origin, headers.get("host"), origins);
    return known && origin !== null
      ? { "Access-Control-Allow-Origin": origin, Vary: "Origin" }
      : { Vary: "Origin" };
  };
}

function failure(http: HttpServer): Promise<never> {
  return new Promise((_resolve, reject) => http.once("error", reject));
}

function closed(http: HttpServer): Promise<void> {
  http.closeAllConnections();
  return http.listening ? new Promise((resolve) => http.close(() => resolve())) : Promise.resolve();
}
