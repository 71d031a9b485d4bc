import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Session } from "../../../shared/studio/api.ts";
import { ROLES, type Role } from "../../../shared/studio/role.ts";
import type { Clock } from "../../stage/ports.ts";
import type { Caller } from "../route.ts";

/** Who may come into the studio, and for how long. Keys and tokens are kept as hashes alone. */
export interface Access {
  /** A key for a token; null for a key that is unknown or used up. `fromHere` is whether the link's key may open. */
  signIn(key: string, fromHere?: boolean): Session | null;
  /** A new token for one that is still good; null also once the session has lasted its longest. */
  renew(token: string): Session | null;
  /** Ends the session of this token, with every token that it was renewed by. */
  signOut(token: string): void;
  callerOf(token: string): Caller | null;
  /** Names the session of a good token, and aborts when it ends, however it ends; null for any other. */
  visitOf(token: string): Visit | null;
  /** A key of all roles that opens once, for the link in the terminal; good for ten minutes. */
  oneTimeKey(): string;
}

/** One stay of somebody, from signing in to its end. */
export interface Visit {
  readonly id: string;
  readonly caller: Caller;
  readonly ended: AbortSignal;
}

/** Somebody whom the operator gave a key. */
export interface Credential {
  readonly name: string;
  readonly key: string;
  readonly roles: readonly Role[];
}

/** How whoever opened the link in the terminal is called. */
export const LOCAL = "local";
/** How long a token is good, in seconds. */
export const TOKEN_SECONDS = 15 * 60;
/** How long renewing goes on, in seconds; then a key is asked for again. */
export const VISIT_SECONDS = 12 * 60 * 60;
/** How long the link in the terminal waits for its click, in ms. */
const LINK_MS = 10 * 60_000;
/** Visits of one name at once; the oldest ends. */
const MOST_VISITS = 64;
/** Tokens of one visit at once, as two tabs and renewals make them; the oldest is good no longer. */
const MOST_TOKENS = 16;

interface Good {
  readonly stay: Stay;
  readonly until: number;
}

interface Stay extends Visit {
  readonly end: () => void;
  /** When it must end, on the elapsed clock. */
  readonly last: number;
  stopWaiting: () => void;
}

/** Tokens live in this process alone: a restart signs everyone out. */
export function createAccess(credentials: readonly Credential[], clock: Clock): Access {
  const keys = credentials.map(({ key, name, roles }) => ({
    hash: hashed(key),
    caller: { name, roles: new Set(roles) } satisfies Caller,
  }));
  let links: { readonly hash: Buffer; readonly until: number }[] = [];
  const tokens = new Map<string, Good>();
  const stays = new Set<Stay>();

  function begin(caller: Caller): Session {
    const ending = new AbortController();
    const stay: Stay = {
      id: randomBytes(6).toString("hex"),
      caller,
      ended: ending.signal,
      last: clock.elapsed() + VISIT_SECONDS * 1_000,
      stopWaiting: () => {},
      end() {
        stay.stopWaiting();
        stays.delete(stay);
        for (const [hash, good] of tokens) if (good.stay === stay) tokens.delete(hash);
        ending.abort();
      },
    };
    stays.add(stay);
    const same = [...stays].filter((one) => one.caller.name === caller.name);
    if (same.length > MOST_VISITS) same[0]?.end();
    return tokenFor(stay);
  }

  function tokenFor(stay: Stay): Session {
    const now = clock.elapsed();
    for (const [hash, { until }] of tokens) if (until <= now) tokens.delete(hash);
    const before = [...tokens].filter(([, good]) => good.stay === stay);
    for (const [hash] of before.slice(0, -MOST_TOKENS)) tokens.delete(hash);
    const token = randomBytes(32).toString("base64url");
    const until = Math.min(now + TOKEN_SECONDS * 1_000, stay.last);
    tokens.set(hashed(token).toString("hex"), { stay, until });
    stay.stopWaiting();
    stay.stopWaiting = clock.after(until - now, stay.end);
    const { name, roles } = stay.caller;
    return { token, expiresIn: Math.floor((until - now) / 1_000), name, roles: [...roles] };
  }

  function goodOf(token: string): Good | null {
    // Looked up by its hash: how long that takes says nothing of the token.
    const good = tokens.get(hashed(token).toString("hex"));
    return good !== undefined && good.until > clock.elapsed() ? good : null;
  }

  return {
    signIn(key, fromHere = true) {
      const hash = hashed(key);
      const known = keys.filter((one) => timingSafeEqual(one.hash, hash))[0];
      if (known !== undefined) return begin(known.caller);
      const now = clock.elapsed();
      links = links.filter(({ until }) => until > now);
      const link = links.filter((one) => timingSafeEqual(one.hash, hash))[0];
      if (link === undefined || !fromHere) return null;
      links = links.filter((one) => one !== link);
      return begin({ name: LOCAL, roles: new Set(ROLES) });
    },
    renew(token) {
      const good = goodOf(token);
      if (good === null) return null;
      return good.stay.last - clock.elapsed() < 1_000 ? null : tokenFor(good.stay);
    },
    signOut: (token) => goodOf(token)?.stay.end(),
    callerOf: (token) => goodOf(token)?.stay.caller ?? null,
    visitOf: (token) => goodOf(token)?.stay ?? null,
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
