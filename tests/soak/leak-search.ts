import { PLANTED } from "./planting-model.ts";

/** Looks for planted words in a stream of bytes, wherever it is cut. */
export interface LeakSearch {
  take(bytes: Buffer): void;
  /** The stream is over: what it ended with counts too. */
  end(): void;
}

/** What may be the beginning of a planted word, at the end of a piece. */
const OPEN = /[rs](?:z(?:q(?:x[0-9a-f]{0,15})?)?)?$/u;

/** `found` is told each planted word, once for each time that it comes by. */
export function createLeakSearch(found: (word: string) => void): LeakSearch {
  let tail = "";
  return {
    take(bytes) {
      const text = tail + bytes.toString("latin1");
      tail = OPEN.exec(text)?.[0] ?? "";
      for (const [word] of text.slice(0, text.length - tail.length).matchAll(PLANTED)) found(word);
    },
    end() {
      for (const [word] of tail.matchAll(PLANTED)) found(word);
      tail = "";
    },
  };
}
