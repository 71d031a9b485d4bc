/** Where two texts begin to differ. */
export interface Difference {
  /**
   * What differs: the prompt of a call, a turn's segments with the private ones, what others saw of a turn; who heard or
   * saw it, where its speaker stood or who was where after a deed, what came of a deed, what it did to things, what minds
   * observed of it.
   */
  readonly what:
    | "prompt"
    | "segments"
    | "visible"
    | "heard"
    | "place"
    | "outcome"
    | "things"
    | "observed";
  /** A deed's own id where it is of a deed. */
  readonly turnId: string;
  readonly callId: string | null;
  /** The first byte that differs, in UTF-8, from 0. */
  readonly byte: number;
  /** A few characters around it; private text. */
  readonly logged: string;
  readonly replayed: string;
}

/** Characters of context before and after the place. */
const BEFORE = 24;
const AFTER = 40;

/** Null for the same text. */
export function firstDifference(
  logged: string,
  replayed: string,
): Pick<Difference, "byte" | "logged" | "replayed"> | null {
  if (logged === replayed) return null;
  let at = 0;
  while (at < logged.length && at < replayed.length && logged[at] === replayed[at]) at += 1;
  const from = Math.max(0, at - BEFORE);
  return {
    byte: Buffer.byteLength(logged.slice(0, at), "utf8"),
    logged: logged.slice(from, at + AFTER),
    replayed: replayed.slice(from, at + AFTER),
  };
}
