import * as Phaser from "phaser";
import type { Gesture } from "../../shared/protocol.ts";
import type { Facing } from "../../shared/scene-state.ts";
import type { CastView } from "../cast-view.ts";
import type { Figure, ScreenScale } from "./figure.ts";
import type { TagBox } from "./tag-rows.ts";
import { FIGURE, frameOf, walkOf } from "./figure-sheet.ts";
import { playGesture, playMovement } from "./gesture-play.ts";
import { portraitToken } from "./portrait.ts";
import { portraitAddress } from "./portrait-address.ts";
import type { BodyStyle } from "./style.ts";
import { facingAlong, stride, type Stride } from "./walk.ts";

/** Who sits is drawn so many pixels lower, and so many pixels of the legs are not seen. */
const SEAT = { lower: 3, legs: 5 } as const;
/** The side of a portrait's token, in world pixels. */
const TOKEN = 22;

/** Someone's figure on the map with its name beneath. It follows what the server says, a little behind. */
export class Body implements Figure {
  readonly id: string;
  /** The sprite's holder; its origin is where the feet stand. */
  readonly holder: Phaser.GameObjects.Container;
  view: CastView;
  readonly #scene: Phaser.Scene;
  readonly #style: BodyStyle;
  readonly #sprite: Phaser.GameObjects.Sprite;
  readonly #tag: Phaser.GameObjects.Text;
  readonly #at: Stride;
  #gesturing = false;
  #drawn: Facing = "down";
  #walking = false;
  #sitting = false;
  /** It is shown by a portrait, which has no poses. */
  #token = false;
  #walked = 0;

  constructor(scene: Phaser.Scene, view: CastView, style: BodyStyle, label: string) {
    this.#scene = scene;
    this.#style = style;
    this.id = view.id;
    this.view = view;
    this.#at = { x: view.x, y: view.y, still: 1000 };
    const texture = style.texture(view);
    this.#sprite = scene.add.sprite(0, 0, texture, frameOf("down", "stand")).setOrigin(0.5, 1);
    this.holder = scene.add.container(0, 0, [this.#sprite]);
    this.holder.setSize(FIGURE.width, FIGURE.height);
    this.#sprite.setInteractive({
      hitArea: new Phaser.Geom.Rectangle(-2, 0, FIGURE.width + 4, FIGURE.height + 3),
      hitAreaCallback: Phaser.Geom.Rectangle.Contains,
      useHandCursor: true,
    });
    this.#tag = scene.add.text(0, 0, label, style.tagText(view)).setOrigin(0.5, 0);
    this.#tag.setDepth(style.depths.tags);
    this.place(0);
    const portrait = portraitAddress(view.sprite);
    if (portrait !== null) portraitToken(scene, portrait, (key) => this.#becomeToken(key));
  }

  /** Calls back when the figure is clicked or tapped. */
  onPick(picked: () => void): void {
    this.#sprite.on(
      "pointerdown",
      (_pointer: unknown, _x: unknown, _y: unknown, event: Phaser.Types.Input.EventData) => {
        event.stopPropagation();
        picked();
      },
    );
  }

  /** In world pixels: the middle of the feet. */
  get feet(): { x: number; y: number } {
    return { x: this.holder.x, y: this.holder.y };
  }

  /** In world pixels: just above the head. */
  get crown(): { x: number; y: number } {
    return { x: this.holder.x, y: this.holder.y - FIGURE.height };
  }

  get tile(): { x: number; y: number } {
    return { x: this.#at.x, y: this.#at.y };
  }

  get walking(): boolean {
    return this.#walking;
  }

  gesture(gesture: Gesture): void {
    if (this.#walking) return;
    this.#gesturing = true;
    if (this.#token) {
      playMovement(this.#scene, this.#sprite, gesture, 1, () => {
        this.#gesturing = false;
        this.#sprite.setPosition(0, 0);
      });
      return;
    }
    playGesture(this.#scene, this.#sprite, gesture, this.view.facing as Facing, () => {
      this.#gesturing = false;
      this.#sprite.setFrame(frameOf(this.#drawn, "stand"));
    });
  }

  /** Follows the server's word by `ms` milliseconds. */
  place(ms: number): void {
    const { view } = this;
    const before = { x: this.#at.x, y: this.#at.y };
    const walking = stride(this.#at, view.x, view.y, ms);
    const facing = facingAlong(
      this.#at.x - before.x,
      this.#at.y - before.y,
      walking ? this.#drawn : (view.facing as Facing),
    );
    const { tile } = this.#style;
    const x = (this.#at.x + 0.5) * tile;
    const y = (this.#at.y + 1) * tile - 2;
    const sitting = !walking && view.posture === "sitting";
    if (sitting !== this.#sitting) this.#sit(sitting);
    this.holder
      .setPosition(x, sitting ? y + SEAT.lower : y)
      .setDepth(this.#style.depths.bodies + y / 100_000);
    this.#tag.setPosition(x, y + 1);
    this.holder.setAlpha(view.connected ? 1 : 0.55);
    if (this.#token) this.#bob(walking, ms);
    else this.#pose(walking, facing);
  }

  /** Text keeps its size on the screen whatever the zoom of the world. */
  sharpen({ zoom }: ScreenScale): void {
    this.#tag.setStyle(this.#style.tagText(this.view));
    this.#tag.setScale(1 / zoom);
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
    this.#scene.tweens.killTweensOf(this.#sprite);
    this.holder.destroy();
    this.#tag.destroy();
  }

  /** A round portrait stands where the drawn figure stood. */
  #becomeToken(key: string): void {
    if (!this.#sprite.active) return;
    this.#token = true;
    this.#gesturing = false;
    this.#scene.tweens.killTweensOf(this.#sprite);
    this.#sprite.anims.stop();
    this.#sprite.setCrop();
    this.#sprite.setTexture(key).setPosition(0, 0).setDisplaySize(TOKEN, TOKEN);
    const { width, height } = this.#sprite;
    const area = this.#sprite.input?.hitArea as Phaser.Geom.Rectangle | undefined;
    area?.setTo(0, 0, width, height);
  }

  /** A token hops a little where a figure would walk. */
  #bob(walking: boolean, ms: number): void {
    this.#walking = walking;
    if (this.#gesturing) return;
    this.#walked = walking ? this.#walked + ms : 0;
    this.#sprite.setY(-Math.abs(Math.sin(this.#walked / 110)) * 2);
  }

  #sit(sitting: boolean): void {
    this.#sitting = sitting;
    if (this.#token) return;
    if (sitting) this.#sprite.setCrop(0, 0, FIGURE.width, FIGURE.height - SEAT.legs);
    else this.#sprite.setCrop();
  }

  #pose(walking: boolean, facing: Facing): void {
    if (walking && this.#gesturing) {
      this.#scene.tweens.killTweensOf(this.#sprite);
      this.#sprite.setPosition(0, 0);
      this.#gesturing = false;
    }
    if (this.#gesturing) return;
    const changed = facing !== this.#drawn || walking !== this.#walking;
    this.#drawn = facing;
    this.#walking = walking;
    if (walking) {
      this.#sprite.anims.play(walkOf(this.#scene.anims, this.#sprite.texture.key, facing), true);
    } else if (changed) {
      this.#sprite.anims.stop();
      this.#sprite.setFrame(frameOf(facing, "stand"));
    }
  }
}
