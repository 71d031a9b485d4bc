import type * as Phaser from "phaser";
import { LightLayer } from "./light-layer.ts";
import { TILE, buildStageMap, type StageMap } from "./stage-map.ts";
import { Weather } from "./weather.ts";

/** A place with its light and its weather. */
export class Scenery {
  readonly map: StageMap;
  readonly #light: LightLayer | null;
  readonly #weather: Weather;

  constructor(scene: Phaser.Scene, mapKey: string) {
    this.map = buildStageMap(scene, mapKey);
    this.#light = this.map.day ? null : new LightLayer(scene, this.map);
    this.#weather = new Weather(scene, this.map);
    const { width, height } = this.map;
    scene.cameras.main.setBounds(0, 0, width * TILE, height * TILE);
    scene.cameras.main.setBackgroundColor("#0a0d1c");
  }

  /** `moving` false: rain, fire and water stand still. */
  update(now: number, ms: number, moving: boolean): void {
    if (moving) this.map.animate(now);
    this.#light?.flicker(now, moving);
    this.#weather.update(ms, moving);
  }

  destroy(): void {
    this.#weather.destroy();
    this.#light?.destroy();
    this.map.destroy();
  }
}
