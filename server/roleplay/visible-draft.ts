/** A stretch of one channel as the parser writes it down; `index` counts visible segments once it shows anything. */
export interface VisibleDraft {
  readonly kind: "speech" | "action";
  index: number | null;
  /** What was shown. */
  text: string;
  /** What was not shown after all. */
  withheld: string;
  /** White space that is shown only if something follows it. */
  space: string;
  retracted: boolean;
}
