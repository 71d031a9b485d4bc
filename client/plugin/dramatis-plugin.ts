import * as Phaser from "phaser";
import type { ParticipantId, SceneEvent } from "../../shared/protocol.ts";
import type { SceneClient } from "../scene-client.ts";
import { SpeechPace } from "../speech-pace.ts";
import { entryOf } from "../transcript.ts";
import { Body } from "./body.ts";
import { Bubble, type Box } from "./bubble.ts";
import type { DramatisStyle } from "./style.ts";
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

/**
 * Shows a scene's bodies, gestures and talk in a Phaser scene: `this.dramatis.attach({ client, style, … })`.
 * Register it under the mapping `dramatis`.
 */
export class DramatisPlugin extends Phaser.Plugins.ScenePlugin {
  /** The pace at which words appear; shared with whoever shows them elsewhere on the page. */
  readonly pace = new SpeechPace();
  readonly #bodies = new Map<ParticipantId, Body>();
  readonly #bubbles = new Map<ParticipantId, Bubble>();
  readonly #spare: Bubble[] = [];
  readonly #talks = new Talks();
  #options: AttachOptions | null = null;
  #unhook: (() => void)[] = [];
  #zoom = 1;

  override boot(): void {
    const events = this.systems?.events;
    events?.on(Phaser.Scenes.Events.UPDATE, this.#update, this);
    events?.on(Phaser.Scenes.Events.SHUTDOWN, this.detach, this);
    events?.once(Phaser.Scenes.Events.DESTROY, this.destroy, this);
  }

  attach(options: AttachOptions): void {
    this.detach();
    this.#options = options;
    const { client } = options;
    this.pace.catchUp(client.transcript);
    this.#unhook = [
      client.on("event", (event) => this.#hear(event)),
      client.on("snapshot", (transcript) => {
        this.pace.catchUp(transcript);
        this.#talks.clear();
      }),
      client.on("state", () => this.#look()),
    ];
    this.#look();
  }

  detach(): void {
    for (const unhook of this.#unhook) unhook();
    this.#unhook = [];
    for (const body of this.#bodies.values()) body.destroy();
    for (const bubble of [...this.#bubbles.values(), ...this.#spare]) bubble.destroy();
    this.#bodies.clear();
    this.#bubbles.clear();
    this.#spare.length = 0;
    this.#talks.clear();
    this.#options = null;
  }

  override destroy(): void {
    this.detach();
    this.systems?.events.off(Phaser.Scenes.Events.UPDATE, this.#update, this);
    this.systems?.events.off(Phaser.Scenes.Events.SHUTDOWN, this.detach, this);
    super.destroy();
  }

  body(id: ParticipantId): Body | undefined {
    return this.#bodies.get(id);
  }

  get bodies(): ReadonlyMap<ParticipantId, Body> {
    return this.#bodies;
  }

  /** Who speaks or considers just now, the last to begin first. */
  get speakers(): ParticipantId[] {
    return [...this.#talks.all.keys()].toReversed();
  }

  /** What hangs over heads just now, for tests. */
  get bubbles(): { id: ParticipantId; kind: string; text: string }[] {
    return [...this.#bubbles].map(([id, bubble]) => ({
      id,
      kind: bubble.kind ?? "",
      text: bubble.content,
    }));
  }

  /** Shows at once all words that have arrived. Returns false when none were waiting. */
  skip(): boolean {
    return this.#options !== null && this.pace.skip(this.#options.client.transcript);
  }

  /** While someone types into the page, keys are letters and not steps. */
  suspendKeyboard(suspended: boolean): void {
    const keyboard = this.scene?.input.keyboard;
    if (!keyboard) return;
    keyboard.resetKeys();
    keyboard.enabled = !suspended;
    const manager = this.game?.input.keyboard;
    if (manager) manager.enabled = !suspended;
  }

  /** The world's zoom changed: text is drawn anew at the size of the screen. */
  sharpen(zoom: number): void {
    this.#zoom = zoom;
    for (const body of this.#bodies.values()) body.sharpen(zoom);
  }

  /** Writes the name tags anew, for instance in another language. */
  relabel(): void {
    for (const id of this.#bodies.keys()) this.#label(id);
  }

  #hear(event: SceneEvent): void {
    if (event.type === "line") this.#talks.begin(event);
    if (event.type === "gesture") this.#bodies.get(event.actor)?.gesture(event.gesture);
  }

  #look(): void {
    const { client, style, label, picked } = this.#options ?? {};
    if (!client || !style || !label || !this.scene) return;
    for (const [id, view] of client.cast) {
      const known = this.#bodies.get(id);
      if (known && known.view.sprite === view.sprite) {
        known.view = view;
        continue;
      }
      known?.destroy();
      const body = new Body(this.scene, view, style.body, label(id));
      body.sharpen(this.#zoom);
      if (picked) body.onPick(() => picked(id));
      this.#bodies.set(id, body);
    }
    for (const [id, body] of this.#bodies) {
      if (client.cast.has(id)) continue;
      body.destroy();
      this.#bodies.delete(id);
      this.#talks.forget(id);
    }
  }

  #label(id: ParticipantId): void {
    this.#bodies.get(id)?.label(this.#options?.label(id) ?? "", true);
  }

  #update(now: number, ms: number): void {
    const { client, style } = this.#options ?? {};
    if (!client || !style || !this.scene) return;
    for (const body of this.#bodies.values()) body.place(ms);
    this.pace.tick(client.transcript, ms);
    this.#talks.follow(client.transcript.entries.slice(-RECENT), this.pace, ms);
    const camera = this.scene.cameras.main;
    const look = style.bubble();
    const taken: Box[] = [];
    for (const [id, { turnId, life }] of this.#talks.all) {
      const body = this.#bodies.get(id);
      const entry = entryOf(client.transcript, turnId);
      const shown = body && entry ? shownOf(entry, this.pace, now) : null;
      if (!body || shown === null) {
        this.#put(id);
        continue;
      }
      const bubble = this.#bubbles.get(id) ?? this.#take(id);
      bubble.show(shown, this.#zoom, look);
      const fade = Math.min(1, life / FADE);
      taken.push(bubble.point(body.crown, body.feet.y, camera.worldView, taken, fade));
    }
    for (const id of this.#bubbles.keys()) if (!this.#talks.all.has(id)) this.#put(id);
  }

  /** A bubble from the pool: texts are costly to make and, in this Phaser, to throw away. */
  #take(id: ParticipantId): Bubble {
    const { style } = this.#options ?? {};
    if (!style || !this.scene) throw new Error("attach a scene client before anything is shown");
    const depth = style.body.depths.bubbles + this.#bubbles.size;
    const bubble = this.#spare.pop() ?? new Bubble(this.scene, style.bubble(), depth);
    this.#bubbles.set(id, bubble);
    return bubble;
  }

  #put(id: ParticipantId): void {
    const bubble = this.#bubbles.get(id);
    if (!bubble) return;
    bubble.hide();
    this.#bubbles.delete(id);
    this.#spare.push(bubble);
  }
}

declare module "phaser" {
  interface Scene {
    /** Bodies, gestures and talk of the scene on the server. */
    dramatis: DramatisPlugin;
  }
}
