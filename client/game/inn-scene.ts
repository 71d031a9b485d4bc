import * as Phaser from "phaser";
import type { ParticipantId } from "../../shared/protocol.ts";
import { PACES, type Answer, type SceneClient } from "../index.ts";
import { DEFAULT_MAP } from "./boot-scene.ts";
import { pixelRatio } from "./framing.ts";
import { gameStyle } from "./game-style.ts";
import { handLantern } from "./light-layer.ts";
import { PropLayer } from "./prop-layer.ts";
import { Scenery } from "./scenery.ts";
import type { SettingsStore } from "./settings.ts";
import type { Surroundings } from "./sound/bed.ts";
import type { Sprites } from "./sprites.ts";
import { hasStageMap, loadStageMap, TILE } from "./stage-map.ts";
import { Steering } from "./steering.ts";
import { wordsOf } from "./words.ts";

/** How far the view leans towards a speaker, in world pixels. */
const LEAN = 56;

/** What the play tells the page. */
export interface InnDoors {
  readonly settings: SettingsStore;
  /** Someone or something was clicked; `at` in CSS pixels of the page. */
  readonly picked: (
    kind: "person" | "prop",
    id: string,
    at: { x: number; y: number } | null,
  ) => void;
  readonly refused: (answer: Answer) => void;
  readonly touched: () => void;
  /** How much of the scene's own map is there, from 0 to 1. */
  readonly loading: (part: number) => void;
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
  #props: PropLayer | null = null;
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
    this.load.on("progress", this.#doors.loading);
    loadStageMap(this, name);
  }

  create(): void {
    const data = this.#data;
    if (data === null) return;
    const { client, sprites } = data;
    const { settings, picked, refused, touched } = this.#doors;
    const known = hasStageMap(this, client.scene.map);
    this.cameras.main.setRoundPixels(true);
    this.#scenery = new Scenery(this, known ? client.scene.map : DEFAULT_MAP);
    this.dramatis.attach({
      client,
      style: gameStyle(sprites, pixelRatio),
      picked: (id) => {
        touched();
        if (id !== client.you) picked("person", id, this.pageOf(this.dramatis.body(id)?.feet));
      },
      label: (id) => this.#label(id),
    });
    const unwatch = settings.watch(({ pace }) => {
      this.dramatis.pace.pace = PACES[pace];
      this.dramatis.relabel();
    });
    const skip = () => this.dramatis.skip();
    this.#lantern = this.#scenery.map.day ? null : handLantern(this);
    this.#props = new PropLayer(this, client, this.#scenery.map, sprites, {
      holder: (id) => this.dramatis.body(id),
      picked: (id) => {
        touched();
        picked("prop", id, this.pageOf(this.#props?.at(id)));
      },
      nameOf: (id) => {
        const { language } = settings.now;
        return client.guide?.props.find((prop) => prop.id === id)?.name[language] ?? "";
      },
    });
    this.#steering = new Steering(this, client, this.#scenery.map, { refused, touched, skip });
    this.sharpen();
    this.events.once(Phaser.Scenes.Events.SHUTDOWN, () => {
      unwatch();
      this.#props?.destroy();
      this.#props = null;
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
    this.#props?.update(ms, settings.now.weather);
    this.#follow(ms);
    frame();
  }

  /** The picture's size changed. */
  sharpen(): void {
    this.dramatis.sharpen(this.cameras.main.zoom);
  }

  /** A point of the world in CSS pixels of the page; null when there is none. */
  pageOf(point: { readonly x: number; readonly y: number } | undefined): {
    x: number;
    y: number;
  } | null {
    if (point === undefined) return null;
    const { left, top } = this.game.canvas.getBoundingClientRect();
    const { worldView, zoom } = this.cameras.main;
    const scale = zoom / pixelRatio();
    return { x: left + (point.x - worldView.x) * scale, y: top + (point.y - worldView.y) * scale };
  }

  /** Where someone stands, in CSS pixels from the picture's corner; null when the head is out of sight. */
  figureOf(id: ParticipantId): { x: number; head: number; feet: number } | null {
    const body = this.dramatis.body(id);
    const { worldView, zoom } = this.cameras.main;
    if (body === undefined || !worldView.contains(body.crown.x, body.crown.y)) return null;
    const scale = zoom / pixelRatio();
    return {
      x: (body.crown.x - worldView.x) * scale,
      head: (body.crown.y - worldView.y) * scale,
      feet: (body.feet.y - worldView.y) * scale,
    };
  }

  /** Where a thing is on the page, in CSS pixels; null when it is not drawn. */
  thingOf(id: string): { x: number; y: number } | null {
    return this.pageOf(this.#props?.at(id));
  }

  /** What the player's ears are among; null before there is a body. */
  get surroundings(): Surroundings | null {
    const { client } = this.#data ?? {};
    const feet = client && this.dramatis.body(client.you)?.feet;
    const map = this.#scenery?.map;
    if (!feet || !map) return null;
    const x = Math.floor(feet.x / TILE);
    const y = Math.floor(feet.y / TILE) - 1;
    let fire = Number.POSITIVE_INFINITY;
    for (const lamp of map.lamps) {
      if (lamp.kind !== "hearth" && lamp.kind !== "stove") continue;
      fire = Math.min(fire, Math.round(Math.hypot(lamp.x - x, lamp.y - y)));
    }
    return { outdoors: map.outdoors(x, Math.max(0, y)), fire };
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
