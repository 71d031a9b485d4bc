import { comparable, isDense } from "./character-folding.ts";

/**
 * Finds verbatim copies: every run of at least `threshold` comparable letters of the texts it was given, where a
 * Han, kana or hangul character counts as two. Membership only; the texts cannot be read back.
 */
export interface CopyIndex {
  readonly threshold: number;
  add(text: string): void;
  /** Takes back what one `add` of the same text gave. */
  remove(text: string): void;
  /** Whether a run with this key (`RollingKey`) is in one of the texts. */
  has(key: number): boolean;
  readonly empty: boolean;
}

/** Letters that a copy from private text may share with it, and from a prompt (reliability R9). */
export const PRIVATE_RUN = 24;
export const HIDDEN_RUN = 32;

export function createCopyIndex(threshold: number, texts: readonly string[] = []): CopyIndex {
  const runs = new Map<number, number>();
  const each = (text: string, visit: (key: number) => void) => {
    const letters = comparable(text);
    const key = createRollingKey();
    let start = 0;
    let weight = 0;
    for (let end = 0; end < letters.length; end++) {
      weight += weightOf(letters, end);
      key.add(letters.charCodeAt(end));
      while (weight >= threshold) {
        visit(key.value());
        weight -= weightOf(letters, start);
        key.drop(letters.charCodeAt(start));
        start += 1;
      }
    }
  };
  const index: CopyIndex = {
    threshold,
    add(text) {
      each(text, (key) => runs.set(key, (runs.get(key) ?? 0) + 1));
    },
    remove(text) {
      each(text, (key) => {
        const count = runs.get(key) ?? 0;
        if (count > 1) runs.set(key, count - 1);
        else runs.delete(key);
      });
    },
    has: (key) => runs.size > 0 && runs.has(key),
    get empty() {
      return runs.size === 0;
    },
  };
  for (const text of texts) index.add(text);
  return index;
}

/** A 53-bit key of a run of letters that moves along a text; two runs with one key are as good as the same. */
interface RollingKey {
  add(letter: number): void;
  /** Takes off the run's first letter. */
  drop(letter: number): void;
  value(): number;
}

const BASES = [0x01000193, 0x2c1b3c6d] as const;
/** More letters than any run holds. */
const LONGEST_RUN = 128;
const POWERS = BASES.map((base) => {
  const powers = new Int32Array(LONGEST_RUN);
  powers[0] = 1;
  for (let n = 1; n < LONGEST_RUN; n++) powers[n] = Math.imul(powers[n - 1] ?? 0, base);
  return powers;
});

function createRollingKey(): RollingKey {
  const [highPowers, lowPowers] = POWERS as [Int32Array, Int32Array];
  let high = 0;
  let low = 0;
  let length = 0;
  return {
    add(letter) {
      high = (Math.imul(high, BASES[0]) + letter) | 0;
      low = (Math.imul(low, BASES[1]) + letter) | 0;
      length += 1;
    },
    drop(letter) {
      length -= 1;
      high = (high - Math.imul(letter, highPowers[length] ?? 0)) | 0;
      low = (low - Math.imul(letter, lowPowers[length] ?? 0)) | 0;
    },
    value: () => (high >>> 0) * 0x20_0000 + (low >>> 11),
  };
}

function weightOf(letters: string, at: number): number {
  return letters.charCodeAt(at) < 0x2e80 || !isDense(letters[at] ?? "") ? 1 : 2;
}

/** Follows visible text letter by letter and tells up to where it is known to be no copy. */
export interface CopyWatch {
  /** Takes one comparable letter (one UTF-16 unit). */
  push(letter: string): void;
  /** Letters from the start that no copy begins in. */
  readonly cleared: number;
  /** Where a copy begins, in letters from the start; -1 for none. */
  readonly copiedAt: number;
  /** Which of the indexes had it. */
  readonly copiedFrom: number;
}

export function createCopyWatch(indexes: readonly CopyIndex[]): CopyWatch {
  let letters = "";
  let base = 0;
  /** One window for each threshold, as the indexes with the same one share it. */
  const heads = [...new Set(indexes.map(({ threshold }) => threshold))].map((threshold) => ({
    threshold,
    members: indexes.flatMap((index, which) =>
      index.threshold === threshold ? [{ index, which }] : [],
    ),
    key: createRollingKey(),
    start: 0,
    weight: 0,
  }));
  let copiedAt = -1;
  let copiedFrom = -1;
  let cleared = 0;
  return {
    get cleared() {
      return cleared;
    },
    get copiedAt() {
      return copiedAt;
    },
    get copiedFrom() {
      return copiedFrom;
    },
    push(letter) {
      const code = letter.charCodeAt(0);
      const weight = weightOf(letter, 0);
      letters += letter;
      cleared = base + letters.length;
      for (const head of heads) {
        head.weight += weight;
        head.key.add(code);
        while (head.weight >= head.threshold) {
          if (copiedAt === -1) {
            const key = head.key.value();
            for (const { index, which } of head.members) {
              if (copiedAt !== -1 || !index.has(key)) continue;
              copiedAt = head.start;
              copiedFrom = which;
            }
          }
          const first = head.start - base;
          head.weight -= weightOf(letters, first);
          head.key.drop(letters.charCodeAt(first));
          head.start += 1;
        }
        if (head.start < cleared) cleared = head.start;
      }
      if (letters.length > 512) {
        const keep = cleared - base;
        letters = letters.slice(keep);
        base += keep;
      }
    },
  };
}
