import type * as Phaser from "phaser";
import type { CastView } from "../cast-view.ts";
import type { Box } from "./bubble-place.ts";
import { portraitAddress, tokenOf } from "./portrait-address.ts";

/** A face is as high as so many lines of the words beside it, and keeps a part of a line clear of them. */
const SIDE = 2;
const GAP = 0.35;

/** The texture of a persona's portrait; null where it has none, or none that came. Players have none. */
export function faceOf(
  { kind, sprite }: Pick<CastView, "kind" | "sprite">,
  exists: (texture: string) => boolean,
): string | null {
  const address = kind === "persona" ? portraitAddress(sprite) : null;
  if (address === null) return null;
  const texture = tokenOf(address);
  return exists(texture) ? texture : null;
}

/** Where words and face lie in a bubble; both axes from its top left corner, in the unit of what was given. */
export interface BubbleInside {
  readonly width: number;
  readonly height: number;
  readonly text: { readonly x: number; readonly y: number };
  /** The side of the face and its left edge; null for a bubble without one. */
  readonly face: { readonly side: number; readonly x: number } | null;
}

/** Finds room for a face at the left of the words. It depends on the height of a line and not on how many there are. */
export function insideOf(
  text: { readonly width: number; readonly height: number },
  padding: { readonly x: number; readonly y: number },
  line: number,
  faced: boolean,
): BubbleInside {
  const side = faced ? SIDE * line : 0;
  const beside = faced ? side + GAP * line : 0;
  return {
    width: text.width + beside + padding.x * 2,
    height: Math.max(text.height, side) + padding.y * 2,
    text: { x: padding.x + beside, y: padding.y },
    face: faced ? { side, x: padding.x } : null,
  };
}

/** The top of a face: at the end of the bubble where its tail is, which stays where it is while words come. */
export function faceTop(box: Box, below: boolean, side: number, padding: number): number {
  return below ? box.top + padding : box.bottom - padding - side;
}

/** The speaker's round portrait in a bubble. It is made with the first face that there is to show. */
export class BubbleFace {
  readonly #scene: Phaser.Scene;
  readonly #depth: number;
  #image: Phaser.GameObjects.Image | null = null;
  #texture: string | null = null;

  constructor(scene: Phaser.Scene, depth: number) {
    this.#scene = scene;
    this.#depth = depth;
  }

  /** Whether the bubble has a face just now. */
  get here(): boolean {
    return this.#texture !== null;
  }

  /** Takes another face, or none. To be called only when a bubble is laid out anew, or its words would jump. */
  take(texture: string | null): void {
    this.#texture = texture;
    if (texture === null) {
      this.#image?.setVisible(false);
      return;
    }
    this.#image ??= this.#scene.add.image(0, 0, texture).setOrigin(0, 0).setDepth(this.#depth);
    this.#image.setTexture(texture).setVisible(true);
  }

  place(x: number, y: number, side: number, alpha: number): void {
    this.#image?.setDisplaySize(side, side).setPosition(x, y).setAlpha(alpha);
  }

  destroy(): void {
    this.#image?.destroy();
    this.#image = null;
  }
}
