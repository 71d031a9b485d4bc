import type { CallPurpose } from "../../stage/ports.ts";
import { CAP_SCOPES, type CapKind, type CapScope } from "./call-counters.ts";
import { createRollingHour, type RollingHour } from "./rolling-hour.ts";

/** What may be used in any hour. */
export interface Cap {
  /** Of prompts and completions together. */
  readonly tokens: number;
  readonly calls: number;
}

export type Caps = Readonly<Record<CapScope, Cap>>;

/**
 * Far above what play needs (a persona that answers every five seconds all hour, with two calls an answer, makes 1 440
 * calls of about 3 500 tokens) and far below what a runaway or an abuser would take.
 */
export const DEFAULT_CAPS: Caps = {
  npc: { tokens: 12_000_000, calls: 3_000 },
  scene: { tokens: 48_000_000, calls: 12_000 },
  player: { tokens: 8_000_000, calls: 2_000 },
  server: { tokens: 240_000_000, calls: 60_000 },
};

/** Tokens set aside for a call that is being made. */
export interface Reservation {
  /** Puts what was really used in its place, once; null for a call that does not count at all. */
  settle(used: number | null): void;
}

export type Reserved =
  | { readonly ok: true; readonly reservation: Reservation }
  | { readonly ok: false; readonly scope: CapScope; readonly kind: CapKind };

/** What was used of a cap in the last hour. */
export interface CapUsage {
  readonly tokens: { readonly used: number; readonly cap: number };
  readonly calls: { readonly used: number; readonly cap: number };
}

/** Who has used how much. */
export interface Ledger {
  /** What was used in the last hour by a scene, and by the server where it is null; what is set aside counts. */
  usage(scene: string | null): CapUsage;
  /** Sets tokens aside in every account of a call, or in none. */
  reserve(purpose: CallPurpose, tokens: number): Reserved;
  /** Accounts that hold anything of the last hour, or a reservation. */
  readonly accounts: number;
}

interface Account {
  readonly cap: Cap;
  readonly scope: CapScope;
  readonly tokens: RollingHour;
  readonly calls: RollingHour;
  reservedTokens: number;
  reservedCalls: number;
}

/** How often empty accounts are looked for, in ms. */
const SWEEP = 60_000;

/**
 * What was used in the last hour and what is set aside never pass a cap together, whatever runs at once: a call is
 * counted in full before it is made. `elapsed` is monotonic, in ms. An account exists only after a call, so the
 * server's cap on calls bounds their number.
 */
export function createLedger(caps: Caps, elapsed: () => number): Ledger {
  const accounts = new Map<string, Account>();
  let swept = elapsed();

  function sweep(now: number): void {
    if (now - swept < SWEEP) return;
    swept = now;
    for (const [key, account] of accounts) {
      if (account.reservedCalls === 0 && account.calls.sum(now) === 0) accounts.delete(key);
    }
  }

  function accountOf(scope: CapScope, key: string): Account {
    const found = accounts.get(key);
    if (found !== undefined) return found;
    const made: Account = {
      cap: caps[scope],
      scope,
      tokens: createRollingHour(),
      calls: createRollingHour(),
      reservedTokens: 0,
      reservedCalls: 0,
    };
    accounts.set(key, made);
    return made;
  }

  return {
    get accounts() {
      return accounts.size;
    },
    usage(scene) {
      const cap = scene === null ? caps.server : caps.scene;
      const account = accounts.get(scene === null ? "server" : `scene ${scene}`);
      const now = elapsed();
      const tokens = account === undefined ? 0 : account.reservedTokens + account.tokens.sum(now);
      const calls = account === undefined ? 0 : account.reservedCalls + account.calls.sum(now);
      return { tokens: { used: tokens, cap: cap.tokens }, calls: { used: calls, cap: cap.calls } };
    },
    reserve(purpose, tokens) {
      const now = elapsed();
      sweep(now);
      const keys = keysOf(purpose);
      for (const scope of CAP_SCOPES) {
        const key = keys[scope];
        const kind = key === null ? null : passes(accounts.get(key), caps[scope], tokens, now);
        if (kind !== null) return { ok: false, scope, kind };
      }
      const touched = CAP_SCOPES.flatMap((scope) => {
        const key = keys[scope];
        return key === null ? [] : [accountOf(scope, key)];
      });
      for (const account of touched) {
        account.reservedTokens += tokens;
        account.reservedCalls += 1;
      }
      let open = true;
      const settle = (used: number | null) => {
        if (!open) return;
        open = false;
        const at = elapsed();
        for (const account of touched) {
          account.reservedTokens -= tokens;
          account.reservedCalls -= 1;
          if (used === null) continue;
          account.tokens.add(used, at);
          account.calls.add(1, at);
        }
      };
      return { ok: true, reservation: { settle } };
    },
  };
}

/** What one more call would pass, if anything. */
function passes(
  account: Account | undefined,
  cap: Cap,
  tokens: number,
  now: number,
): CapKind | null {
  const calls = account === undefined ? 0 : account.reservedCalls + account.calls.sum(now);
  const used = account === undefined ? 0 : account.reservedTokens + account.tokens.sum(now);
  if (calls + 1 > cap.calls) return "calls";
  return used + tokens > cap.tokens ? "tokens" : null;
}

/** A persona of the same name in another scene is another one. */
function keysOf({
  scene,
  persona,
  player,
}: CallPurpose): Readonly<Record<CapScope, string | null>> {
  return {
    npc: `npc ${JSON.stringify([scene, persona])}`,
    scene: `scene ${scene}`,
    player: player === null ? null : `player ${player}`,
    server: "server",
  };
}
