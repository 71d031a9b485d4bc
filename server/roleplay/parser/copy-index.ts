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
  /** Whether a run of `threshold` letters with this key (`LetterRun`) is in one of the texts. */
  has(high: number, low: number): boolean;
  /** The same for a run of `SHORT_RUN` letters: where one is missing, no copy goes on. */
  hasShort(high: number, low: number): boolean;
  readonly empty: boolean;
}

/** Letters that a copy from private text may share with it, and from a prompt (reliability R9). */
export const PRIVATE_RUN = 24;
export const HIDDEN_RUN = 32;
/** Letters that tell at once that a text is no part of a copy. */
export const SHORT_RUN = 8;

export function createCopyIndex(threshold: number, texts: readonly string[] = []): CopyIndex {
  const index = new RunIndex(threshold);
  for (const text of texts) index.add(text);
  return index;
}

/** The index itself, or one of the given texts; none for nothing. */
export function copyIndexesOf(
  given: CopyIndex | readonly string[] | undefined,
  threshold: number,
): CopyIndex[] {
  if (given === undefined) return [];
  return ["has" in given ? given : createCopyIndex(threshold, given)];
}

class RunIndex implements CopyIndex {
  readonly threshold: number;
  readonly #runs = new RunCounts();
  readonly #shortRuns = new RunCounts();

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
  hasShort(high: number, low: number): boolean {
    return this.#shortRuns.has(high, low);
  }
  get empty(): boolean {
    return this.#runs.empty;
  }

  #change(text: string, by: 1 | -1): void {
    const letters = comparable(text);
    count(letters, this.threshold, this.#runs, by);
    count(letters, SHORT_RUN, this.#shortRuns, by);
  }
}

function count(letters: string, weight: number, runs: RunCounts, by: 1 | -1): void {
  if (by === 1) runs.reserve(letters.length);
  const run = new LetterRun();
  for (let at = 0; at < letters.length; at++) {
    run.add(letters.charCodeAt(at));
    for (; run.weight >= weight; run.drop()) runs.change(run.high, run.low, by);
  }
}
