import * as Phaser from "phaser";
import type { Gesture, ParticipantId } from "../../shared/protocol.ts";
import type { Facing } from "../../shared/scene-state.ts";
import type { CastView } from "../cast-view.ts";
import type { Figure, Point, ScreenScale } from "./figure.ts";
import type { TagBox } from "./tag-rows.ts";
import { playMovement } from "./gesture-play.ts";
import { feetOn, type Ground } from "./ground.ts";
import { hueOf, type PlainLook } from "./plain-look.ts";
import { portraitToken } from "./portrait.ts";
import { portraitAddress } from "./portrait-address.ts";
import { facingAlong, stride, type Stride } from "./walk.ts";

/** What a game gives for someone: a texture's key, or an object of its own. */
export type OwnSprite = string | Phaser.GameObjects.GameObject;

/** Movable, as nearly every object of Phaser is. */
type Placed = Phaser.GameObjects.GameObject &
  Phaser.GameObjects.Components.Transform &
  Phaser.GameObjects.Components.Depth &
  Partial<Phaser.GameObjects.Components.Origin & Phaser.GameObjects.Components.ComputedSize>;

/** The height of a drawn figure, in tiles. */
const HEIGHT = 1.15;

/** Someone in a stranger's game: the game's own sprite, or a small person drawn by code, with the name beneath. */
export class PlainFigure implements Figure {
  readonly id: ParticipantId;
  view: CastView;
  readonly #scene: Phaser.Scene;
  readonly #ground: Ground;
  readonly #look: PlainLook;
  readonly #holder: Phaser.GameObjects.Container;
  /** What gestures move: the drawn person, or the game's sprite. */
  #sprite: Placed;
  #drawing: Phaser.GameObjects.Graphics | null;
  readonly #tag: Phaser.GameObjects.Text;
  readonly #at: Stride;
  readonly #height: number;
  #facing: Facing = "down";
  #walking = false;
  #walked = 0;
  #gesturing = false;

  constructor(
    scene: Phaser.Scene,
    view: CastView,
    ground: Ground,
    look: PlainLook,
    own: OwnSprite | null,
  ) {
    this.#scene = scene;
    this.#ground = ground;
    this.#look = look;
    this.id = view.id;
    this.view = view;
    this.#at = { x: view.x, y: view.y, still: 1000 };
    /* What a game gives may be gone already, with the Phaser scene that made it. */
    const given =
      typeof own === "string" ? scene.add.sprite(0, 0, own) : own?.scene === scene ? own : null;
    this.#drawing = given === null ? scene.add.graphics() : null;
    this.#sprite = (given ?? this.#drawing) as Placed;
    this.#holder = scene.add.container(0, 0, [this.#sprite]);
    this.#height = this.#drawing ? ground.tile * HEIGHT : (this.#sprite.displayHeight ?? 0);
    this.#rest();
    this.#draw();
    this.#tag = scene.add
      .text(0, 0, "")
      .setOrigin(0.5, 0)
      .setDepth(ground.depth + 0.5);
    this.place(0);
    // The game's own sprite stays as it is; the portrait is for its bubble then.
    const portrait = portraitAddress(view.sprite);
    if (portrait !== null) portraitToken(scene, portrait, (key) => this.#becomeToken(key));
  }

  /** A round portrait stands where the drawn person stood. */
  #becomeToken(key: string): void {
    const drawn = this.#drawing;
    if (drawn === null || !drawn.active) return;
    this.#scene.tweens.killTweensOf(drawn);
    this.#gesturing = false;
    const token = this.#scene.add
      .image(0, 0, key)
      .setOrigin(0.5, 1)
      .setDisplaySize(this.#height, this.#height);
    this.#holder.remove(drawn, true).add(token);
    this.#drawing = null;
    this.#sprite = token;
    this.#rest();
  }

  onPick(picked: () => void): void {
    const width = Math.max(this.#ground.tile, this.#sprite.displayWidth ?? 0);
    const height = Math.max(this.#ground.tile, this.#height);
    const area = new Phaser.Geom.Rectangle(-width / 2, -height, width, height);
    this.#holder.setInteractive({
      hitArea: area,
      hitAreaCallback: Phaser.Geom.Rectangle.Contains,
      useHandCursor: true,
    });
    this.#holder.on(
      "pointerdown",
      (_pointer: unknown, _x: unknown, _y: unknown, event: Phaser.Types.Input.EventData) => {
        event.stopPropagation();
        picked();
      },
    );
  }

