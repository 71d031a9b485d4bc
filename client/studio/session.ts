import type { Session } from "../../shared/studio/api.ts";
import { STUDIO_PATH } from "../../shared/studio/path.ts";

/** Who is signed in on this page. The token is kept for this tab alone and leaves it in a header only. */

const KEPT = "dramatis-studio";
let current: Session | null = read();
let renewal: ReturnType<typeof setTimeout> | null = null;

/** The session of this tab; null when nobody is signed in. */
export function session(): Session | null {
  return current;
}

/** Signs in with a key from the operator or from the link in the terminal; false if it does not open. */
export async function signIn(key: string): Promise<boolean> {
  const answer = await ask(
    "/session",
    { "Content-Type": "application/json" },
    JSON.stringify({ key }),
  );
  begin(answer);
  return answer !== null;
}

/** Ends the session here and on the server. */
export function signOut(): void {
  const token = current?.token;
  begin(null);
  if (token === undefined) return;
  const headers = { Authorization: `Bearer ${token}` };
  void fetch(`${STUDIO_PATH}/api/session`, { method: "DELETE", headers }).catch(() => null);
}

/** Takes the key out of the address, where the link of the terminal put it, before anything else can read it. */
export function keyInAddress(): string | null {
  const key = /^#key=([\w-]+)$/u.exec(location.hash)?.[1] ?? null;
  if (key !== null) history.replaceState(null, "", location.pathname);
  return key;
}

/** Keeps the token fresh while the page is open. */
export function keepFresh(): void {
  if (renewal !== null) clearTimeout(renewal);
  if (current === null) return;
  renewal = setTimeout(
    () => {
      const token = current?.token ?? "";
      void ask("/session/renew", { Authorization: `Bearer ${token}` }).then((answer) => {
        // Whoever signed out meanwhile stays out.
        if (answer !== null && current?.token === token) begin(answer);
      });
    },
    (current.expiresIn * 1_000) / 3,
  );
}

async function ask(
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Session | null> {
  const init = { method: "POST", headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(`${STUDIO_PATH}/api${path}`, init).catch(() => null);
  return response?.ok === true ? ((await response.json()) as Session) : null;
}

function begin(next: Session | null): void {
  current = next;
  if (next === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify(next));
  keepFresh();
}

function read(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Session | null;
  } catch {
    return null;
  }
}
