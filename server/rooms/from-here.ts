import type { IncomingMessage } from "node:http";

/** Headers by which a proxy says that a request came from elsewhere. */
const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
] as const;

/**
 * True for a request whose socket ends on this machine and that names no proxy. A proxy on this machine has such a socket
 * too, so what it passes on is from elsewhere; no header ever grants anything.
 */
export function isFromHere(request: Pick<IncomingMessage, "socket" | "headers">): boolean {
  return (
    isLoopback(request.socket.remoteAddress) &&
    FORWARDED.every((header) => request.headers[header] === undefined)
  );
}

/** True for an address of this machine alone, as sockets give it. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/u.test(address);
}

/**
 * True where a Host header, or a host to listen on, names this machine alone. A page of another name that was made to lead
 * here (DNS rebinding) sends its own.
 */
export function isLoopbackName(host: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*|[^[]*::?[^\]]*)(?::\d{1,5})?$/u.exec(host ?? "")?.[1] ?? "";
  const bare = name.replace(/^\[|\]$/gu, "").toLowerCase();
  return bare === "localhost" || bare.endsWith(".localhost") || isLoopback(bare);
}
