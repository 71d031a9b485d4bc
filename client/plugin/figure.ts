import type { Gesture, ParticipantId } from "../../shared/protocol.ts";
import type { CastView } from "../cast-view.ts";
import type { TagBox } from "./tag-rows.ts";

/** A place in world pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How the picture stands to the page. */
export interface ScreenScale {
  /** The camera's zoom: canvas pixels for each world pixel. */
  readonly zoom: number;
  /** Canvas pixels for each CSS pixel. */
  readonly ratio: number;
}

/** Someone's figure in a Phaser scene: drawn by the plugin, or only pointed at where the game draws it. */
export interface Figure {
  readonly id: ParticipantId;
  /** What the server said of it last. */
  view: CastView;
  /** The middle of the feet. */
  readonly feet: Point;
  /** Just above the head. */
  readonly crown: Point;
  /** Where it is drawn, in tiles. */
  readonly tile: Point;
  readonly walking: boolean;
  /** Calls back when the figure is clicked or tapped. */
  onPick(picked: () => void): void;
  gesture(gesture: Gesture): void;
  /** Follows the server's word by `ms` milliseconds. */
  place(ms: number): void;
  /** The picture's scale changed: text is drawn anew at the size of the screen. */
  sharpen(scale: ScreenScale): void;
  label(text: string, lit: boolean): void;
  /** The room of its name beneath the feet; null where it has none. */
  readonly tag: TagBox | null;
  /** Hangs the name so many world pixels lower. */
  lowerTag(by: number): void;
  destroy(): void;
}
