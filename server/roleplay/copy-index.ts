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
  has(run: string): boolean;
  readonly empty: boolean;
}

/** Letters that a copy from private text may share with it, and from a prompt (reliability R9). */
export const PRIVATE_RUN = 24;
export const HIDDEN_RUN = 32;

export function createCopyIndex(threshold: number, texts: readonly string[] = []): CopyIndex {
  const runs = new Map<string, number>();
  const each = (text: string, visit: (run: string) => void) => {
    const letters = comparable(text);
    let end = 0;
    let weight = 0;
    for (let start = 0; start < letters.length; start++) {
      while (end < letters.length && weight < threshold) weight += weightOf(letters, end++);
      if (weight < threshold) return;
      visit(letters.slice(start, end));
      weight -= weightOf(letters, start);
    }
  };
  const index: CopyIndex = {
    threshold,
    add(text) {
      each(text, (run) => runs.set(run, (runs.get(run) ?? 0) + 1));
    },
    remove(text) {
      each(text, (run) => {
        const count = runs.get(run) ?? 0;
        if (count > 1) runs.set(run, count - 1);
        else runs.delete(run);
      });
    },
    has: (run) => runs.has(run),
    get empty() {
      return runs.size === 0;
    },
  };
  for (const text of texts) index.add(text);
  return index;
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
  const heads = indexes.map(() => ({ start: 0, end: 0, weight: 0 }));
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
      letters += letter;
      const length = base + letters.length;
      for (const [which, index] of indexes.entries()) {
        const head = heads[which];
        if (!head) continue;
        head.weight += weightOf(letters, head.end - base);
        head.end += 1;
        while (head.weight >= index.threshold) {
          const run = letters.slice(head.start - base, head.end - base);
          if (copiedAt === -1 && index.has(run)) {
            copiedAt = head.start;
            copiedFrom = which;
          }
          head.weight -= weightOf(letters, head.start - base);
          head.start += 1;
        }
      }
      cleared = heads.length === 0 ? length : Math.min(...heads.map(({ start }) => start));
      if (letters.length > 512) {
        const keep = cleared - base;
        letters = letters.slice(keep);
        base += keep;
      }
    },
  };
}
