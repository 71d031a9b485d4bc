import { createHmac, randomBytes } from "node:crypto";

/** What an export names by a pseudonym. */
export type PseudonymKind = "player" | "episode" | "turn" | "call";

/** Names for one export: the same id has the same one throughout, and another one in every other export. */
export interface Pseudonyms {
  of(kind: PseudonymKind, id: string): string;
}

/** A key for one export, never to be written into it: who holds it can tell two exports' names apart and together. */
export function createPseudonymKey(): Uint8Array {
  return randomBytes(32);
}

/**
 * The first letter of the kind and 26 letters and digits: 128 bits of HMAC-SHA-256 over kind and id in base32
 * (RFC 4648, lower case). Without the key nothing leads back, nor from one export to another.
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  if (key.byteLength < 16) throw new RangeError("A pseudonym key has at least 16 bytes.");
  return {
    of(kind, id) {
      const code = createHmac("sha256", key).update(`${kind}\0`).update(id).digest();
      return `${kind[0]}-${base32(code.subarray(0, 16))}`;
    },
  };
}

/** Turns and calls are counted anew in each episode, and their pseudonyms must not be. */
export function withinEpisode(episode: string, id: string): string {
  return `${episode} ${id}`;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

function base32(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += LETTERS[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}
