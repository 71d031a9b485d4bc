import express from "express";
import { SignIn, type StudioProblem } from "../../shared/studio/api.ts";
import { STUDIO_PATH } from "../../shared/studio/path.ts";
import type { Access } from "./access/access.ts";
import type { Caller, StudioAnswer, StudioRoute } from "./route.ts";

/** The studio's edge: its page, and its routes for those who may ask them. */

export interface StudioOptions {
  readonly routes: readonly StudioRoute[];
  readonly access: Access;
  /** Folder with the studio's built page; null where it was not built. */
  readonly page: string | null;
  /** Told of each request whose answer holds private text, and of each that changes something, once it was allowed. */
  readonly audit: (entry: AuditEntry) => void;
  /** A route threw; nothing of what was asked is in it. */
  readonly fault: (error: unknown) => void;
}

/** Who asked what. */
export interface AuditEntry {
  readonly who: string;
  readonly method: string;
  /** As it was asked for, with ids and without a query. */
  readonly path: string;
  /** What private text it gave; absent where none. */
  readonly privateText?: string;
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

/** In bytes, where a route says nothing else. */
const BODY_LIMIT = 256 * 1024;

/** What stands at `/studio`. */
export function studioApp(options: StudioOptions): express.Router {
  const { routes, access, page } = options;
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader("Content-Security-Policy", STUDIO_POLICY);
    next();
  });
  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  api.post("/session", express.json({ limit: 4096 }), (request, response) => {
    const read = SignIn.safeParse(request.body);
    const session = read.success ? access.signIn(read.data.key) : null;
    if (session === null) refuse(response, NOT_SIGNED_IN);
    else response.json(session);
  });
  api.post("/session/renew", (request, response) => {
    const session = access.renew(tokenOf(request) ?? "");
    if (session === null) refuse(response, NOT_SIGNED_IN);
    else response.json(session);
  });
  for (const one of routes) {
    const verb = one.method.toLowerCase() as "get" | "post" | "put" | "delete";
    // Who may not ask is told so before a byte of the body is read.
    api[verb](one.path, allow(one, access), ...bodyReader(one), (request, response) => {
      void answer(one, request, response, options);
    });
  }
  api.use((_request, response) => refuse(response, NOT_FOUND));
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
  return router;
}

const NOT_SIGNED_IN: StudioProblem = {
  code: "not-signed-in",
  message:
    "You are not signed in, or no longer: open the studio by the link in the server's terminal, or with the key you were given.",
};
const NOT_ALLOWED: StudioProblem = {
  code: "not-allowed",
  message: "Your role does not allow this; ask whoever runs the server.",
};
const NOT_FOUND: StudioProblem = {
  code: "not-found",
  message: `There is nothing at this address below ${STUDIO_PATH}/api.`,
};

function allow({ roles }: StudioRoute, access: Access): express.RequestHandler {
  return (request, response, next) => {
    const caller = access.callerOf(tokenOf(request) ?? "");
    if (caller === null) return refuse(response, NOT_SIGNED_IN);
    if (!roles.some((role) => caller.roles.has(role))) return refuse(response, NOT_ALLOWED);
    (response.locals as { caller?: Caller }).caller = caller;
    next();
  };
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
  const { caller } = response.locals as { caller: Caller };
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
  if (route.privateText !== undefined || route.method !== "GET") {
    audit({
      who: caller.name,
      method: route.method,
      path: request.path,
      ...(route.privateText === undefined ? {} : { privateText: route.privateText }),
    });
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const given = await route.handle({
      caller,
      params: request.params as Record<string, string>,
      query: new URL(request.url, "http://studio").searchParams,
      body: read,
      gone: gone.signal,
    });
    await send(response, given, gone.signal);
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
      for await (const value of given.values) {
        if (gone.aborted) break;
        // A page that reads slowly holds its own lines up, and nobody else's.
        if (!response.write(`${JSON.stringify(value)}\n`) && !gone.aborted) {
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

function refuse(response: express.Response, problem: StudioProblem): void {
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

function tokenOf(request: express.Request): string | undefined {
  return /^Bearer (\S{1,512})$/u.exec(request.headers.authorization ?? "")?.[1];
}
