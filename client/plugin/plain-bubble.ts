import * as Phaser from "phaser";
import { breakLines, linesUpTo } from "../line-breaks.ts";
import { BubbleFace, faceTop, insideOf, type BubbleInside } from "./bubble-face.ts";
import { placeBubble, type Box, type BubblePlace } from "./bubble-place.ts";
import type { BubbleContent, BubbleView } from "./bubble-view.ts";
import type { ScreenScale } from "./figure.ts";
import type { PlainLook } from "./plain-look.ts";
import type { BubbleKind } from "./style.ts";

/** In CSS pixels. */
const PADDING = { x: 11, y: 7 } as const;
const TAIL = { width: 14, height: 9 } as const;
const CORNER = 9;
const LINE = 2;
const TAG = 22;
const MARGIN = 6;

/** A bubble drawn by code: it needs no texture of the game's. */
export class PlainBubble implements BubbleView {
  readonly #look: PlainLook;
  readonly #frame: Phaser.GameObjects.Graphics;
  readonly #tail: Phaser.GameObjects.Graphics;
  readonly #text: Phaser.GameObjects.Text;
  #kind: BubbleKind | null = null;
  #scale: ScreenScale = { zoom: 1, ratio: 1 };
  #broken = { whole: "", lines: [""] };
  readonly #face: BubbleFace;
  #inside: BubbleInside = insideOf({ width: 0, height: 0 }, PADDING, 0, false);

  constructor(scene: Phaser.Scene, look: PlainLook, depth: number) {
    this.#look = look;
    this.#frame = scene.add.graphics().setDepth(depth);
    this.#tail = scene.add.graphics().setDepth(depth + 0.1);
    this.#text = scene.add.text(0, 0, "").setDepth(depth + 0.2);
    this.#face = new BubbleFace(scene, depth + 0.2);
    this.hide();
  }

  show({ kind, whole, letters, face }: BubbleContent, scale: ScreenScale): void {
    const { zoom, ratio } = scale;
    const sized = zoom === this.#scale.zoom && ratio === this.#scale.ratio;
    const fresh = kind !== this.#kind || !sized;
    this.#scale = scale;
    if (fresh) {
      this.#kind = kind;
      this.#text.setStyle(this.#textStyle(kind)).setScale(1 / zoom);
      this.#face.take(face);
    }
    const rewrapped = fresh || whole !== this.#broken.whole;
    if (rewrapped) {
      const { context } = this.#text;
      this.#text.style.syncFont(this.#text.canvas, context);
      const widest = this.#look.width * ratio;
      const lines = breakLines(whole, widest, (line) => context.measureText(line).width);
      this.#broken = { whole, lines };
    }
    const shown = linesUpTo(this.#broken.lines, whole, letters).slice(-this.#look.lines);
    const text = shown.join("\n");
    if (text !== this.#text.text || fresh) this.#text.setText(text);
    this.#fit(shown.length, fresh);
    for (const part of [this.#frame, this.#tail, this.#text]) part.setVisible(true);
  }

  place(at: BubblePlace): Box {
    const unit = this.#unit;
    const { width, height, text, face } = this.#inside;
    const { box, below } = placeBubble(at, {
      width,
      height,
      tail: TAIL.height * unit,
      margin: MARGIN * unit,
      tag: TAG * unit,
      clear: MARGIN * unit,
    });
    const middle = (box.left + box.right) / 2;
    const reach = width / 2 - (CORNER + TAIL.width / 2) * unit;
    const tailX = Math.min(Math.max(at.head.x, middle - reach), middle + reach);
    this.#frame.setPosition(box.left, box.top);
    this.#tail.setPosition(tailX, below ? box.top : box.bottom).setScale(1, below ? -1 : 1);
    const px = 1 / this.#scale.zoom;
    const snap = (value: number) => Math.round(value / px) * px;
    this.#text.setPosition(snap(box.left + text.x), snap(box.top + text.y));
    if (face !== null) {
      const top = faceTop(box, below, face.side, PADDING.y * unit);
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

  /** World pixels for each CSS pixel. */
  get #unit(): number {
    return this.#scale.ratio / this.#scale.zoom;
  }

  #textStyle(kind: BubbleKind): Phaser.Types.GameObjects.Text.TextStyle {
    const { font, size, bubbles } = this.#look;
    const { ratio } = this.#scale;
    return {
      fontFamily: font,
      fontSize: `${Math.max(1, Math.round(size * ratio))}px`,
      fontStyle: kind === "action" ? "italic" : "normal",
      color: bubbles[kind].text,
      padding: { top: Math.round(ratio), bottom: Math.round(2 * ratio) },
    };
  }

  #fit(count: number, fresh: boolean): void {
    const { context } = this.#text;
    const { zoom } = this.#scale;
    const unit = this.#unit;
    const measured = this.#broken.lines.map((line) => context.measureText(line).width);
    const line = this.#text.height / Math.max(1, this.#text.text.split("\n").length);
    const least = (CORNER * 2 + TAIL.width) * unit;
    const padding = { x: PADDING.x * unit, y: PADDING.y * unit };
    const text = {
      width: Math.max(least - padding.x * 2, Math.ceil(Math.max(...measured) / zoom)),
      height: Math.ceil((line * count) / zoom),
    };
    const letters = this.#text.style.getTextMetrics().fontSize / zoom;
    const inside = insideOf(text, padding, letters, this.#face.here);
    const { width, height } = this.#inside;
    this.#inside = inside;
    if (!fresh && width === inside.width && height === inside.height) return;
    this.#draw();
  }

  #draw(): void {
    if (this.#kind === null) return;
    const { fill, line } = this.#look.bubbles[this.#kind];
    const { width, height } = this.#inside;
    const unit = this.#unit;
    const colour = (css: string) => Phaser.Display.Color.ValueToColor(css).color;
    this.#frame
      .clear()
      .fillStyle(colour(fill), 0.97)
      .fillRoundedRect(0, 0, width, height, CORNER * unit)
      .lineStyle(LINE * unit, colour(line), 1)
      .strokeRoundedRect(0, 0, width, height, CORNER * unit);
    const half = (TAIL.width / 2) * unit;
    const tip = TAIL.height * unit;
    const lap = LINE * unit;
    this.#tail
      .clear()
      .fillStyle(colour(fill), 1)
      .fillTriangle(-half, -lap, half, -lap, 0, tip)
      .lineStyle(LINE * unit, colour(line), 1)
      .lineBetween(-half, 0, 0, tip)
      .lineBetween(half, 0, 0, tip);
  }
}
