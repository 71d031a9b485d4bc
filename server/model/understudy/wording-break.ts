/** One way of saying a stretch of a sentence otherwise. */
export interface Break {
  readonly text: string;
  /** Lower is more natural. */
  readonly cost: number;
  /** An aside that must not be used twice. */
  readonly spends: string | null;
}
