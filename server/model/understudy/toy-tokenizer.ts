/**
 * A reversible tokenizer without a vocabulary file: up to four ASCII characters, or one character's UTF-8 bytes,
 * are packed into the id itself. Its ids mean nothing to any real model, which is why answers say `synthetic`.
 */

export interface Token {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const SPECIAL = ["<|im_start|>", "<|im_end|>"] as const;
const ASCII_PIECE = /^(?: ?[A-Za-z]{1,3}|[A-Za-z]{1,4}|[0-9]{1,3}|\p{ASCII})/u;
const WIDE = 2 ** 29;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The tokens of a text, in order; joining their bytes gives the text back. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const special = SPECIAL.findIndex((mark) => text.startsWith(mark, at));
    if (special >= 0) {
      const mark = SPECIAL[special] as string;
      tokens.push({ id: special + 1, bytes: encoder.encode(mark) });
      at += mark.length;
      continue;
    }
    const ascii = ASCII_PIECE.exec(text.slice(at, at + 4));
    if (ascii) {
      tokens.push(packed(encoder.encode(ascii[0]), 128, 0));
      at += ascii[0].length;
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const bytes = encoder.encode(char);
    // Four bytes do not fit one id: as with real byte-level tokenizers, such a character is two tokens.
    if (bytes.length === 4) {
      tokens.push(packed(bytes.slice(0, 2), 256, WIDE), packed(bytes.slice(2), 256, WIDE));
    } else {
      tokens.push(packed(bytes, 256, WIDE));
    }
    at += char.length;
  }
  return tokens;
}

/** The text of token ids; null when an id is not one of this tokenizer's. */
export function textOfIds(ids: readonly number[]): string | null {
  const bytes: number[] = [];
  for (const id of ids) {
    const unpacked = unpack(id);
    if (unpacked === null) return null;
    bytes.push(...unpacked);
  }
  return decoder.decode(new Uint8Array(bytes));
}

/** How many tokens a text is. */
export function tokenCount(text: string): number {
  return tokensOf(text).length;
}

function packed(bytes: Uint8Array, base: number, offset: number): Token {
  let id = 1;
  for (const byte of bytes) id = id * base + byte;
  return { id: id + offset, bytes };
}

function unpack(id: number): number[] | null {
  if (!Number.isSafeInteger(id) || id < 1) return null;
  const mark = SPECIAL[id - 1];
  if (mark !== undefined) return [...encoder.encode(mark)];
  const base = id >= WIDE ? 256 : 128;
  let rest = id >= WIDE ? id - WIDE : id;
  const bytes: number[] = [];
  while (rest > 1) {
    bytes.unshift(rest % base);
    rest = Math.floor(rest / base);
  }
  return rest === 1 && bytes.length > 0 && bytes.length <= 4 ? bytes : null;
}
