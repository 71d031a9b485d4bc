import type express from "express";

/** The header alone is read, so that no browser sends it by itself. Empty where there is none, which is no token. */
export function tokenOf(request: express.Request): string {
  return /^Bearer ([\w-]{1,512})$/u.exec(request.headers.authorization ?? "")?.[1] ?? "";
}
