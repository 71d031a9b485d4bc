import * as Phaser from "phaser";
import type { PropFields } from "../../shared/protocol.ts";
import type { Facing } from "../../shared/scene-state.ts";
import type { SceneClient } from "../index.ts";
import { propTexture, type Sprites } from "./sprites.ts";
import { DEPTHS, TILE, type StageMap } from "./stage-map.ts";

/** Where a body stands that may hold something: its feet in world pixels, and which way it looks. */
export interface Holder {
  readonly feet: { readonly x: number; readonly y: number };
  readonly view: { readonly facing: string };
}

/** What the layer asks of the scene. */
export interface PropLayerDoors {
  readonly holder: (id: string) => Holder | undefined;
  /** A thing was clicked or tapped. */
  readonly picked: (id: string) => void;
  readonly nameOf: (id: string) => string;
}

interface Shown {
  readonly image: Phaser.GameObjects.Image;
  prop: PropFields;
  /** Which hand it is in, counted for each holder; past the second it is in a pocket. */
  hand: number;
}

/** From the feet to each of two hands, in world pixels, by which way the holder looks. */
const HANDS: Readonly<
  Record<Facing, readonly [{ x: number; y: number }, { x: number; y: number }]>
> = {
  down: [
    { x: 6, y: -6 },
    { x: -6, y: -6 },
  ],
  up: [
    { x: -6, y: -7 },
    { x: 6, y: -7 },
  ],
  left: [
    { x: -5, y: -5 },
    { x: 2, y: -5 },
  ],
  right: [
    { x: 5, y: -5 },
    { x: -2, y: -5 },
  ],
};
/** Things that a map may have painted already: where it has, they are felt and not drawn. */
const PAINTED: ReadonlySet<string> = new Set(["chair", "lantern"]);
/** As good as nothing, and still clicked. */
const UNSEEN = 0.01;
/** A table's top above the tile it stands on. */
const TABLE = 6;
/** How quickly a thing goes from hand to hand, in milliseconds. */
const GLIDE = 110;
const GLINT = { every: 1500, ms: 800, tiles: 7 } as const;

/** The things of a scene on the map, in hands, open or closed. */
export class PropLayer {
  readonly #scene: Phaser.Scene;
  readonly #client: SceneClient;
  readonly #map: StageMap;
  readonly #sprites: Sprites;
  readonly #doors: PropLayerDoors;
  readonly #shown = new Map<string, Shown>();
  readonly #glint: Phaser.GameObjects.Image;
  readonly #unhook: () => void;
  #since = 0;
  #turn = 0;