  get feet(): Point {
    return { x: this.#holder.x, y: this.#holder.y };
  }

  get crown(): Point {
    return { x: this.#holder.x, y: this.#holder.y - this.#height };
  }

  get tile(): Point {
    return { x: this.#at.x, y: this.#at.y };
  }

  get walking(): boolean {
    return this.#walking;
  }

  gesture(gesture: Gesture): void {
    if (this.#walking) return;
    this.#gesturing = true;
    playMovement(this.#scene, this.#sprite, gesture, this.#ground.tile / 16, () => {
      this.#gesturing = false;
      this.#rest();
    });
  }

  place(ms: number): void {
    const { view } = this;
    const before = { x: this.#at.x, y: this.#at.y };
    this.#walking = stride(this.#at, view.x, view.y, ms);
    const facing = facingAlong(
      this.#at.x - before.x,
      this.#at.y - before.y,
      this.#walking ? this.#facing : (view.facing as Facing),
    );
    const { x, y } = feetOn(this.#ground, this.#at);
    this.#holder.setPosition(x, y).setDepth(this.#ground.depth + y / 100_000);
    this.#holder.setAlpha(view.connected ? 1 : 0.55);
    this.#tag.setPosition(x, y + 1);
    if (this.#walking && this.#gesturing) {
      this.#scene.tweens.killTweensOf(this.#sprite);
      this.#gesturing = false;
    }
    this.#walked = this.#walking ? this.#walked + ms : 0;
    if (!this.#gesturing) this.#rest();
    if (facing === this.#facing) return;
    this.#facing = facing;
    this.#draw();
  }

  sharpen({ zoom, ratio }: ScreenScale): void {
    const { font, tagSize, tag } = this.#look;
    this.#tag.setScale(1 / zoom).setStyle({
      fontFamily: font,
      fontSize: `${Math.max(1, Math.round(tagSize * ratio))}px`,
      color: this.view.kind === "persona" ? tag.persona : tag.player,
      stroke: "#14101a",
      strokeThickness: Math.round(4 * ratio),
      padding: { top: Math.round(2 * ratio), bottom: Math.round(2 * ratio) },
    });
  }

  get tag(): TagBox | null {
    const { x, displayWidth: width, displayHeight: height } = this.#tag;
    return { x, y: this.feet.y + 1, width, height };
  }

  lowerTag(by: number): void {
    this.#tag.y = this.feet.y + 1 + by;
  }

  label(text: string, lit: boolean): void {
    if (this.#tag.text !== text) this.#tag.setText(text);
    this.#tag.setAlpha(lit ? 1 : 0.8);
  }

  destroy(): void {
    this.#scene.tweens?.killTweensOf(this.#sprite);
    this.#holder.destroy();
    this.#tag.destroy();
  }

  /** Puts the sprite's foot on the ground; one who walks bobs a little. */
  #rest(): void {
    const { originY = 1 } = this.#drawing ? {} : this.#sprite;
    const bob = Math.abs(Math.sin(this.#walked / 90)) * (this.#ground.tile / 16);
    this.#sprite.setPosition(0, -(1 - originY) * this.#height - bob);
  }

  #draw(): void {
    const pen = this.#drawing;
    if (pen === null) return;
    const unit = this.#ground.tile / 16;
    const colour = (hue: number, saturation: number, light: number) =>
      Phaser.Display.Color.HSLToColor((hue % 360) / 360, saturation, light).color;
    const hue = hueOf(this.id);
    const coat = colour(hue, 0.45, 0.42);
    const hem = colour(hue, 0.5, 0.28);
    const hair = colour(hue + 150, 0.3, 0.2);
    const side = { down: 0, up: 0, left: -1, right: 1 }[this.#facing];
    pen.clear();
    pen.fillStyle(0x000000, 0.28).fillEllipse(0, 0, 12 * unit, 4 * unit);
    pen.fillStyle(hem, 1).fillRoundedRect(-5 * unit, -10 * unit, 10 * unit, 10 * unit, 3 * unit);
    pen.fillStyle(coat, 1).fillRoundedRect(-5 * unit, -10 * unit, 10 * unit, 7.5 * unit, 3 * unit);
    pen.fillStyle(hair, 1).fillCircle(0, -13.5 * unit, 4.6 * unit);
    if (this.#facing === "up") return;
    pen.fillStyle(0xf1c9a5, 1).fillEllipse(side * unit, -12.6 * unit, 7.4 * unit, 6.6 * unit);
    pen.fillStyle(0x2a1d1a, 1);
    const eyes = side === 0 ? [-1.6, 1.6] : [side * 2.4];
    for (const x of eyes) pen.fillCircle(x * unit, -12.6 * unit, 0.75 * unit);
  }
}
