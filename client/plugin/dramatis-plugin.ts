import * as Phaser from "phaser";
import type { ParticipantId, SceneEvent } from "../../shared/protocol.ts";
import type { CastView } from "../cast-view.ts";
import { sceneClientOf, type AnyRoom, type SceneClient } from "../scene-client.ts";
import { PACES, SpeechPace } from "../speech-pace.ts";
import { entryOf } from "../transcript.ts";
import { Body } from "./body.ts";
import { faceOf } from "./bubble-face.ts";
import type { Box } from "./bubble-place.ts";
import type { BubbleContent, BubbleView } from "./bubble-view.ts";
import { Bubble } from "./bubble.ts";
import type { Figure, ScreenScale } from "./figure.ts";
import { joined, type ShowOptions } from "./show-options.ts";
import { KeyboardRest } from "./keyboard-rest.ts";
import type { Overlay } from "./overlay.ts";
import type { DramatisStyle } from "./style.ts";
import { tagShifts } from "./tag-rows.ts";
import { Talks, shownOf } from "./talk.ts";

/** How many of the newest turns can still hang over a head. */
const RECENT = 24;
const FADE = 350;

/** What a scene is shown with. */
export interface AttachOptions {
  readonly client: SceneClient;
  readonly style: DramatisStyle;
  /** The text of a name tag. */
  readonly label: (id: ParticipantId) => string;
  /** Someone's figure was clicked or tapped. */
  readonly picked?: (id: ParticipantId) => void;
}

/** How a scene is shown, whoever chose the look. */
interface Show {
  readonly client: SceneClient;
  readonly figure: (view: CastView) => Figure;
  readonly bubble: (depth: number) => BubbleView;
  readonly depth: number;
  readonly label: (id: ParticipantId) => string;
  readonly picked: ((id: ParticipantId) => void) | null;
}

/**
 * Puts a scene's bodies, gestures and talk into a Phaser scene. In a game that joined a room itself:
 * `this.dramatis.join(room)`. With a look of one's own: `this.dramatis.attach({ client, style, … })`.
 * Register it under the mapping `dramatis`.
 */
export class DramatisPlugin extends Phaser.Plugins.ScenePlugin {
  /** The pace at which words appear; shared with whoever shows them elsewhere on the page. */
  readonly pace = new SpeechPace();
  readonly #figures = new Map<ParticipantId, Figure>();
  readonly #bubbles = new Map<ParticipantId, BubbleView>();
  readonly #spare: BubbleView[] = [];
  readonly #talks = new Talks();
  readonly #shown = new Map<ParticipantId, BubbleContent>();
  #keys: KeyboardRest | null = null;
  #show: Show | null = null;
  #overlay: Overlay | null = null;
  #unhook: (() => void)[] = [];
  #scale: ScreenScale = { zoom: 1, ratio: 1 };
  /** The scale is read from the picture, and not told. */
  #measures = false;

  override boot(): void {
    const events = this.systems?.events;
    events?.on(Phaser.Scenes.Events.UPDATE, this.#update, this);
    events?.on(Phaser.Scenes.Events.SHUTDOWN, this.detach, this);
    events?.on(Phaser.Scenes.Events.SLEEP, this.#hide, this);
    events?.on(Phaser.Scenes.Events.WAKE, this.#wake, this);
    events?.once(Phaser.Scenes.Events.DESTROY, this.destroy, this);
  }

  /**
   * Shows the scene of a room that the game joined itself: the NPCs, bubbles over everyone who speaks, and a box to
   * talk in. Everything goes with the Phaser scene and nothing of the room is touched. Who asked for less motion sees
   * words at once. Returns the scene's client.
   */
  join(room: AnyRoom, options: ShowOptions = {}): SceneClient {
    const client = sceneClientOf(room);
    const { scene, systems } = this;
    /* A game that waited for its room may find that the player has left the Phaser scene meanwhile. */
    if (!scene || !systems || systems.settings.status >= Phaser.Scenes.SHUTDOWN) return client;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.pace.pace = PACES.instant;
    const show = joined(scene, client, options);
    this.#begin({ ...show, client, picked: (id) => this.#overlay?.turnTo?.(id) }, true);
    this.#unhook.push(...show.listeners);
    this.#overlay = show.overlay({
      client,
      pace: this.pace,
      language: show.language,
      canvas: scene.game.canvas,
      suspendKeyboard: (suspended) => this.suspendKeyboard(suspended),
      skip: () => this.skip(),
    });
    return client;
  }

  /** Shows a scene with the textures of a game of ours. */
  attach({ client, style, label, picked }: AttachOptions): void {
    const { scene } = this;
    if (!scene) return;
    this.#begin(
      {
        client,
        figure: (view) => new Body(scene, view, style.body, label(view.id)),
        bubble: (depth) => new Bubble(scene, () => style.bubble(), depth),
        depth: style.body.depths.bubbles,
        label,
        picked: picked ?? null,
      },
      false,
    );
  }

