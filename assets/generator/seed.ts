/** Numbers that look like chance and are the same on every machine. */

/** Chance that can be repeated. */
export interface Dice {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  roll(below: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  pick<T>(of: readonly T[]): T;
}

/** A 32-bit hash of a text, by FNV-1a. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A seeded sequence (mulberry32). The seed is a text, so that each drawing names its own. */
export function diceOf(seed: string): Dice {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const roll = (below: number) => Math.floor(next() * below);
  return {
    next,
    roll,
    chance: (p) => next() < p,
    pick: (of) => {
      const one = of[roll(of.length)];
      if (one === undefined) throw new RangeError("nothing to pick from: the list is empty");
      return one;
    },
  };
}
