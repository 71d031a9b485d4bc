import * as Phaser from "phaser";
import { FIGURE } from "../index.ts";
import { readSprites, type Sprites } from "./sprites.ts";

/** The place behind the title, and of the default world. */
export const DEFAULT_MAP = "salt-lantern";

/** A thing's sheet: closed, and open. */
const PROP_FRAME = { frameWidth: 16, frameHeight: 16 } as const;

/** Loads what every scene needs, then hands over. */
export class BootScene extends Phaser.Scene {
  readonly #ready: (sprites: Sprites) => void;
  readonly #loading: (part: number) => void;

  /** `loading` is told how much is there, from 0 to 1. */
  constructor(ready: (sprites: Sprites) => void, loading: (part: number) => void) {
    super("boot");
    this.#ready = ready;
    this.#loading = loading;
  }

  preload(): void {
    this.load.on("progress", this.#loading);
    this.load.image("tiles", "/tiles/tiles.png");
    this.load.tilemapTiledJSON(DEFAULT_MAP, `/maps/${DEFAULT_MAP}.json`);
    this.load.json("sprites", "/sprites/sprites.json");
    for (const kind of ["speech", "action", "whisper"]) {
      this.load.image(kind, `/ui/${kind}.png`);
      this.load.image(`${kind}-tail`, `/ui/${kind}-tail.png`);
    }
    this.load.once("filecomplete-json-sprites", (_key: string, _type: string, json: unknown) => {
      const { names, props } = readSprites(json);
      for (const name of props) {
        this.load.spritesheet(`prop-${name}`, `/props/prop-${name}.png`, PROP_FRAME);
      }
      for (const name of names) {
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
