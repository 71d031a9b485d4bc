import * as Phaser from "phaser";
import { DEFAULT_MAP } from "./boot-scene.ts";
import { Scenery } from "./scenery.ts";
import type { SettingsStore } from "./settings.ts";
import { TILE } from "./stage-map.ts";

/** Milliseconds for one look along the quay and back. */
const ROUND = 90_000;

/** Behind the first page: the inn and the dark lighthouse, seen slowly from one end to the other. */
export class TitleScene extends Phaser.Scene {
  readonly #settings: SettingsStore;
  #scenery: Scenery | null = null;

  constructor(settings: SettingsStore) {
    super("title");
    this.#settings = settings;
  }

  create(): void {
    this.#scenery = new Scenery(this, DEFAULT_MAP);
    this.events.once(Phaser.Scenes.Events.SHUTDOWN, () => {
      this.#scenery?.destroy();
      this.#scenery = null;
    });
  }

  override update(now: number, ms: number): void {
    const scenery = this.#scenery;
    if (scenery === null) return;
    const moving = this.#settings.now.weather;
    scenery.update(now, ms, moving);
    const { width, height } = scenery.map;
    const turn = moving ? (now % ROUND) / ROUND : 0;
    const along = 0.5 + 0.5 * Math.cos(turn * Math.PI * 2);
    const x = (0.3 + 0.42 * along) * width * TILE;
    const y = (0.52 - 0.22 * along) * height * TILE;
    this.cameras.main.centerOn(Math.round(x), Math.round(y));
  }
}
