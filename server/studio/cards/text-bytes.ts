import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/** Bytes as text, or why they are none. A byte order mark is left out. */
export type TextRead = { readonly ok: true; readonly text: string } | CardRefusal;

/** Reads UTF-8, and UTF-16 behind its mark, strictly: a byte that does not belong would become another card's text. */
export function textOfBytes(bytes: Uint8Array): TextRead {
  if (bytes.length > CARD_LIMITS.json) {
    return refused(
      "too-large",
      `The card's text has ${megabytes(bytes.length)}, and at most ${megabytes(CARD_LIMITS.json)} are read; a card that large does not fit into any prompt.`,
    );
  }
  const marked = (first: number, second: number) => bytes[0] === first && bytes[1] === second;
  const encoding = marked(0xff, 0xfe) ? "utf-16le" : marked(0xfe, 0xff) ? "utf-16be" : "utf-8";
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return refused(
      "damaged",
      "The text is neither UTF-8 nor UTF-16: some of its bytes belong to no letter. Export the card again, or save its JSON as UTF-8.",
    );
  }
}

/** Base64 as cards have it, perhaps with line breaks; null for anything else. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const plain = /\s/u.test(text) ? text.replace(/\s+/gu, "") : text;
  const body = plain.replaceAll("-", "+").replaceAll("_", "/");
  const bare = body.endsWith("=") ? body.slice(0, body.endsWith("==") ? -2 : -1) : body;
  if (bare.length % 4 === 1 || /[^A-Za-z0-9+/]/u.test(bare)) return null;
  return Buffer.from(bare, "base64");
}

/** A size for people. */
export function megabytes(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} kB`
    : `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
