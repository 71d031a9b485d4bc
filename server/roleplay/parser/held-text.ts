import { newVisibleDraft, type VisibleDraft } from "./utterance-draft.ts";

/** Stands for the end of a draft. */
export const END = "";

/** Entries that were taken away may stay in front of the others, up to so many. */
const MOST_GONE = 256;

const NONE = newVisibleDraft("speech");

/**
 * Visible characters that wait, in order, with the ends of drafts between them. An array for each field: an object
 * for each character would cost more than all else that is done with it.
 */
export class HeldText {
  #drafts: VisibleDraft[] = [];
  #raws: string[] = [];
  /** Their letters' places in the visible text. */
  #letters: number[] = [];
  #letterEnds: number[] = [];
  /** Their places in the watch for tag words. */
  #words: number[] = [];
  #head = 0;

  push(draft: VisibleDraft, raw: string, letter: number, letterEnd: number, word: number): void {
    this.#drafts.push(draft);
    this.#raws.push(raw);
    this.#letters.push(letter);
    this.#letterEnds.push(letterEnd);
    this.#words.push(word);
  }

  get empty(): boolean {
    return this.#head === this.#raws.length;
  }
  /** The first one's, as the next three. */
  get draft(): VisibleDraft {
    return this.#drafts[this.#head] ?? NONE;
  }
  get raw(): string {
    return this.#raws[this.#head] ?? END;
  }
  get letterEnd(): number {
    return this.#letterEnds[this.#head] ?? 0;
  }

  get word(): number {
    return this.#words[this.#head] ?? 0;
  }

  /** Takes the first one away. */
  drop(): void {
    this.#head += 1;
    if (this.#head <= MOST_GONE || this.#head * 2 <= this.#raws.length) return;
    const left = this.#raws.length - this.#head;
    for (const field of this.#fields()) {
      field.copyWithin(0, this.#head);
      field.length = left;
    }
    this.#head = 0;
  }

  /** Withholds what begins at this place of the watch for tag words or later; ends of drafts stay. */
  withholdFromWord(word: number): void {
    this.#withhold(this.#words, word);
  }
  /** Withholds what begins at this letter or later; ends of drafts stay. */
  withholdFromLetter(letter: number): void {
    this.#withhold(this.#letters, letter);
  }

  #fields(): readonly unknown[][] {
    return [this.#drafts, this.#raws, this.#letters, this.#letterEnds, this.#words];
  }
  #withhold(places: readonly number[], from: number): void {
    let at = this.#head;
    while (at < this.#raws.length) {
      const raw = this.#raws[at];
      if (raw === END || (places[at] ?? 0) < from) at += 1;
      else {
        (this.#drafts[at] ?? NONE).withheld += raw ?? "";
        for (const field of this.#fields()) field.splice(at, 1);
      }
    }
  }
}
