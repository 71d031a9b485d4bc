import type { Box, BubblePlace } from "./bubble-place.ts";
import type { ScreenScale } from "./figure.ts";
import type { BubbleKind } from "./style.ts";

/** What a bubble shows, and how much of it. */
export interface BubbleContent {
  readonly kind: BubbleKind;
  /** All that is known of the text, so that words do not jump to the next line while they appear. */
  readonly whole: string;
  /** How much of it shows, in UTF-16 code units. */
  readonly letters: number;
  /** The texture of the speaker's round portrait; null where there is none, or it has not come. */
  readonly face: string | null;
}

/** A bubble that a game may draw itself. It is kept and used again for other words and other speakers. */
export interface BubbleView {
  /** Called with every frame while there are words to show. */
  show(content: BubbleContent, scale: ScreenScale): void;
  /** Hangs it where its speaker is now. Returns the room it takes, so that others keep clear of it. */
  place(at: BubblePlace): Box;
  hide(): void;
  destroy(): void;
}
