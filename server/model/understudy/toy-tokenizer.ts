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

/** The tokens of a text, in order; joining their bytes gives the text back. The bytes are views of one buffer. */
export function tokensOf(text: string): Token[] {
  // A buffer for each token would be millions of small allocations in an evening, and a torn heap.
  const bytes = encoder.encode(text);
  const tokens: Token[] = [];
  let from = 0;
  for (const { length, kind } of pieces(text)) {
    const own = bytes.subarray(from, from + length);
    from += length;
    if (kind >= 0) tokens.push({ id: kind + 1, bytes: own });
    else if (kind === ASCII) tokens.push(packed(own, 128, 0));
    // Four bytes do not fit one id: as with real byte-level tokenizers, such a character is two tokens.
    else if (length === 4) {
      tokens.push(packed(own.subarray(0, 2), 256, WIDE), packed(own.subarray(2), 256, WIDE));
    } else tokens.push(packed(own, 256, WIDE));
  }
  return tokens;
}

const ASCII = -1;
const OTHER = -2;

/** What a text falls into: lengths in UTF-8 bytes; `kind` is a special mark's place, `ASCII` or `OTHER`. */
function* pieces(text: string): Generator<{ length: number; kind: number }> {
  let at = 0;
  while (at < text.length) {
    const special = SPECIAL.findIndex((mark) => text.startsWith(mark, at));
    const mark = SPECIAL[special];
    if (mark !== undefined) {
      yield { length: mark.length, kind: special };
      at += mark.length;
      continue;
    }
    const ascii = ASCII_PIECE.exec(text.slice(at, at + 4));
    if (ascii) {
      yield { length: ascii[0].length, kind: ASCII };
      at += ascii[0].length;
      continue;
    }
    const code = text.codePointAt(at) ?? 0;
    yield { length: code > 0xffff ? 4 : code > 0x7ff ? 3 : 2, kind: OTHER };
    at += code > 0xffff ? 2 : 1;
  }
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
  let count = 0;
  for (const { length, kind } of pieces(text)) count += kind === OTHER && length === 4 ? 2 : 1;
  return count;
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
