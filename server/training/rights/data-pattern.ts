/** Kinds of structured personal data that are looked for. */
export type DataKind = "email" | "url" | "ip" | "phone" | "number" | "handle" | "address" | "birth";

/**
 * How one kind of data is told. No pattern is searched again from within what it has looked at, so that a long text
 * costs in proportion.
 */
export interface DataPattern {
  readonly kind: DataKind;
  readonly of: RegExp;
  /** Of the text as it is written, where capitals tell. */
  readonly cased?: boolean;
  /** Whether what was found is one. */
  readonly is?: (found: string, before: string) => boolean;
  /** How much to the left belongs to it. */
  readonly left?: (before: string) => number;
}

/** A pattern over folded text, found wherever it stands. */
export function re(source: string): RegExp {
  return new RegExp(source, "gv");
}
