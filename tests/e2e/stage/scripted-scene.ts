import {
  EMPTY_STORY,
  EMPTY_TRANSCRIPT,
  reduceStory,
  reduceTranscript,
  type Answer,
  type CastView,
  type Connection,
  type SceneClient,
  type SceneListeners,
  type SceneView,
  type Transcript,
} from "../../../client/index.ts";
import {
  CONSENT_NOTICE,
  NO_CONSENT,
  type ConsentPurpose,
  type ConsentView,
} from "../../../shared/protocol.ts";
import type {
  PropFields,
  SceneEvent,
  SceneGuide,
  Snapshot,
  StoryView,
} from "../../../shared/protocol.ts";

/** One event without its number: the scene counts. */
type Told<E> = E extends SceneEvent ? Omit<E, "seq"> : never;
export type ToldEvent = Told<SceneEvent>;

/** What a test sets up. */
export interface Set {
  readonly scene?: Partial<SceneView>;
  readonly cast: readonly (Partial<CastView> & Pick<CastView, "id" | "name" | "kind">)[];
  readonly props?: readonly PropFields[];
  readonly guide?: SceneGuide;
  readonly story?: StoryView;
}

/** What the page asked for. */
export interface Asked {
  readonly request: string;
  readonly with: readonly unknown[];
}

/** A scene without a server: it says what a test tells it, and keeps what the page asks. */
export class ScriptedScene implements SceneClient {
  connection: Connection = "online";
  transcript: Transcript = EMPTY_TRANSCRIPT;
  scene: SceneView = {
    scene: "salt-lantern",
    title: "The Salt Lantern",
    topic: "",
    map: "salt-lantern",
    language: "en",
    synthetic: false,
  };
  cast: ReadonlyMap<string, CastView> = new Map();
  props: ReadonlyMap<string, PropFields> = new Map();
  guide: SceneGuide | null = null;
  story: StoryView | null = null;
  allowed: ConsentView = NO_CONSENT;
  readonly asked: Asked[] = [];
  /** What the next requests are answered with; `ok` when nothing stands here. */
  readonly answers: Answer[] = [];
  /** Requests wait until `release`, as on a slow line. */
  slow = false;
  readonly #waiting: (() => void)[] = [];
  readonly #listeners: { [K in keyof SceneListeners]: globalThis.Set<SceneListeners[K]> } = {
    event: new Set(),
    snapshot: new Set(),
    state: new Set(),
    story: new Set(),
    allowed: new Set(),
    connection: new Set(),
  };
  #seq = 1;

  get you(): string {
    return this.transcript.you;
  }

  set({ scene, cast, props = [], guide, story }: Set): void {
    this.scene = { ...this.scene, ...scene };
    const common = {
      sprite: "",
      appearance: "",
      x: 12,
      y: 14,
      facing: "down",
      status: "idle",
      posture: "standing",
      connected: true,
    };
    this.cast = new Map(cast.map((one) => [one.id, { ...common, sprite: one.id, ...one }]));
    this.props = new Map(props.map((one) => [one.id, one]));
    this.guide = guide ?? null;
    this.story = story ?? null;
    this.heard({ entries: [], ...(story === undefined ? {} : { story }) });
    for (const listener of this.#listeners.state) listener();
  }

  heard({ entries, story }: Pick<Snapshot, "entries" | "story">): void {
    const shown = story ?? this.story ?? undefined;
    const all: Snapshot = {
      version: 2,
      seq: this.#seq++,
      you: "me",
      entries,
      ...(shown === undefined ? {} : { story: shown }),
    };
    this.transcript = reduceTranscript(this.transcript, all);
    this.story = reduceStory(this.story, all);
    for (const listener of this.#listeners.snapshot) listener(this.transcript);
  }

  tell(...events: readonly ToldEvent[]): void {
    for (const told of events) {
      const event = { ...told, seq: this.#seq++ } as SceneEvent;
      this.transcript = reduceTranscript(this.transcript, event);
      this.story = reduceStory(this.story ?? EMPTY_STORY, event);
      for (const listener of this.#listeners.event) listener(event);
    }
  }

  body(id: string, part: Partial<CastView>): void {
    const known = this.cast.get(id);
    if (known) this.cast = new Map(this.cast).set(id, { ...known, ...part });
    for (const listener of this.#listeners.state) listener();
  }

  thing(id: string, part: Partial<PropFields>): void {
    const known = this.props.get(id);
    if (known) this.props = new Map(this.props).set(id, { ...known, ...part });
    for (const listener of this.#listeners.state) listener();
  }

  line(connection: Connection): void {
    this.connection = connection;
    for (const listener of this.#listeners.connection) listener(connection);
  }

  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  on<K extends keyof SceneListeners>(kind: K, listener: SceneListeners[K]): () => void {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  say = (...given: unknown[]) => this.#ask("say", given);
  act = (...given: unknown[]) => this.#ask("act", given);
  feedback = (...given: unknown[]) => this.#ask("feedback", given);
  retake = (...given: unknown[]) => this.#ask("retake", given);
  prefer = (...given: unknown[]) => this.#ask("prefer", given);
  async consent(purpose: ConsentPurpose, given: boolean, notice = CONSENT_NOTICE): Promise<Answer> {
    const answer = await this.#ask("consent", [purpose, given, notice]);
    if (answer.ok)
      this.allowed = { ...this.allowed, [purpose]: { given, notice: given ? notice : null } };
    for (const listener of this.#listeners.allowed) listener(this.allowed);
    return answer;
  }
  face = (...given: unknown[]) => this.#ask("face", given);
  sync = () => this.#ask("sync", []);
  typing(): void {}

  async move(x: number, y: number): Promise<Answer> {
    this.body("me", { x, y: y + 1 });
    return this.#ask("move", [x, y]);
  }

  async leave(): Promise<void> {
    await this.#ask("leave", []);
    /* Whoever comes in again finds a night that has not ended. */
    if (this.story) this.story = { ...this.story, ending: null };
  }

  async #ask(request: string, given: readonly unknown[]): Promise<Answer> {
    this.asked.push({ request, with: given });
    if (this.slow) await new Promise<void>((go) => this.#waiting.push(go));
    return this.answers.shift() ?? { ok: true };
  }
}
