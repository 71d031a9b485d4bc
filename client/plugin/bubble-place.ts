import type { Point } from "./figure.ts";

/** The room that a bubble takes, in world pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a bubble is to hang; all in world pixels. */
export interface BubblePlace {
  /** Just above the speaker's head. */
  readonly head: Point;
  /** The height of the speaker's feet. */
  readonly feet: number;
  /** What the camera sees. */
  readonly view: Box;
  /** What hangs already. */
  readonly taken: readonly Box[];
  /** From 0, gone, to 1. */
  readonly fade: number;
}

/** How large a bubble is and what it keeps clear of; in world pixels. */
export interface BubbleSize {
  readonly width: number;
  readonly height: number;
  /** The height of its tail. */
  readonly tail: number;
  /** Between it and the edge of the picture, or another bubble. */
  readonly margin: number;
  /** Below the feet, for a name. */
  readonly tag: number;
  /** At the top of the picture. */
  readonly clear: number;
}

/** Where it hangs, and whether that is below the feet because there is no room above. */
export interface BubbleSpot {
  readonly box: Box;
  readonly below: boolean;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Finds a bubble's place: above a head or below the feet, within the view, and beside what hangs already. */
export function placeBubble(
  { head, feet, view, taken }: Omit<BubblePlace, "fade">,
  { width, height, tail, margin, tag, clear }: BubbleSize,
): BubbleSpot {
  const half = width / 2;
  const left = view.left + half + margin;
  const right = view.right - half - margin;
  const middle =
    left > right ? (view.left + view.right) / 2 : Math.min(Math.max(head.x, left), right);
  const top = view.top + clear;
  const boxAt = (bottom: number): Box => ({
    left: middle - half,
    right: middle + half,
    top: bottom - height,
    bottom,
  });
  let box = boxAt(head.y - tail);
  for (const other of taken) if (overlap(box, other)) box = boxAt(other.top - margin);
  const below = box.top < top;
  if (below) {
    box = boxAt(feet + tail + height + tag);
    for (const other of taken) {
      if (overlap(box, other)) box = boxAt(other.bottom + margin + height);
    }
  }
  if (below && box.bottom > view.bottom) box = boxAt(top + height);
  return { box, below };
}
