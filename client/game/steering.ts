import * as Phaser from "phaser";
import type { Answer, SceneClient } from "../index.ts";
import { DEPTHS, TILE, type StageMap } from "./stage-map.ts";

/** Milliseconds between two wishes to walk on while a key is held. */
const EVERY = 220;
/** Tiles that a held key looks ahead, so that walking does not stop between two wishes. */
const AHEAD = 2;

/** What steering tells the rest of the game. */
export interface SteeringDoors {
  readonly refused: (answer: Answer) => void;
  /** A click or tap that may first show all words. Returns true when it did just that. */
  readonly skip: () => boolean;
  /** A click or tap on the picture takes the keyboard back from the talk. */
  readonly touched: () => void;
}

type Keys = Record<string, Phaser.Input.Keyboard.Key>;

const DIRECTIONS = [
  { x: 0, y: -1, keys: ["W", "UP"] },
  { x: 0, y: 1, keys: ["S", "DOWN"] },
  { x: -1, y: 0, keys: ["A", "LEFT"] },
  { x: 1, y: 0, keys: ["D", "RIGHT"] },
] as const;

/** From keys, clicks and taps to wishes to walk. */
export class Steering {
  readonly #client: SceneClient;
  readonly #map: StageMap;
  readonly #doors: SteeringDoors;
  readonly #keys: Keys;
  readonly #mark: Phaser.GameObjects.Image;
  readonly #scene: Phaser.Scene;
  #since = EVERY;
  #held = false;

  constructor(scene: Phaser.Scene, client: SceneClient, map: StageMap, doors: SteeringDoors) {
    this.#scene = scene;
    this.#client = client;
    this.#map = map;
    this.#doors = doors;
    const names = DIRECTIONS.flatMap(({ keys }) => keys).join(",");
    this.#keys = (scene.input.keyboard?.addKeys(names, false) ?? {}) as Keys;
    this.#mark = scene.add.image(0, 0, markTexture(scene)).setDepth(DEPTHS.mark).setAlpha(0);
    scene.input.on(Phaser.Input.Events.POINTER_DOWN, (pointer: Phaser.Input.Pointer) => {
      doors.touched();
      const { x, y } = pointer.positionToCamera(scene.cameras.main) as Phaser.Math.Vector2;
      this.#walk(Math.floor(x / TILE), Math.floor(y / TILE));
    });
    scene.input.keyboard?.on("keydown-SPACE", () => doors.skip());
  }

  /** Follows the held keys from where the player stands. */
  update(ms: number): void {
    this.#since += ms;
    const own = this.#client.cast.get(this.#client.you);
    if (own === undefined) return;
    const here = { x: Math.round(own.x), y: Math.round(own.y) };
    const way = DIRECTIONS.find(({ keys }) => keys.some((key) => this.#keys[key]?.isDown));
    if (way === undefined) {
      if (this.#held) this.#send(here.x, here.y, false);
      this.#held = false;
      return;
    }
    if (this.#since < EVERY) return;
    let goal = here;
    for (let step = 0; step < AHEAD; step++) {
      const next = { x: goal.x + way.x, y: goal.y + way.y };
      if (this.#map.blocked(next.x, next.y)) break;
      goal = next;
    }
    this.#held = true;
    if (goal === here) {
      this.#since = 0;
      return;
    }
    this.#send(goal.x, goal.y, false);
  }

  #walk(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.#map.width || y >= this.#map.height) return;
    this.#mark.setPosition((x + 0.5) * TILE, (y + 0.5) * TILE).setAlpha(0.9);
    this.#scene.tweens.killTweensOf(this.#mark);
    this.#scene.tweens.add({ targets: this.#mark, alpha: 0, duration: 700, ease: "Stepped" });
    this.#send(x, y, true);
  }

  #send(x: number, y: number, tell: boolean): void {
    this.#since = 0;
    void this.#client.move(x, y).then((answer) => {
      if (tell) this.#doors.refused(answer);
      return answer;
    });
  }
}

/** Four corners round the tile that was chosen. */
function markTexture(scene: Phaser.Scene): string {
  if (scene.textures.exists("mark")) return "mark";
  const canvas = scene.textures.createCanvas("mark", 16, 16);
  if (canvas === null) return "mark";
  canvas.context.fillStyle = "#fff0bb";
  for (const [x, y, width, height] of [
    [1, 1, 4, 1],
    [1, 1, 1, 4],
    [11, 1, 4, 1],
    [14, 1, 1, 4],
    [1, 14, 4, 1],
    [1, 11, 1, 4],
    [11, 14, 4, 1],
    [14, 11, 1, 4],
  ] as const) {
    canvas.context.fillRect(x, y, width, height);
  }
  canvas.refresh();
  return "mark";
}
