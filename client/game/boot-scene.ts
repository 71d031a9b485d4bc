import * as Phaser from "phaser";
import { FIGURE } from "../index.ts";
import { readSprites, type Sprites } from "./sprites.ts";

/** The place behind the title, and of the default world. */
export const DEFAULT_MAP = "salt-lantern";

/** Loads what every scene needs, then hands over. */
export class BootScene extends Phaser.Scene {
  readonly #ready: (sprites: Sprites) => void;

  constructor(ready: (sprites: Sprites) => void) {
    super("boot");
    this.#ready = ready;
  }

  preload(): void {
    this.load.image("tiles", "/tiles/tiles.png");
    this.load.tilemapTiledJSON(DEFAULT_MAP, `/maps/${DEFAULT_MAP}.json`);
    this.load.json("sprites", "/sprites/sprites.json");
    for (const kind of ["speech", "action", "whisper"]) {
      this.load.image(kind, `/ui/${kind}.png`);
      this.load.image(`${kind}-tail`, `/ui/${kind}-tail.png`);
    }
    this.load.once("filecomplete-json-sprites", (_key: string, _type: string, json: unknown) => {
      for (const name of readSprites(json).names) {
        this.load.spritesheet(name, `/sprites/${name}.png`, {
          frameWidth: FIGURE.width,
          frameHeight: FIGURE.height,
        });
      }
    });
  }

  create(): void {
    this.#ready(readSprites(this.cache.json.get("sprites")));
  }
}