  constructor(
    scene: Phaser.Scene,
    client: SceneClient,
    map: StageMap,
    sprites: Sprites,
    doors: PropLayerDoors,
  ) {
    this.#scene = scene;
    this.#client = client;
    this.#map = map;
    this.#sprites = sprites;
    this.#doors = doors;
    this.#glint = scene.add.image(0, 0, glintTexture(scene)).setDepth(DEPTHS.mark).setAlpha(0);
    const looks = [
      client.on("state", () => this.#look()),
      client.on("snapshot", () => this.#look()),
    ];
    this.#unhook = () => {
      for (const unhook of looks) unhook();
    };
    this.#look();
  }

  /** Moves what is held with its holder; `moving` false: nothing glints. */
  update(ms: number, moving: boolean): void {
    const near = 1 - Math.exp(-ms / GLIDE);
    for (const { image, prop, hand } of this.#shown.values()) this.#place(image, prop, hand, near);
    this.#since += ms;
    if (this.#since < GLINT.every || !moving) return;
    this.#since = 0;
    this.#sparkle();
  }

  /** Where a thing is drawn, in world pixels. */
  at(id: string): { readonly x: number; readonly y: number } | undefined {
    return this.#shown.get(id)?.image;
  }

  destroy(): void {
    this.#unhook();
    for (const { image } of this.#shown.values()) image.destroy();
    this.#shown.clear();
    this.#glint.destroy();
  }

  #look(): void {
    const { guide, props } = this.#client;
    const hands = new Map<string, number>();
    for (const prop of props.values()) {
      const hand = hands.get(prop.holder) ?? 0;
      hands.set(prop.holder, hand + 1);
      const view = guide?.props.find(({ id }) => id === prop.id);
      const known = this.#shown.get(prop.id);
      const shown = known ?? this.#add(prop, hand);
      shown.prop = prop;
      shown.hand = hand;
      if (view) shown.image.setTexture(propTexture(this.#sprites, view.sprite));
      shown.image.setFrame(prop.open ? 1 : 0);
      const drawn = PAINTED.has(view?.sprite ?? "") && this.#map.furnished(prop.x, prop.y);
      /* What is in a hand is out of the pointer's way: its holder is clicked, or the strip of what is carried. */
      if (shown.image.input) shown.image.input.enabled = prop.holder === "";
      shown.image.setAlpha(drawn && prop.holder === "" ? UNSEEN : 1);
      shown.image.setVisible(view !== undefined && (prop.holder === "" || hand < 2));
      if (!known) this.#place(shown.image, prop, hand, 1);
    }
    for (const [id, { image }] of this.#shown) {
      if (props.has(id)) continue;
      image.destroy();
      this.#shown.delete(id);
    }
  }

  #add(prop: PropFields, hand: number): Shown {
    const image = this.#scene.add.image(0, 0, propTexture(this.#sprites, ""), 0).setOrigin(0.5, 1);
    image.setInteractive({
      hitArea: new Phaser.Geom.Rectangle(0, 0, 16, 18),
      hitAreaCallback: Phaser.Geom.Rectangle.Contains,
      useHandCursor: true,
    });
    image.on(
      "pointerdown",
      (_pointer: unknown, _x: unknown, _y: unknown, event: Phaser.Types.Input.EventData) => {
        event.stopPropagation();
        this.#doors.picked(prop.id);
      },
    );
    image.on("pointerover", () => {
      this.#scene.game.canvas.title = this.#doors.nameOf(prop.id);
      image.setTint(0xfff0bb);
    });
    image.on("pointerout", () => {
      this.#scene.game.canvas.title = "";
      image.clearTint();
    });
    const shown = { image, prop, hand };
    this.#shown.set(prop.id, shown);
    return shown;
  }

  #place(image: Phaser.GameObjects.Image, prop: PropFields, hand: number, near: number): void {
    const holder = prop.holder === "" ? undefined : this.#doors.holder(prop.holder);
    let x = (prop.x + 0.5) * TILE;
    let base = (prop.y + 1) * TILE;
    let y = base - 1;
    if (holder) {
      const { facing } = holder.view;
      const offset = (HANDS[facing as Facing] ?? HANDS.down)[hand === 0 ? 0 : 1];
      x = holder.feet.x + offset.x;
      y = holder.feet.y + offset.y;
      base = holder.feet.y + (facing === "up" ? -1 : 1);
    } else if (this.#map.blocked(Math.round(prop.x), Math.round(prop.y))) {
      y -= TABLE;
    } else {
      base -= 4;
    }
    const leap = Math.abs(image.x - x) + Math.abs(image.y - y) > TILE * 4;
    const step = leap ? 1 : near;
    image.setPosition(image.x + (x - image.x) * step, image.y + (y - image.y) * step);
    image.setDepth(DEPTHS.bodies + base / 100_000);
  }

  /** One thing after another, near the player, catches the light. */
  #sparkle(): void {
    const own = this.#doors.holder(this.#client.you)?.feet;
    if (!own || this.#shown.size === 0) return;
    const all = [...this.#shown.values()];
    for (let tried = 0; tried < all.length; tried++) {
      this.#turn = (this.#turn + 1) % all.length;
      const { image, prop } = all[this.#turn] ?? {};
      if (!image || !prop || prop.holder !== "" || !image.visible) continue;
      if (Math.hypot(image.x - own.x, image.y - own.y) > GLINT.tiles * TILE) continue;
      this.#glint.setPosition(Math.round(image.x + 3), Math.round(image.y - 9)).setAlpha(0);
      this.#scene.tweens.add({
        targets: this.#glint,
        alpha: 0.95,
        duration: GLINT.ms / 2,
        yoyo: true,
        ease: "Stepped",
        easeParams: [4],
      });
      return;
    }
  }
}

/** A small star. */
function glintTexture(scene: Phaser.Scene): string {
  if (scene.textures.exists("glint")) return "glint";
  const canvas = scene.textures.createCanvas("glint", 5, 5);
  if (canvas === null) return "glint";
  canvas.context.fillStyle = "#fff0bb";
  canvas.context.fillRect(2, 0, 1, 5);
  canvas.context.fillRect(0, 2, 5, 1);
  canvas.context.fillStyle = "#ffffff";
  canvas.context.fillRect(2, 2, 1, 1);
  canvas.refresh();
  return "glint";
}
