import type { CopyIndex } from "./copy-index.ts";
import type { ParsedUtterance, VisiblePart } from "./parsed-utterance.ts";

/** The one reader of what a model says: push text, get what may be seen, and at the end the whole turn. */
export interface UtteranceParser {
  /** Takes more of the model's text. Never throws; after the turn has terminated, text is dropped. */
  push(text: string): void;
  /** No more text: lets out what is left and gives the whole turn. */
  end(): ParsedUtterance;
  /** True once nothing further can be visible: the model may be stopped. */
  readonly terminated: boolean;
}

/** Who speaks among whom, how the turn's text begins, and what of it must not be said. */
export interface ParserOptions {
  /** Who speaks: its name before a colon is removed. */
  readonly self: { readonly name: string; readonly aliases: readonly string[] };
  /** Names and aliases of everyone else: a line that one of them begins ends the turn. */
  readonly others: readonly string[];
  /**
   * `expected`: nothing is visible before system thinking has closed or a role tag was seen.
   * `prefilled`: the text begins inside system thinking. `none`: speech at once.
   */
  readonly start: "expected" | "prefilled" | "none";
  /**
   * System thinking that an earlier model call of this turn thought and closed: private whatever it holds, and the
   * turn's first segment. The text itself then begins with nothing open, whatever `start` says.
   */
  readonly thought?: string;
  /** Private text of the persona's last turns: no run of 24 letters (12 of Han) of it is shown. */
  readonly recentPrivate?: CopyIndex | readonly string[];
  /** System prompt and hidden fields: no run of 32 letters (16 of Han) of it is shown. */
  readonly hidden?: CopyIndex | readonly string[];
  /** Holds speech until its segment is whole. */
  readonly strict?: boolean;
  readonly limits?: { readonly raw?: number; readonly visible?: number };
  readonly onPart: (part: VisiblePart) => void;
}

/** How much raw text of a turn is read, and how much visible text of it is shown, in UTF-16 code units. */
export function limitsOf({ limits }: ParserOptions): { maxRaw: number; maxVisible: number } {
  return { maxRaw: limits?.raw ?? 64 * 1024, maxVisible: limits?.visible ?? 4_000 };
}
