/** How much of each prompt was the beginning of one that was sent before: what an endpoint's prefix cache can spare. */
export interface Prefixes {
  /** Takes a prompt in; bytes of all so far, and of those the ones that a prompt before began with. */
  take(prompt: Buffer): void;
  readonly bytes: number;
  readonly known: number;
}

/** Bytes are compared in blocks of this size, as an endpoint's cache compares tokens. */
const BLOCK = 16;

export function createPrefixes(): Prefixes {
  const seen = new Set<number>();
  let bytes = 0;
  let known = 0;
  return {
    get bytes() {
      return bytes;
    },
    get known() {
      return known;
    },
    take(prompt) {
      bytes += prompt.length;
      let low = 0x811c9dc5;
      let high = 0x1234567;
      let fresh = false;
      for (let at = 0; at + BLOCK <= prompt.length; at += BLOCK) {
        for (let i = at; i < at + BLOCK; i++) {
          const byte = prompt[i] ?? 0;
          low = Math.imul(low ^ byte, 0x01000193);
          high = Math.imul(high + byte, 0x5bd1e995) ^ (low >>> 15);
        }
        // Each key stands for everything up to here, so a block counts only where all before it are known.
        const key = (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
        fresh ||= !seen.has(key);
        if (fresh) seen.add(key);
        else known += BLOCK;
      }
    },
  };
}
