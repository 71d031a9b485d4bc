import type * as Phaser from "phaser";
import { breakLines } from "../line-breaks.ts";
import type { BubbleKind, BubbleStyle } from "./style.ts";

/** World pixels between the frame's edge and the text. */
const PADDING = { x: 5, y: 3 } as const;
const TAIL_HEIGHT = 5;
/** World pixels below the feet that the name takes. */
const TAG_HEIGHT = 8;
/** World pixels between a bubble and the edge of the picture, or another bubble. */
const MARGIN = 3;

/** The room that a bubble takes, in world pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** What a bubble shows, and how much of it. */
export interface BubbleContent {
  readonly kind: BubbleKind;
  /** All that is known of the text, so that words do not jump to the next line while they appear. */
  readonly whole: string;
  /** How much of it shows. */
  readonly letters: number;
}

/** One bubble over a head: a frame, its tail and one text, kept and used again. */
export class Bubble {
  readonly #frame: Phaser.GameObjects.NineSlice;
  readonly #tail: Phaser.GameObjects.Image;
  readonly #text: Phaser.GameObjects.Text;
  #style: BubbleStyle;
  #kind: BubbleKind | null = null;
  #broken = { whole: "", lines: [""] };
  #zoom = 1;
  #height = 0;
  #width = 0;
  /** Milliseconds left on the screen; infinite while its turn runs. */
  life = Number.POSITIVE_INFINITY;

  constructor(scene: Phaser.Scene, style: BubbleStyle, depth: number) {
    this.#style = style;
    const { frame, tail } = style.kinds.speech;
    this.#frame = scene.add.nineslice(0, 0, frame, undefined, 24, 24, 8, 8, 8, 8).setOrigin(0.5, 1);
    this.#tail = scene.add.image(0, 0, tail).setOrigin(0.5, 0);
    this.#text = scene.add.text(0, 0, "").setOrigin(0, 0);
    this.#frame.setDepth(depth);
    this.#tail.setDepth(depth + 0.1);
    this.#text.setDepth(depth + 0.2);
    this.hide();
  }

  get visible(): boolean {
    return this.#frame.visible;
  }

  get content(): string {
    return this.visible ? this.#text.text : "";
  }

  get kind(): BubbleKind | null {
    return this.visible ? this.#kind : null;
  }

  show({ kind, whole, letters }: BubbleContent, zoom: number, style: BubbleStyle): void {
    const fresh = kind !== this.#kind || zoom !== this.#zoom || style.width !== this.#style.width;
    this.#style = style;
    this.#zoom = zoom;
    if (fresh) {
      const look = style.kinds[kind];
      this.#kind = kind;
      this.#frame.setTexture(look.frame);
      this.#tail.setTexture(look.tail);
      this.#text.setStyle(look.text()).setScale(1 / zoom);
    }
    if (fresh || whole !== this.#broken.whole) {
      const { context } = this.#text;
      this.#text.style.syncFont(this.#text.canvas, context);
      const lines = breakLines(whole, style.width, (line) => context.measureText(line).width);
      this.#broken = { whole, lines };
    }
    const shown = cut(this.#broken.lines, whole, letters).slice(-style.lines);
    const text = shown.join("\n");
    if (text !== this.#text.text || fresh) this.#text.setText(text);
    this.#fit(shown.length);
    for (const part of [this.#frame, this.#tail, this.#text]) part.setVisible(true);
  }

  /**
   * Hangs the bubble above a head, or below the feet where there is no room above; within the view, and beside
   * what hangs already. Returns the room it takes, in world pixels.
   */
  point(
    head: { readonly x: number; readonly y: number },
    feet: number,
    view: Phaser.Geom.Rectangle,
    taken: readonly Box[],
    fade: number,
  ): Box {
    const half = this.#width / 2;
    const left = view.x + half + MARGIN;
    const right = view.right - half - MARGIN;
    const middle = left > right ? view.centerX : Math.min(Math.max(head.x, left), right);
    const top = view.y + this.#style.clear / this.#zoom;
    const boxAt = (bottom: number): Box => ({
      left: middle - half,
      right: middle + half,
      top: bottom - this.#height,
      bottom,
    });
    let box = boxAt(head.y - TAIL_HEIGHT);
    for (const other of taken) if (overlap(box, other)) box = boxAt(other.top - MARGIN);
    const below = box.top < top;
    if (below) {
      box = boxAt(feet + TAIL_HEIGHT + this.#height + TAG_HEIGHT);
      for (const other of taken) {
        if (overlap(box, other)) box = boxAt(other.bottom + MARGIN + this.#height);
      }
    }
    if (below && box.bottom > view.bottom) box = boxAt(top + this.#height);
    const px = 1 / this.#zoom;
    const snap = (value: number) => Math.round(value / px) * px;
    this.#frame.setPosition(snap(middle), snap(box.bottom));
    const reach = half - 8;
    const tailX = Math.min(Math.max(head.x, middle - reach), middle + reach);
    this.#tail.setFlipY(below);
    this.#tail.setPosition(snap(tailX), snap(below ? box.top - TAIL_HEIGHT : box.bottom - 1));
    this.#text.setPosition(snap(box.left + PADDING.x), snap(box.top + PADDING.y));
    for (const part of [this.#frame, this.#tail, this.#text]) part.setAlpha(fade);
    return box;
  }

  hide(): void {
    for (const part of [this.#frame, this.#tail, this.#text]) part.setVisible(false);
    this.#broken = { whole: "", lines: [""] };
    this.#kind = null;
    this.life = Number.POSITIVE_INFINITY;
  }

  destroy(): void {
    this.#frame.destroy();
    this.#tail.destroy();
    this.#text.destroy();
  }

  #fit(count: number): void {
    const { context } = this.#text;
    const measured = this.#broken.lines.map((line) => context.measureText(line).width);
    const widest = Math.max(20, ...measured);
    const line = this.#text.height / Math.max(1, this.#text.text.split("\n").length);
    this.#width = Math.ceil(widest / this.#zoom) + PADDING.x * 2;
    this.#height = Math.ceil((line * count) / this.#zoom) + PADDING.y * 2;
    this.#frame.setSize(Math.max(24, this.#width), Math.max(16, this.#height));
  }
}

/** The lines up to the letter that appeared last. Breaks swallow the spaces they stand for. */
function cut(lines: readonly string[], whole: string, letters: number): string[] {
  const shown: string[] = [];
  let at = 0;
  for (const line of lines) {
    const start = whole.indexOf(line, at);
    const begin = start < 0 ? at : start;
    if (begin >= letters && shown.length > 0) break;
    shown.push(line.slice(0, Math.max(0, letters - begin)));
    at = begin + line.length;
  }
  return shown;
}
