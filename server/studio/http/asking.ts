import express from "express";
import type { Visit } from "../access/access.ts";
import { mayAsk, type StudioRequest, type StudioRoute } from "../route.ts";
import { AUDIT_FAILED, NOT_ALLOWED, NOT_SIGNED_IN, refuse, tooMany } from "./refusals.ts";
import { send } from "./sending.ts";
import type { StudioOptions } from "./studio-options.ts";
import { tokenOf } from "./token.ts";

/** One request of a route: whether it is allowed, what it brings, its line in the audit log, its answer. */

/** In bytes, where a route says nothing else. */
const BODY_LIMIT = 256 * 1024;

/** What a request that was allowed knows of its visit. */
interface Locals {
  visit?: Visit;
}

/** Lets on who has a visit and one of the route's roles. */
export function allow(
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

/** Reads the body as the route wants it. */
export function bodyReader({ body }: StudioRoute): express.RequestHandler[] {
  switch (body.kind) {
    case "none":
      return [];
    case "json":
      return [express.json({ limit: body.limit ?? BODY_LIMIT, strict: true })];
    case "bytes":
      return [express.raw({ limit: body.limit, type: () => true })];
  }
}

/** Has the route handle what was read, once it is written down. */
export async function answer(
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

function shownPath(request: express.Request): string {
  return request.path.slice(0, 300);
}
