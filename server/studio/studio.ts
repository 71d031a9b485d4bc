import express from "express";
import { SignIn, type StudioProblem } from "../../shared/studio/api.ts";
import { STUDIO_PATH } from "../../shared/studio/path.ts";
import type { Access, Visit } from "./access/access.ts";
import type { AuditEntry } from "./access/audit-entry.ts";
import type { FrontDoor } from "./access/front-door.ts";
import { mayAsk, type StudioAnswer, type StudioRequest, type StudioRoute } from "./route.ts";

/** The studio's edge: its page, and its routes for those who may ask them. */

export interface StudioOptions {
  readonly routes: readonly StudioRoute[];
  readonly access: Access;
  /** Folder with the studio's built page; null where it was not built. */
  readonly page: string | null;
  readonly door: FrontDoor;
  /**
   * Told of who comes and goes, of each request whose answer holds private text, and of each that changes something,
   * before it is answered. Throws where it cannot keep it: then no private text is given.
   */
  readonly audit: (entry: AuditEntry) => void;
  /** A route threw; nothing of what was asked is in it. */
  readonly fault: (error: unknown) => void;
}

/** A page that no other origin's script, style, frame or form can touch, and that makes no script of text. */
export const STUDIO_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** What every answer below `/studio` carries, whichever server it is mounted on. */
const HEADERS = {
  "Content-Security-Policy": STUDIO_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

/** In bytes, where a route says nothing else. */
const BODY_LIMIT = 256 * 1024;

/** What stands at `/studio`. */
export function studioApp(options: StudioOptions): express.Router {
  const { routes, access, page, door } = options;
  const router = express.Router();
  router.use((request, response, next) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
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

const NOT_SIGNED_IN: StudioProblem = {
  code: "not-signed-in",
  message:
    "You are not signed in, or no longer: open the studio by the link in the server's terminal, or with the key you were given.",
};
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

const NOT_ALLOWED: StudioProblem = {
  code: "not-allowed",
  message: "Your role does not allow this; ask whoever runs the server.",
};
const NOT_FOUND: StudioProblem = {
  code: "not-found",
  message: `There is nothing at this address below ${STUDIO_PATH}/api.`,
};

const AUDIT_FAILED: StudioProblem = {
  code: "failed",
  message:
    "The audit log cannot be written, and without it no private text is shown: look at the disk of the server's data folder.",
};

/** Signing in and out, and staying in. */
function comingAndGoing(api: express.Router, { access, door, audit, fault }: StudioOptions): void {
  const told = (entry: AuditEntry) => {
    try {
      audit(entry);
    } catch (error) {
      fault(error);
    }
  };
  api.post("/session", express.json({ limit: 4096 }), (request, response) => {
    const wait = door.tries.wait(request);
    if (wait > 0) return refuse(response, tooMany("Too many keys did not open", wait), wait);
    const read = SignIn.safeParse(request.body);
    const session = read.success ? access.signIn(read.data.key) : null;
    const at = { method: "POST", path: "/session" } as const;
    if (session === null) {
      door.tries.failed(request);
      told({ did: "sign-in-refused", who: null, ...at });
      return refuse(response, NOT_SIGNED_IN);
    }
    told({ did: "sign-in", who: session.name, roles: session.roles, ...at });
    response.json(session);
  });
  api.post("/session/renew", (request, response) => {
    const session = access.renew(tokenOf(request));
    if (session === null) refuse(response, NOT_SIGNED_IN);
    else response.json(session);
  });
  api.delete("/session", (request, response) => {
    const caller = access.callerOf(tokenOf(request));
    if (caller === null) return refuse(response, NOT_SIGNED_IN);
    access.signOut(tokenOf(request));
    told({ did: "sign-out", who: caller.name, method: "DELETE", path: "/session" });
    response.status(204).end();
  });
}

/** What a request that was allowed knows of its visit. */
interface Locals {
  visit?: Visit;
}

function allow(
  route: StudioRoute,
  { access, door, audit, fault }: StudioOptions,
): express.RequestHandler {
  return (request, response, next) => {
    const visit = access.visitOf(tokenOf(request));
    if (visit === null) return refuse(response, NOT_SIGNED_IN);
    const wait = door.request(visit.id);
    if (wait > 0) return refuse(response, tooMany("Too many requests came at once", wait), wait);
    const { caller } = visit;
    if (!mayAsk(route, caller.roles)) {
      try {
        audit({ did: "refused", who: caller.name, method: route.method, path: shownPath(request) });
      } catch (error) {
        fault(error);
      }
      return refuse(response, NOT_ALLOWED);
    }
    (response.locals as Locals).visit = visit;
    next();
  };
}

function tooMany(what: string, seconds: number): StudioProblem {
  return { code: "too-many", message: `${what}; try again in ${seconds} seconds.` };
}

function bodyReader({ body }: StudioRoute): express.RequestHandler[] {
  switch (body.kind) {
    case "none":
      return [];
    case "json":
      return [express.json({ limit: body.limit ?? BODY_LIMIT, strict: true })];
    case "bytes":
      return [express.raw({ limit: body.limit, type: () => true })];
  }
}

async function answer(
  route: StudioRoute,
  request: express.Request,
  response: express.Response,
  { audit, fault }: StudioOptions,
): Promise<void> {
  const { visit } = response.locals as Required<Locals>;
  const { caller } = visit;
  const { body } = route;
  let read: unknown = request.body;
  if (body.kind === "json") {
    const parsed = body.schema.safeParse(request.body);
    if (!parsed.success) {
      return refuse(response, {
        code: "bad-request",
        message: "Something in this is missing or not as it should be.",
        details: parsed.error.issues.map(({ path, message }) => ({
          path: path.map((step) => (typeof step === "symbol" ? String(step) : step)),
          message,
        })),
      });
    }
    read = parsed.data;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const asked: StudioRequest<unknown> = {
    caller,
    params: request.params as Record<string, string>,
    query: new URL(request.url, "http://studio").searchParams,
    body: read,
    gone: AbortSignal.any([gone.signal, visit.ended]),
  };
  try {
    if (!written(route, asked, shownPath(request), audit, fault))
      return refuse(response, AUDIT_FAILED);
    const given = await route.handle(asked);
    // Who was signed out meanwhile gets nothing more.
    if (visit.ended.aborted) return refuse(response, NOT_SIGNED_IN);
    await send(response, given, asked.gone);
  } catch (error) {
    fault(error);
    if (response.headersSent) response.destroy();
    else
      refuse(response, {
        code: "failed",
        message: "The server could not do this; its terminal says what went wrong.",
      });
  }
}

/** Writes down what is read and what is changed; false where private text must not be given, since it cannot be. */
function written(
  route: StudioRoute,
  asked: StudioRequest<unknown>,
  path: string,
  audit: StudioOptions["audit"],
  fault: StudioOptions["fault"],
): boolean {
  const { method, privateText } = route;
  if (privateText === undefined && method === "GET") return true;
  const of = { ...asked.params, ...route.about?.(asked) };
  const ids = Object.entries(of).map(([name, id]) => [name, id.slice(0, 200)]);
  try {
    audit({
      did: method === "GET" || route.changesNothing === true ? "read" : "change",
      who: asked.caller.name,
      roles: [...asked.caller.roles],
      method,
      path,
      ...(ids.length === 0 ? {} : { of: Object.fromEntries(ids) }),
      ...(privateText === undefined ? {} : { privateText }),
    });
    return true;
  } catch (error) {
    fault(error);
    // A kill switch works on a full disk too.
    return privateText === undefined;
  }
}

async function send(
  response: express.Response,
  given: StudioAnswer,
  gone: AbortSignal,
): Promise<void> {
  switch (given.kind) {
    case "json":
      response.status(given.status ?? 200).json(given.value);
      return;
    case "problem":
      refuse(response, given.problem);
      return;
    case "file":
      response.setHeader("Content-Type", given.type);
      if (given.name !== undefined) response.attachment(given.name);
      response.end(given.bytes);
      return;
    case "lines":
      response.setHeader("Content-Type", "application/x-ndjson");
      response.flushHeaders();
      // Whoever signs out ends what still runs, also where nothing is said just now.
      gone.addEventListener("abort", () => response.end(), { once: true });
      for await (const value of given.values) {
        if (gone.aborted) break;
        // A page that reads slowly holds its own lines up, and nobody else's.
        if (!response.write(`${JSON.stringify(value)}\n`)) {
          await drained(response);
        }
      }
      response.end();
  }
}

function drained(response: express.Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

const STATUS: Readonly<Record<StudioProblem["code"], number>> = {
  "not-signed-in": 401,
  "not-allowed": 403,
  "not-found": 404,
  "bad-request": 400,
  conflict: 409,
  "too-large": 413,
  "too-many": 429,
  failed: 500,
};

function refuse(response: express.Response, problem: StudioProblem, after?: number): void {
  if (after !== undefined) response.setHeader("Retry-After", String(after));
  response.status(STATUS[problem.code]).json(problem);
}

/** What express says of a body that it could not read. */
const badBody: express.ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const type = error instanceof Error && "type" in error ? error.type : null;
  if (type === "entity.too.large") {
    return refuse(response, {
      code: "too-large",
      message: "What was sent is larger than is read here; send less of it at once.",
    });
  }
  refuse(response, { code: "bad-request", message: "What was sent could not be read as JSON." });
};

/** The header alone is read, so that no browser sends it by itself. Empty where there is none, which is no token. */
function tokenOf(request: express.Request): string {
  return /^Bearer ([\w-]{1,512})$/u.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

function shownPath(request: express.Request): string {
  return request.path.slice(0, 300);
}
