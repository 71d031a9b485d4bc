/** Chance that can be repeated: the same words give the same numbers on every machine. */

/** A 32-bit hash of text (FNV-1a with a final mix). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** A source of numbers in [0, 1) with small conveniences. */
export interface Dice {
  next(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of the items; the list must not be empty. */
  one<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** Dice that roll the same way for the same seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    chance: (p) => next() < p,
    one: <T>(items: readonly T[]): T => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("one() needs at least one item");
      return item;
    },
    shuffled: <T>(items: readonly T[]): T[] => {
      const left = [...items];
      for (let i = left.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [left[i], left[j]] = [left[j] as T, left[i] as T];
      }
      return left;
    },
  };
}
