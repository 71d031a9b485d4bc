import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/** Bytes as text, or why they are none. A byte order mark is left out. */
export type TextRead = { readonly ok: true; readonly text: string } | CardRefusal;

/** Reads UTF-8 strictly: a byte that does not belong would become another card's text. */
export function textOfBytes(bytes: Uint8Array): TextRead {
  if (bytes.length > CARD_LIMITS.json) {
    return refused(
      "too-large",
      `The card's text has ${megabytes(bytes.length)}, and at most ${megabytes(CARD_LIMITS.json)} are read; a card that large does not fit into any prompt.`,
    );
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refused("unreadable", "The text is UTF-16; save the file as UTF-8 and bring it again.");
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refused(
      "damaged",
      "The text is not UTF-8: some of its bytes belong to no letter. Export the card again, or save its JSON as UTF-8.",
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
