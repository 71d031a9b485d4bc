import type { Clock } from "../../stage/ports.ts";

/** How much may be done in a time, for each of many: tries of an address, requests of a session. */
export interface Allowance {
  /** Takes one from whoever has one left; else the seconds until there is one again. */
  take(who: string): number;
  /** The same without taking. */
  wait(who: string): number;
}

export interface AllowanceOptions {
  /** At once, after a rest. */
  readonly most: number;
  /** That come back in a second. */
  readonly perSecond: number;
}

/** Of how many at most something is remembered; whoever was quiet longest is forgotten, and has everything again. */
const REMEMBERED = 4_096;

/** A bucket of tokens for each. */
export function createAllowance({ most, perSecond }: AllowanceOptions, clock: Clock): Allowance {
  const left = new Map<string, { tokens: number; at: number }>();

  function look(who: string): { tokens: number; at: number } {
    const at = clock.elapsed();
    const before = left.get(who);
    if (before === undefined) return { tokens: most, at };
    const back = ((at - before.at) / 1_000) * perSecond;
    return { tokens: Math.min(most, before.tokens + back), at };
  }

  const missing = (tokens: number) => (tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond));

  return {
    take(who) {
      const now = look(who);
      const wait = missing(now.tokens);
      left.delete(who);
      left.set(who, wait === 0 ? { ...now, tokens: now.tokens - 1 } : now);
      const [oldest] = left.keys();
      if (left.size > REMEMBERED && oldest !== undefined) left.delete(oldest);
      return wait;
    },
    wait: (who) => missing(look(who).tokens),
  };
}