  /** Takes everything away that was shown; runs by itself when the Phaser scene ends. */
  detach(): void {
    for (const unhook of this.#unhook) unhook();
    this.#unhook = [];
    this.#overlay?.destroy();
    this.#overlay = null;
    this.suspendKeyboard(false);
    for (const figure of this.#figures.values()) figure.destroy();
    for (const bubble of [...this.#bubbles.values(), ...this.#spare]) bubble.destroy();
    this.#figures.clear();
    this.#bubbles.clear();
    this.#shown.clear();
    this.#spare.length = 0;
    this.#talks.clear();
    this.#show = null;
  }

  override destroy(): void {
    this.detach();
    const events = this.systems?.events;
    events?.off(Phaser.Scenes.Events.UPDATE, this.#update, this);
    events?.off(Phaser.Scenes.Events.SHUTDOWN, this.detach, this);
    events?.off(Phaser.Scenes.Events.SLEEP, this.#hide, this);
    events?.off(Phaser.Scenes.Events.WAKE, this.#wake, this);
    super.destroy();
  }

  /** The scene that is shown; null while there is none. */
  get client(): SceneClient | null {
    return this.#show?.client ?? null;
  }

  body(id: ParticipantId): Figure | undefined {
    return this.#figures.get(id);
  }

  get bodies(): ReadonlyMap<ParticipantId, Figure> {
    return this.#figures;
  }

  /** Who speaks or considers just now, the last to begin first. */
  get speakers(): ParticipantId[] {
    return [...this.#talks.all.keys()].toReversed();
  }

  /** What hangs over heads just now, for tests. */
  get bubbles(): { id: ParticipantId; kind: string; text: string; face: string | null }[] {
    return [...this.#shown].map(([id, { kind, whole, letters, face }]) => ({
      id,
      kind,
      text: whole.slice(0, letters),
      face,
    }));
  }

  /** Shows at once all words that have arrived. Returns false when none were waiting. */
  skip(): boolean {
    return this.#show !== null && this.pace.skip(this.#show.client.transcript);
  }

  /** While someone types into the page, keys are letters and not steps. */
  suspendKeyboard(suspended: boolean): void {
    if (suspended && this.scene) this.#keys ??= new KeyboardRest(this.scene);
    if (suspended) return;
    this.#keys?.end();
    this.#keys = null;
  }

  /** The world's zoom changed: text is drawn anew at the size of the screen. Needed after `attach` only. */
  sharpen(zoom: number, ratio = 1): void {
    if (zoom === this.#scale.zoom && ratio === this.#scale.ratio && this.#measures) return;
    this.#scale = { zoom, ratio };
    for (const figure of this.#figures.values()) figure.sharpen(this.#scale);
  }

  /** Writes the name tags anew, for instance in another language. */
  relabel(): void {
    for (const [id, figure] of this.#figures) figure.label(this.#show?.label(id) ?? "", true);
  }

  #begin(show: Show, measures: boolean): void {
    this.detach();
    this.#show = show;
    this.#measures = measures;
    const { client } = show;
    this.pace.catchUp(client.transcript);
    this.#unhook = [
      client.on("event", (event) => this.#hear(event)),
      client.on("snapshot", (transcript) => {
        this.pace.catchUp(transcript);
        this.#talks.clear();
      }),
      client.on("state", () => this.#look()),
    ];
    if (measures) this.#measure();
    this.#look();
  }

  #hear(event: SceneEvent): void {
    if (event.type === "line") this.#talks.begin(event);
    if (event.type === "gesture") this.#figures.get(event.actor)?.gesture(event.gesture);
  }

  #look(): void {
    if (!this.#show || !this.scene) return;
    const { client, figure, label, picked } = this.#show;
    for (const [id, view] of client.cast) {
      const known = this.#figures.get(id);
      if (known && known.view.sprite === view.sprite && known.view.kind === view.kind) {
        if (known.view.name !== view.name) known.label(label(id), true);
        known.view = view;
        continue;
      }
      known?.destroy();
      const made = figure(view);
      made.label(label(id), true);
      made.sharpen(this.#scale);
      if (picked) made.onPick(() => picked(id));
      this.#figures.set(id, made);
    }
    for (const [id, gone] of this.#figures) {
      if (client.cast.has(id)) continue;
      gone.destroy();
      this.#figures.delete(id);
      this.#talks.forget(id);
    }
  }

  #update(now: number, ms: number): void {
    if (!this.#show || !this.scene) return;
    const { client } = this.#show;
    if (this.#measures) this.#measure();
    for (const figure of this.#figures.values()) figure.place(ms);
    this.#spreadTags();
    this.pace.tick(client.transcript, ms);
    this.#talks.follow(client.transcript.entries.slice(-RECENT), this.pace, ms);
    const { cameras, textures } = this.scene;
    const { worldView } = cameras.main;
    const taken: Box[] = [];
    for (const [id, { turnId, life }] of this.#talks.all) {
      const figure = this.#figures.get(id);
      const entry = entryOf(client.transcript, turnId);
      const shown = figure && entry ? shownOf(entry, this.pace, now) : null;
      if (!figure || shown === null) {
        this.#put(id);
        continue;
      }
      const bubble = this.#bubbles.get(id) ?? this.#take(id, this.#show);
      const face = faceOf(figure.view, (texture) => textures.exists(texture));
      const content = { ...shown, face };
      this.#shown.set(id, content);
      bubble.show(content, this.#scale);
      const { crown: head, feet } = figure;
      const fade = Math.min(1, life / FADE);
      taken.push(bubble.place({ head, feet: feet.y, view: worldView, taken, fade }));
    }
    for (const id of this.#bubbles.keys()) if (!this.#talks.all.has(id)) this.#put(id);
    this.#overlay?.refresh();
  }

  #spreadTags(): void {
    const named = [...this.#figures.values()].flatMap((figure) =>
      figure.tag === null ? [] : [{ figure, tag: figure.tag }],
    );
    const shifts = tagShifts(named.map(({ tag }) => tag));
    for (const [at, { figure }] of named.entries()) figure.lowerTag(shifts[at] ?? 0);
  }

  /** A bubble from the pool: texts are costly to make and, in this Phaser, to throw away. */
  #take(id: ParticipantId, { bubble, depth }: Show): BubbleView {
    const taken = this.#spare.pop() ?? bubble(depth + this.#bubbles.size);
    this.#bubbles.set(id, taken);
    return taken;
  }

  #put(id: ParticipantId): void {
    const bubble = this.#bubbles.get(id);
    if (!bubble) return;
    bubble.hide();
    this.#bubbles.delete(id);
    this.#shown.delete(id);
    this.#spare.push(bubble);
  }

  /** A zoom on its way is followed in steps: text drawn anew with every frame would cost more than it shows. */
  #measure(): void {
    if (!this.scene) return;
    const { zoom } = this.scene.cameras.main;
    const { x } = this.scene.scale.displayScale;
    const ratio = Number.isFinite(x) && x > 0 ? x : 1;
    const near = (a: number, b: number) => Math.abs(a - b) < b * 0.03;
    if (near(zoom, this.#scale.zoom) && near(ratio, this.#scale.ratio)) return;
    this.sharpen(zoom, ratio);
  }

  #hide(): void {
    this.#overlay?.hide(true);
  }

  #wake(): void {
    this.#overlay?.hide(false);
  }
}

declare module "phaser" {
  interface Scene {
    /** Bodies, gestures and talk of the scene on the server. */
    dramatis: DramatisPlugin;
  }
}
