/** Which web pages may talk to this server: its own, and those the operator lists. */

/**
 * True for a request without an `Origin` (not a browser's), from the server's own host, or from a listed origin
 * such as `https://play.example`. `host` is the request's Host header.
 */
export function originAllowed(
  origin: string | null | undefined,
  host: string | null | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === null || origin === undefined || origin === "") return true;
  if (allowed.includes(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
