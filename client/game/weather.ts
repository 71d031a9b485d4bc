import * as Phaser from "phaser";
import { DEPTHS, TILE, type StageMap } from "./stage-map.ts";

/** Rain where there is no roof, and lightning now and then. */

const DROPS = 150;
const FALL = 320;
const SLANT = -0.28;
const SPLASH_MS = 130;

interface Drop {
  readonly bob: Phaser.GameObjects.Bob;
  x: number;
  y: number;
  /** Where it hits the ground. */
  ground: number;
  splash: number;
}

/** The storm over one map. Its drops fall and splash only under the open sky. */
export class Weather {
  readonly #scene: Phaser.Scene;
  readonly #map: StageMap;
  readonly #blitter: Phaser.GameObjects.Blitter;
  readonly #drops: Drop[] = [];
  readonly #flash: Phaser.GameObjects.Rectangle;
  #next = 6000;
  #light = 0;

  constructor(scene: Phaser.Scene, map: StageMap) {
    this.#scene = scene;
    this.#map = map;
    rainTexture(scene);
    this.#blitter = scene.add.blitter(0, 0, "rain").setDepth(DEPTHS.rain);
    for (let i = 0; i < DROPS; i++) {
      const bob = this.#blitter.create(0, 0, "drop");
      this.#drops.push({ bob, x: 0, y: 0, ground: -1, splash: 0 });
    }
    this.#flash = scene.add
      .rectangle(0, 0, map.width * TILE, map.height * TILE, 0xb8d0ff)
      .setOrigin(0)
      .setDepth(DEPTHS.flash)
      .setBlendMode(Phaser.BlendModes.ADD)
      .setAlpha(0);
  }

  /** `on` false: the air stands still. */
  update(ms: number, on: boolean): void {
    this.#blitter.setVisible(on);
    if (!on) {
      this.#flash.setAlpha(0);
      return;
    }
    const view = this.#scene.cameras.main.worldView;
    for (const drop of this.#drops) this.#fall(drop, ms, view);
    this.#next -= ms;
    if (this.#next <= 0) {
      this.#next = 9000 + Math.random() * 14_000;
      this.#light = 1;
    }
    if (this.#light > 0) {
      this.#light = Math.max(0, this.#light - ms / 650);
      /* Twice, as lightning does: a short flash, and a longer one after it. */
      const second = this.#light < 0.8 && this.#light > 0.72 ? 0 : this.#light;
      this.#flash.setAlpha(second * second * 0.34);
    }
  }

  destroy(): void {
    this.#blitter.destroy();
    this.#flash.destroy();
  }

  #fall(drop: Drop, ms: number, view: Phaser.Geom.Rectangle): void {
    const outside = drop.x < view.x - 40 || drop.x > view.right + 40;
    if (drop.ground < 0 || outside) this.#renew(drop, view);
    if (drop.ground < 0) return;
    if (drop.splash > 0) {
      drop.splash -= ms;
      if (drop.splash <= 0) this.#renew(drop, view);
      return;
    }
    const step = (FALL * ms) / 1000;
    drop.y += step;
    drop.x += step * SLANT;
    if (drop.y >= drop.ground) {
      drop.splash = SPLASH_MS;
      drop.bob.setFrame("splash");
      drop.bob.setPosition(Math.round(drop.x) - 2, Math.round(drop.ground));
      drop.bob.setAlpha(0.55);
      return;
    }
    const open = this.#map.outdoors(Math.floor(drop.x / TILE), Math.floor(drop.y / TILE));
    drop.bob.setAlpha(open ? 0.5 : 0);
    drop.bob.setPosition(Math.round(drop.x), Math.round(drop.y));
  }

  /** Somewhere in the view where the ground is open; a few tries, else it waits unseen. */
  #renew(drop: Drop, view: Phaser.Geom.Rectangle): void {
    drop.ground = -1;
    drop.splash = 0;
    drop.bob.setFrame("drop").setAlpha(0);
    for (let attempt = 0; attempt < 4; attempt++) {
      const x = view.x + Math.random() * view.width;
      const ground = view.y + Math.random() * view.height;
      if (!this.#map.outdoors(Math.floor(x / TILE), Math.floor(ground / TILE))) continue;
      const height = 30 + Math.random() * 110;
      drop.ground = ground;
      drop.y = ground - height;
      drop.x = x - height * SLANT;
      return;
    }
  }
}

/** A streak and a splash, painted once. */
function rainTexture(scene: Phaser.Scene): void {
  if (scene.textures.exists("rain")) return;
  const canvas = scene.textures.createCanvas("rain", 16, 8);
  if (canvas === null) return;
  const { context } = canvas;
  context.fillStyle = "#a9c4e4";
  for (let y = 0; y < 7; y++) context.fillRect(2 - Math.floor(y / 3), y, 1, 1);
  context.fillRect(8, 2, 1, 1);
  context.fillRect(12, 2, 1, 1);
  context.fillRect(10, 1, 1, 1);
  context.fillRect(9, 3, 3, 1);
  canvas.add("drop", 0, 0, 0, 4, 8);
  canvas.add("splash", 0, 8, 0, 6, 4);
  canvas.refresh();
}
