import type * as Phaser from "phaser";
import { breakLines, linesUpTo } from "../line-breaks.ts";
import { BubbleFace, faceTop, insideOf, type BubbleInside } from "./bubble-face.ts";
import { placeBubble, type Box, type BubblePlace } from "./bubble-place.ts";
import type { BubbleContent, BubbleView } from "./bubble-view.ts";
import type { ScreenScale } from "./figure.ts";
import type { BubbleKind, BubbleStyle } from "./style.ts";

/** World pixels between the frame's edge and the text. */
const PADDING = { x: 5, y: 3 } as const;
const TAIL_HEIGHT = 5;
/** World pixels below the feet that the name takes. */
const TAG_HEIGHT = 8;
/** World pixels between a bubble and the edge of the picture, or another bubble. */
const MARGIN = 3;

/** A bubble of a game's own textures: a nine-slice frame, its tail and one text. */
export class Bubble implements BubbleView {
  readonly #frame: Phaser.GameObjects.NineSlice;
  readonly #tail: Phaser.GameObjects.Image;
  readonly #text: Phaser.GameObjects.Text;
  readonly #styleNow: () => BubbleStyle;
  #style: BubbleStyle;
  #kind: BubbleKind | null = null;
  #broken = { whole: "", lines: [""] };
  #zoom = 1;
  readonly #face: BubbleFace;
  #inside: BubbleInside = insideOf({ width: 0, height: 0 }, PADDING, 0, false);

  constructor(scene: Phaser.Scene, style: () => BubbleStyle, depth: number) {
    this.#styleNow = style;
    this.#style = style();
    const { frame, tail } = this.#style.kinds.speech;
    this.#frame = scene.add.nineslice(0, 0, frame, undefined, 24, 24, 8, 8, 8, 8).setOrigin(0.5, 1);
    this.#tail = scene.add.image(0, 0, tail).setOrigin(0.5, 0);
    this.#text = scene.add.text(0, 0, "").setOrigin(0, 0);
    this.#frame.setDepth(depth);
    this.#tail.setDepth(depth + 0.1);
    this.#text.setDepth(depth + 0.2);
    this.#face = new BubbleFace(scene, depth + 0.2);
    this.hide();
  }

  show({ kind, whole, letters, face }: BubbleContent, { zoom }: ScreenScale): void {
    const style = this.#styleNow();
    const fresh = kind !== this.#kind || zoom !== this.#zoom || style.width !== this.#style.width;
    this.#style = style;
    this.#zoom = zoom;
    if (fresh) {
      const look = style.kinds[kind];
      this.#kind = kind;
      this.#frame.setTexture(look.frame);
      this.#tail.setTexture(look.tail);
      this.#text.setStyle(look.text()).setScale(1 / zoom);
      this.#face.take(face);
    }
    if (fresh || whole !== this.#broken.whole) {
      const { context } = this.#text;
      this.#text.style.syncFont(this.#text.canvas, context);
      const lines = breakLines(whole, style.width, (line) => context.measureText(line).width);
      this.#broken = { whole, lines };
    }
    const shown = linesUpTo(this.#broken.lines, whole, letters).slice(-style.lines);
    const text = shown.join("\n");
    if (text !== this.#text.text || fresh) this.#text.setText(text);
    this.#fit(shown.length);
    for (const part of [this.#frame, this.#tail, this.#text]) part.setVisible(true);
  }

  place(at: BubblePlace): Box {
    const px = 1 / this.#zoom;
    const { width, height, text, face } = this.#inside;
    const { box, below } = placeBubble(at, {
      width,
      height,
      tail: TAIL_HEIGHT,
      margin: MARGIN,
      tag: TAG_HEIGHT,
      clear: this.#style.clear * px,
    });
    const snap = (value: number) => Math.round(value / px) * px;
    const middle = (box.left + box.right) / 2;
    this.#frame.setPosition(snap(middle), snap(box.bottom));
    const reach = width / 2 - 8;
    const tailX = Math.min(Math.max(at.head.x, middle - reach), middle + reach);
    this.#tail.setFlipY(below);
    this.#tail.setPosition(snap(tailX), snap(below ? box.top - TAIL_HEIGHT : box.bottom - 1));
    this.#text.setPosition(snap(box.left + text.x), snap(box.top + text.y));
    if (face !== null) {
      const top = faceTop(box, below, face.side, PADDING.y);
      this.#face.place(snap(box.left + face.x), snap(top), face.side, at.fade);
    }
    for (const part of [this.#frame, this.#tail, this.#text]) part.setAlpha(at.fade);
    return box;
  }

  hide(): void {
    for (const part of [this.#frame, this.#tail, this.#text]) part.setVisible(false);
    this.#face.take(null);
    this.#broken = { whole: "", lines: [""] };
    this.#kind = null;
  }

  destroy(): void {
    this.#frame.destroy();
    this.#tail.destroy();
    this.#text.destroy();
    this.#face.destroy();
  }

  #fit(count: number): void {
    const { context } = this.#text;
    const measured = this.#broken.lines.map((line) => context.measureText(line).width);
    const widest = Math.max(20, ...measured);
    const line = this.#text.height / Math.max(1, this.#text.text.split("\n").length);
    const text = {
      width: Math.ceil(widest / this.#zoom),
      height: Math.ceil((line * count) / this.#zoom),
    };
    const letters = this.#text.style.getTextMetrics().fontSize / this.#zoom;
    this.#inside = insideOf(text, PADDING, letters, this.#face.here);
    this.#frame.setSize(Math.max(24, this.#inside.width), Math.max(16, this.#inside.height));
  }
}
