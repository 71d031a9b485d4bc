import { comparable } from "./character-folding.ts";
import { LetterRun } from "./letter-run.ts";
import { RunCounts } from "./run-counts.ts";

/**
 * Finds verbatim copies: every run of at least `threshold` comparable letters of the texts it was given, where a
 * Han, kana or hangul character counts as two. Membership only; the texts cannot be read back.
 */
export interface CopyIndex {
  readonly threshold: number;
  add(text: string): void;
  /** Takes back what one `add` of the same text gave. */
  remove(text: string): void;
  /** Whether a run with this key (`LetterRun`) is in one of the texts. */
  has(high: number, low: number): boolean;
  readonly empty: boolean;
}

/** Letters that a copy from private text may share with it, and from a prompt (reliability R9). */
export const PRIVATE_RUN = 24;
export const HIDDEN_RUN = 32;

export function createCopyIndex(threshold: number, texts: readonly string[] = []): CopyIndex {
  const index = new RunIndex(threshold);
  for (const text of texts) index.add(text);
  return index;
}

class RunIndex implements CopyIndex {
  readonly threshold: number;
  readonly #runs = new RunCounts();

  constructor(threshold: number) {
    this.threshold = threshold;
  }
  add(text: string): void {
    this.#change(text, 1);
  }
  remove(text: string): void {
    this.#change(text, -1);
  }
  has(high: number, low: number): boolean {
    return this.#runs.has(high, low);
  }
  get empty(): boolean {
    return this.#runs.empty;
  }

  #change(text: string, by: 1 | -1): void {
    const letters = comparable(text);
    const run = new LetterRun();
    if (by === 1) this.#runs.reserve(letters.length);
    for (let at = 0; at < letters.length; at++) {
      run.add(letters.charCodeAt(at));
      for (; run.weight >= this.threshold; run.drop()) this.#runs.change(run.high, run.low, by);
    }
  }
}

/** The indexes with one threshold share one window. */
interface Window {
  readonly threshold: number;
  readonly run: LetterRun;
  readonly members: readonly { readonly index: CopyIndex; readonly which: number }[];
}

/** Follows visible text letter by letter and tells up to where it is known to be no copy. */
export class CopyWatch {
  /** Letters from the start that no copy begins in. */
  cleared = 0;
  /** Where a copy begins, in letters from the start; -1 for none. */
  copiedAt = -1;
  /** Which of the indexes had it. */
  copiedFrom = -1;
  #count = 0;
  readonly #windows: readonly Window[];

  constructor(indexes: readonly CopyIndex[]) {
    const thresholds = [...new Set(indexes.map(({ threshold }) => threshold))];
    this.#windows = thresholds.map((threshold) => ({
      threshold,
      run: new LetterRun(),
      members: indexes.flatMap((index, which) =>
        index.threshold === threshold ? [{ index, which }] : [],
      ),
    }));
  }

  /** Takes one comparable letter, as its UTF-16 unit. */
  push(letter: number): void {
    this.#count += 1;
    let cleared = this.#count;
    for (const window of this.#windows) {
      const { run, threshold } = window;
      run.add(letter);
      for (; run.weight >= threshold; run.drop()) if (this.copiedAt === -1) this.#compare(window);
      if (run.start < cleared) cleared = run.start;
    }
    this.cleared = cleared;
  }

  #compare({ run, members }: Window): void {
    for (const { index, which } of members) {
      if (!index.has(run.high, run.low)) continue;
      this.copiedAt = run.start;
      this.copiedFrom = which;
      return;
    }
  }
}
