import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isFromHere } from "./from-here.ts";

/** The operator's page of live figures. */
export interface FiguresPage {
  text(): Promise<string>;
  readonly contentType: string;
  /** Whoever brings it may read from elsewhere too; null for nobody. */
  readonly token: string | null;
}

/**
 * True for a request whose socket ends on this machine, or that brings the token. A proxy on this machine has such a
 * socket too, so a request that names one needs the token; no header ever grants anything.
 */
export function mayReadFigures(request: IncomingMessage, token: string | null): boolean {
  const brought = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? "")?.[1];
  if (token !== null && brought !== undefined && same(brought, token)) return true;
  return isFromHere(request);
}

/** In a time that does not depend on where they differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
