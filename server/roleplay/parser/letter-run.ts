import { isDense } from "./character-folding.ts";

const HIGH_BASE = 0x01000193;
const LOW_BASE = 0x2c1b3c6d;
/** More letters than any run holds; a power of two. */
const LONGEST_RUN = 128;
const HIGH_POWERS = powersOf(HIGH_BASE);
const LOW_POWERS = powersOf(LOW_BASE);

/**
 * The last letters of a text as it moves along, and the key of them: two numbers of 32 bits; two runs with one key
 * are as good as the same. A Han, kana or hangul character weighs as much as two letters.
 */
export class LetterRun {
  /** Letters before it. */
  start = 0;
  /** Of its letters together. */
  weight = 0;
  high = 0;
  low = 0;
  #length = 0;
  /** A ring. */
  readonly #letters: number[] = [];

  /** Takes the next letter, as its UTF-16 unit. */
  add(letter: number): void {
    this.#letters[(this.start + this.#length) & (LONGEST_RUN - 1)] = letter;
    this.high = (Math.imul(this.high, HIGH_BASE) + letter) | 0;
    this.low = (Math.imul(this.low, LOW_BASE) + letter) | 0;
    this.weight += weightOf(letter);
    this.#length += 1;
  }

  /** Takes off the run's first letter. */
  drop(): void {
    const letter = this.#letters[this.start & (LONGEST_RUN - 1)] ?? 0;
    this.#length -= 1;
    this.high = (this.high - Math.imul(letter, HIGH_POWERS[this.#length] ?? 0)) | 0;
    this.low = (this.low - Math.imul(letter, LOW_POWERS[this.#length] ?? 0)) | 0;
    this.weight -= weightOf(letter);
    this.start += 1;
  }

  /** Puts the letters before it back in front of it, as far as it stays lighter than `weight` (less than 64). */
  takeBack(weight: number): void {
    while (this.start > 0) {
      const letter = this.#letters[(this.start - 1) & (LONGEST_RUN - 1)] ?? 0;
      if (this.weight + weightOf(letter) >= weight) return;
      this.#prepend(letter);
    }
  }

  #prepend(letter: number): void {
    this.start -= 1;
    this.high = (this.high + Math.imul(letter, HIGH_POWERS[this.#length] ?? 0)) | 0;
    this.low = (this.low + Math.imul(letter, LOW_POWERS[this.#length] ?? 0)) | 0;
    this.weight += weightOf(letter);
    this.#length += 1;
  }
}

function powersOf(base: number): Int32Array {
  const powers = new Int32Array(LONGEST_RUN);
  powers[0] = 1;
  for (let n = 1; n < LONGEST_RUN; n++) powers[n] = Math.imul(powers[n - 1] ?? 0, base);
  return powers;
}

function weightOf(letter: number): number {
  return letter < 0x2e80 || !isDense(String.fromCharCode(letter)) ? 1 : 2;
}
