import type express from "express";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { STUDIO_PATH } from "../../../shared/studio/path.ts";

/** What the studio says no with. */

export const NOT_SIGNED_IN: StudioProblem = {
  code: "not-signed-in",
  message:
    "You are not signed in, or no longer: open the studio by the link in the server's terminal, or with the key you were given.",
};

export const NOT_ALLOWED: StudioProblem = {
  code: "not-allowed",
  message: "Your role does not allow this; ask whoever runs the server.",
};
export const NOT_FOUND: StudioProblem = {
  code: "not-found",
  message: `There is nothing at this address below ${STUDIO_PATH}/api.`,
};

export const AUDIT_FAILED: StudioProblem = {
  code: "failed",
  message:
    "The audit log cannot be written, and without it no private text is shown: look at the disk of the server's data folder.",
};

export function tooMany(what: string, seconds: number): StudioProblem {
  return { code: "too-many", message: `${what}; try again in ${seconds} seconds.` };
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

export function refuse(response: express.Response, problem: StudioProblem, after?: number): void {
  if (after !== undefined) response.setHeader("Retry-After", String(after));
  response.status(STATUS[problem.code]).json(problem);
}

/** What express says of a body that it could not read. */
export const badBody: express.ErrorRequestHandler = (error: unknown, _request, response, next) => {
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
