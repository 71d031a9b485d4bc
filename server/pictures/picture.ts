/**
 * Pictures as plain pixels. What a file holds beside them, such as a whole card with its secrets, cannot come along: a
 * picture that leaves here was painted anew.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity, eight bits each, row by row. */
  readonly pixels: Uint8Array;
}

export type PictureRead = { readonly ok: true; readonly picture: Picture } | PictureRefusal;

/** Why a picture was not taken: a closed code, and words for whoever brought it. */
export interface PictureRefusal {
  readonly ok: false;
  readonly code:
    /** It is of a kind that is not read here. */
    | "unknown-kind"
    /** It breaks the rules of its own format. */
    | "damaged"
    /** It is made to harm. */
    | "hostile"
    | "too-large"
    /** It could not be painted in time, or too much was asked for at once. */
    | "too-slow";
  readonly message: string;
}

/** What is read of a stranger's picture at most: pixels, pixels of one side, and parts of its file. */
export const PICTURE_LIMITS = { pixels: 16_000_000, side: 8_192, chunks: 10_000 } as const;

/** A refusal with its words. */
export function notTaken<C extends PictureRefusal["code"]>(
  code: C,
  message: string,
): PictureRefusal & { readonly code: C } {
  return { ok: false, code, message };
}

/** Null for sides that are read: said by a file before anything of it is unpacked. */
export function sidesRefused(width: number, height: number): PictureRefusal | null {
  const { side, pixels } = PICTURE_LIMITS;
  if (Math.max(width, height) <= side && width * height <= pixels) return null;
  return notTaken(
    "too-large",
    `The picture has ${width} by ${height} pixels; at most ${pixels / 1e6} million are read, and ${side} on a side. Make it smaller.`,
  );
}
