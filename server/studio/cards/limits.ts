/** What is read of a stranger's file at most. Every reader here stops at these, whatever a file says of itself. */
export const CARD_LIMITS = {
  /** Bytes of a whole file. */
  file: 32 * 1024 * 1024,
  /** Bytes of a card's JSON, and of a chunk that holds it before it is unpacked. */
  json: 8 * 1024 * 1024,
  chunk: 12 * 1024 * 1024,
  /** Values in a JSON text, and how deep they may lie. */
  values: 200_000,
  depth: 64,
  /** Entries of a zip. */
  entries: 2_000,
  /** Entries of a lorebook that are looked at. */
  lore: 2_000,
} as const;

/** Why a file was not taken: a closed code, and words for whoever brought it. */
export interface CardRefusal {
  readonly ok: false;
  readonly code:
    /** It is of a kind that is not read here. */
    | "unknown-kind"
    /** It is of a known kind and holds no card. */
    | "no-card"
    /** It breaks the rules of its own format. */
    | "damaged"
    /** It is made to harm: paths that lead out, links, bombs. */
    | "hostile"
    | "too-large"
    /** It is encrypted, or packed in a way that is not read. */
    | "unreadable";
  /** What happened, why, and what to do. */
  readonly message: string;
}

/** A refusal with its words. */
export function refused(code: CardRefusal["code"], message: string): CardRefusal {
  return { ok: false, code, message };
}
