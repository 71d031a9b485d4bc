import { SHORT_RUN, type CopyIndex } from "./copy-index.ts";
import { LetterRun } from "./letter-run.ts";

/** What ends a segment may be shown if it has fewer letters than this in common with a copy that may go on. */
const SUSPICIOUS = 12;

/** The indexes with one threshold share one run: the letters from which on the text may be a copy. */
interface Suspicion {
  readonly threshold: number;
  readonly run: LetterRun;
  readonly members: readonly { readonly index: CopyIndex; readonly which: number }[];
}

/**
 * Follows visible text letter by letter and tells up to where it is known to be no copy. A copy holds none but
 * short runs that its source holds: text is suspicious only as long as each short run of it is in an index.
 */
export class CopyWatch {
  /** Letters from the start that may be shown. */
  cleared = 0;
  /** Where a copy begins, in letters from the start; -1 for none. */
  copiedAt = -1;
  /** Which of the indexes had it. */
  copiedFrom = -1;
  #count = 0;
  readonly #short = new LetterRun();
  readonly #suspicions: readonly Suspicion[];

  constructor(indexes: readonly CopyIndex[]) {
    const thresholds = [...new Set(indexes.map(({ threshold }) => threshold))];
    this.#suspicions = thresholds.map((threshold) => ({
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
    this.#short.add(letter);
    for (const { run } of this.#suspicions) run.add(letter);
    for (; this.#short.weight >= SHORT_RUN; this.#short.drop()) {
      for (const { run, members } of this.#suspicions) {
        if (!this.#knowsShort(members)) while (run.start <= this.#short.start) run.drop();
      }
    }
    let cleared = this.#count;
    for (const suspicion of this.#suspicions) {
      const { run, threshold } = suspicion;
      for (; run.weight >= threshold; run.drop())
        if (this.copiedAt === -1) this.#compare(suspicion);
      if (run.start < cleared) cleared = run.start;
    }
    if (cleared > this.cleared) this.cleared = cleared;
  }

  /** A segment ends here: its last letters may be shown unless they are much of what may become a copy. */
  settle(): void {
    if (this.#suspicions.every(({ run }) => run.weight < SUSPICIOUS)) this.cleared = this.#count;
  }

  /** An index has more texts than before: what was no copy until now may yet be the beginning of one. */
  reconsider(): void {
    for (const { run, threshold } of this.#suspicions) run.takeBack(threshold);
  }

  #knowsShort(members: Suspicion["members"]): boolean {
    const { high, low } = this.#short;
    for (const { index } of members) if (index.hasShort(high, low)) return true;
    return false;
  }

  #compare({ run, members }: Suspicion): void {
    for (const { index, which } of members) {
      if (!index.has(run.high, run.low)) continue;
      this.copiedAt = run.start;
      this.copiedFrom = which;
      return;
    }
  }
}
