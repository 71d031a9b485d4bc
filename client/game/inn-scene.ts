import * as Phaser from "phaser";
import type { ParticipantId } from "../../shared/protocol.ts";
import { PACES, type Answer, type SceneClient } from "../index.ts";
import { DEFAULT_MAP } from "./boot-scene.ts";
import { pixelRatio } from "./framing.ts";
import { gameStyle } from "./game-style.ts";
import { handLantern } from "./light-layer.ts";
import { Scenery } from "./scenery.ts";
import type { SettingsStore } from "./settings.ts";
import type { Sprites } from "./sprites.ts";
import { Steering } from "./steering.ts";
import { wordsOf } from "./words.ts";

/** How far the view leans towards a speaker, in world pixels. */
const LEAN = 56;

/** What the play tells the page. */
export interface InnDoors {
  readonly settings: SettingsStore;
  readonly picked: (id: ParticipantId) => void;
  readonly refused: (answer: Answer) => void;
  readonly touched: () => void;
  /** Once a frame, after bodies and words have moved. */
  readonly frame: () => void;
  /** The scene stands and can be shown. */
  readonly opened: (scene: InnScene) => void;
}

/** What the scene is started with. */
export interface InnData {
  readonly client: SceneClient;
  readonly sprites: Sprites;
}

/** The play: bodies and talk from the server, on the scene's own map. */
export class InnScene extends Phaser.Scene {
  readonly #doors: InnDoors;
  #data: InnData | null = null;
  #scenery: Scenery | null = null;
  #steering: Steering | null = null;
  readonly #focus = new Phaser.Math.Vector2();
  #following: ParticipantId | null = null;
  #lantern: Phaser.GameObjects.Image | null = null;

  constructor(doors: InnDoors) {
    super("inn");
    this.#doors = doors;
  }

  init(data: InnData): void {
    this.#data = data;
  }

  preload(): void {
    const { map } = this.#data?.client.scene ?? { map: DEFAULT_MAP };
    const name = /^[a-z0-9-]+$/.test(map) ? map : DEFAULT_MAP;
    if (!this.cache.tilemap.exists(name)) this.load.tilemapTiledJSON(name, `/maps/${name}.json`);
  }

  create(): void {
    const data = this.#data;
    if (data === null) return;
    const { client, sprites } = data;
    const { settings, picked, refused, touched } = this.#doors;
    const known = this.cache.tilemap.exists(client.scene.map);
    this.cameras.main.setRoundPixels(true);
    this.#scenery = new Scenery(this, known ? client.scene.map : DEFAULT_MAP);
    this.dramatis.attach({
      client,
      style: gameStyle(sprites, pixelRatio),
      picked: (id) => {
        touched();
        if (id !== client.you) picked(id);
      },
      label: (id) => this.#label(id),
    });
    const unwatch = settings.watch(({ pace }) => {
      this.dramatis.pace.pace = PACES[pace];
      this.dramatis.relabel();
    });
    const skip = () => this.dramatis.skip();
    this.#lantern = handLantern(this);
    this.#steering = new Steering(this, client, this.#scenery.map, { refused, touched, skip });
    this.sharpen();
    this.events.once(Phaser.Scenes.Events.SHUTDOWN, () => {
      unwatch();
      this.#scenery?.destroy();
      this.#scenery = null;
      this.#steering = null;
      this.#following = null;
    });
    this.#doors.opened(this);
  }

  override update(now: number, ms: number): void {
    const { settings, frame } = this.#doors;
    this.#scenery?.update(now, ms, settings.now.weather);
    this.#steering?.update(ms);
    this.#follow(ms);
    frame();
  }

  /** The picture's size changed. */
  sharpen(): void {
    this.dramatis.sharpen(this.cameras.main.zoom);
  }

  #label(id: ParticipantId): string {
    const { client } = this.#data ?? {};
    const view = client?.cast.get(id);
    if (!client || !view) return "";
    const { company } = wordsOf(this.#doors.settings.now.language);
    return view.kind === "persona" ? `${view.name} · ${company.ai}` : view.name;
  }

  /** The view stays with the player, and leans a little towards who speaks near by. */
  #follow(ms: number): void {
    const { client } = this.#data ?? {};
    const own = client && this.dramatis.body(client.you);
    if (!client || !own) return;
    const goal = new Phaser.Math.Vector2(own.feet.x, own.feet.y - 8);
    const other = this.dramatis.speakers.find((id) => id !== client.you);
    const speaker = other === undefined ? undefined : this.dramatis.body(other);
    if (speaker) {
      const lean = new Phaser.Math.Vector2(speaker.feet.x, speaker.feet.y - 32).subtract(goal);
      goal.add(lean.scale(0.4).limit(LEAN));
    }
    if (this.#following === client.you) this.#focus.lerp(goal, 1 - Math.exp(-ms / 280));
    else this.#focus.copy(goal);
    this.#following = client.you;
    this.cameras.main.centerOn(this.#focus.x, this.#focus.y);
    this.#lantern?.setPosition(own.feet.x, own.feet.y - 8);
  }
}
