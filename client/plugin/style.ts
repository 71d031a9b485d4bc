import type * as Phaser from "phaser";
import type { VisibleSegment } from "../../shared/protocol.ts";
import type { CastView } from "../cast-view.ts";

/** How the plugin draws; a game replaces what it wants to look otherwise. */
export interface BodyStyle {
  /** The side of a tile in world pixels. */
  readonly tile: number;
  readonly depths: { readonly bodies: number; readonly tags: number; readonly bubbles: number };
  /** The loaded sprite sheet for someone. */
  texture(view: CastView): string;
  tagText(view: CastView): Phaser.Types.GameObjects.Text.TextStyle;
}

/** What a bubble shows: something said, done, or said to one alone. */
export type BubbleKind = VisibleSegment["kind"] | "whisper";

/** How bubbles look; sizes in screen pixels. */
export interface BubbleStyle {
  /** Widest line in screen pixels. */
  readonly width: number;
  /** Most lines at once; the newest stay. */
  readonly lines: number;
  /** Screen pixels at the top of the picture that bubbles keep clear of. */
  readonly clear: number;
  /** Nine-slice texture, texture of the tail, and the text. Slices are eight pixels. */
  readonly kinds: Readonly<
    Record<
      BubbleKind,
      {
        readonly frame: string;
        readonly tail: string;
        text(): Phaser.Types.GameObjects.Text.TextStyle;
      }
    >
  >;
}

/** How everything that the plugin draws looks. */
export interface DramatisStyle {
  readonly body: BodyStyle;
  bubble(): BubbleStyle;
}

/** The mark that tells an action from speech where style alone would not: in plain text, for every reader. */
export function marked({ kind, text }: Pick<VisibleSegment, "kind" | "text">): string {
  return kind === "action" ? `*${text}*` : text;
}
