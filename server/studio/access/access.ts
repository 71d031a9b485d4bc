import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Session } from "../../../shared/studio/api.ts";
import { ROLES, type Role } from "../../../shared/studio/role.ts";
import type { Clock } from "../../stage/ports.ts";
import type { Caller } from "../route.ts";

/** Who may come into the studio, and for how long. Keys and tokens are kept as hashes alone. */
export interface Access {
  /** A key for a token; null for a key that is unknown or used up. */
  signIn(key: string): Session | null;
  /** A new token for one that is still good. */
  renew(token: string): Session | null;
  callerOf(token: string): Caller | null;
  /** A key of all roles that opens once, for the link in the terminal; good for ten minutes. */
  oneTimeKey(): string;
}

/** Somebody whom the operator gave a key. */
export interface Credential {
  readonly name: string;
  readonly key: string;
  readonly roles: readonly Role[];
}

/** How long a token is good, in seconds. */
export const TOKEN_SECONDS = 15 * 60;
/** How long the link in the terminal waits for its click, in ms. */
const LINK_MS = 10 * 60_000;

interface Good {
  readonly caller: Caller;
  readonly until: number;
}

/** Tokens live in this process alone: a restart signs everyone out. */
export function createAccess(credentials: readonly Credential[], clock: Clock): Access {
  const keys = credentials.map(({ key, name, roles }) => ({
    hash: hashed(key),
    caller: { name, roles: new Set(roles) },
  }));
  const links: { hash: Buffer; until: number }[] = [];
  const tokens = new Map<string, Good>();

  function begin(caller: Caller): Session {
    const now = clock.elapsed();
    for (const [token, { until }] of tokens) if (until <= now) tokens.delete(token);
    const token = randomBytes(32).toString("base64url");
    tokens.set(hashed(token).toString("hex"), { caller, until: now + TOKEN_SECONDS * 1_000 });
    return { token, expiresIn: TOKEN_SECONDS, name: caller.name, roles: [...caller.roles] };
  }

  function callerOf(token: string): Caller | null {
    const good = tokens.get(hashed(token).toString("hex"));
    return good !== undefined && good.until > clock.elapsed() ? good.caller : null;
  }

  return {
    signIn(key) {
      const hash = hashed(key);
      const known = keys.find((one) => timingSafeEqual(one.hash, hash));
      if (known !== undefined) return begin(known.caller);
      const at = links.findIndex((one) => timingSafeEqual(one.hash, hash));
      const [link] = at === -1 ? [] : links.splice(at, 1);
      if (link === undefined || link.until <= clock.elapsed()) return null;
      return begin({ name: "local", roles: new Set(ROLES) });
    },
    renew(token) {
      const caller = callerOf(token);
      if (caller === null) return null;
      tokens.delete(hashed(token).toString("hex"));
      return begin(caller);
    },
    callerOf,
    oneTimeKey() {
      const key = randomBytes(24).toString("base64url");
      links.push({ hash: hashed(key), until: clock.elapsed() + LINK_MS });
      return key;
    },
  };
}

function hashed(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
