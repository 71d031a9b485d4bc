import { fold, isSoftOpen } from "./character-folding.ts";

/** Begin an escape. */
const ESCAPES = new Set(["&", "\\", "%", "="]);
/** By UTF-16 unit, as they are met. */
const KINDS = new Uint8Array(0x1_0000);
const PLAIN = 1;
const SPECIAL = 2;

/**
 * The end of the stretch from `from` in which every character is whole and can neither begin a tag or an escape nor
 * be a closing bracket: between tags it can be read in one piece.
 */
export function plainEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isPlain(text.charCodeAt(at))) at += 1;
  return at;
}

function isPlain(code: number): boolean {
  const known = KINDS[code];
  return known === 0 ? classify(code) === PLAIN : known === PLAIN;
}

function classify(code: number): number {
  const char = String.fromCharCode(code);
  const half = code >= 0xd800 && code <= 0xdfff;
  const special = half || ESCAPES.has(char) || isSoftOpen(char) || /[<>]/u.test(fold(char));
  const kind = special ? SPECIAL : PLAIN;
  KINDS[code] = kind;
  return kind;
}
