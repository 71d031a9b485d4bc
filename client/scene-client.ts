import { Client, type Room } from "@colyseus/sdk";
import {
  LIMITS,
  MESSAGES,
  REQUESTS,
  type Acknowledgement,
  type JoinOptions,
  type ParticipantId,
  type Refusal,
  type SceneEvent,
  type Snapshot,
} from "../shared/protocol.ts";
import type { CastMember, SceneState } from "../shared/scene-state.ts";
import { EMPTY_TRANSCRIPT, reduceTranscript, type Transcript } from "./transcript.ts";

/** One body as this client sees it; plain values, copied from the synced state. */
export type CastView = Readonly<
  Pick<
    CastMember,
    "id" | "name" | "kind" | "sprite" | "appearance" | "x" | "y" | "facing" | "status" | "connected"
  >
>;

/** What the scene tells of itself. `synthetic`: a stand-in answers instead of a model. */
export type SceneView = Readonly<
  Pick<SceneState, "scene" | "title" | "topic" | "map" | "language" | "synthetic">
>;

/** How the line to the server is. */
export type Connection = "connecting" | "online" | "reconnecting" | "offline";

/** An acknowledgement, or why none came: the line is down, or the server did not answer in time. */
export type Answer =
  | Acknowledgement
  | { readonly ok: false; readonly refusal: "not-connected" | "no-answer" };
/** Why nothing came of a request: the server refused, or was not reached. */
export type ClientRefusal = Refusal | "not-connected" | "no-answer";

/** What a client tells those who listen. */
export interface SceneListeners {
  /** One new event, after the transcript took it in; repeated ones are not told. */
  event: (event: SceneEvent) => void;
  /** The transcript was replaced by what the server says was heard. */
  snapshot: (transcript: Transcript) => void;
  /** Bodies or the scene's own words changed. */
  state: () => void;
  connection: (connection: Connection) => void;
}

/** One player's hold on one scene. */
export interface SceneClient {
  readonly connection: Connection;
  readonly you: ParticipantId;
  readonly scene: SceneView;
  readonly cast: ReadonlyMap<ParticipantId, CastView>;
  readonly transcript: Transcript;
  on<K extends keyof SceneListeners>(kind: K, listener: SceneListeners[K]): () => void;
  /** `interrupt`: the addressee stops what it is saying. */
  say(
    text: string,
    to?: ParticipantId | null,
    whisper?: boolean,
    interrupt?: boolean,
  ): Promise<Answer>;
  /** The player is writing a line, so that whoever it is for may begin to think. May be called with every letter. */
  typing(to?: ParticipantId | null): void;
  move(x: number, y: number): Promise<Answer>;
  face(target: ParticipantId): Promise<Answer>;
  /** Asks for everything that was heard. */
  sync(): Promise<Answer>;
  /** Leaves for good: the body goes, and a later visit begins anew. */
  leave(): Promise<void>;
}

/** Where to go, and as whom. */
export interface ConnectOptions {
  /** The server's origin, such as `https://inn.example`. */
  readonly url: string;
  readonly room: string;
  readonly options?: JoinOptions;
  /** Where the way back is kept over a reload of the page; `sessionStorage` in a browser. Null keeps none. */
  readonly memory?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
}

const NO_SCENE: SceneView = {
  scene: "",
  title: "",
  topic: "",
  map: "",
  language: "en",
  synthetic: false,
};

/** Comes into a scene. Rejects when the server cannot be reached or has no place. */
export async function connect(options: ConnectOptions): Promise<SceneClient> {
  const client = new Client(options.url);
  const memory = options.memory ?? null;
  const room =
    (await goBack(client, memory, keyOf(options.room))) ??
    (await client.joinOrCreate<SceneState>(options.room, options.options ?? {}));
  return new RoomSceneClient(room, memory, keyOf(options.room));
}

/** Returns to the body that this tab left within the reconnection window. Null when there is none to return to. */
export async function resume({
  url,
  room,
  memory = null,
}: ConnectOptions): Promise<SceneClient | null> {
  const found = await goBack(new Client(url), memory, keyOf(room));
  return found === null ? null : new RoomSceneClient(found, memory, keyOf(room));
}

function keyOf(room: string): string {
  return `dramatis:${room}:way-back`;
}

/** The server may not have noticed yet that the old page is gone: one more try after a moment. */
async function goBack(
  client: Client,
  memory: ConnectOptions["memory"] | null,
  key: string,
): Promise<Room<unknown, SceneState> | null> {
  const token = memory?.getItem(key);
  if (!token) return null;
  for (const wait of [0, 600]) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return (await client.reconnect<SceneState>(token)) as Room<unknown, SceneState>;
    } catch {
      continue;
    }
  }
  memory?.removeItem(key);
  return null;
}

class RoomSceneClient implements SceneClient {
  connection: Connection = "connecting";
  scene: SceneView = NO_SCENE;
  cast: ReadonlyMap<ParticipantId, CastView> = new Map();
  transcript: Transcript = EMPTY_TRANSCRIPT;
  readonly #room: Room<unknown, SceneState>;
  readonly #memory: ConnectOptions["memory"] | null;
  readonly #key: string;
  readonly #listeners: { [K in keyof SceneListeners]: Set<SceneListeners[K]> } = {
    event: new Set(),
    snapshot: new Set(),
    state: new Set(),
    connection: new Set(),
  };
  /** Turns that a snapshot was asked for already, so that one gap asks once. */
  readonly #askedFor = new Set<string>();
  /** When, and to whom, a line was last said to be under way. */
  #typed: { to: ParticipantId | null; at: number } = { to: null, at: Number.NEGATIVE_INFINITY };

  constructor(
    room: Room<unknown, SceneState>,
    memory: ConnectOptions["memory"] | null,
    key: string,
  ) {
    this.#room = room;
    this.#memory = memory;
    this.#key = key;
    Object.assign(room.reconnection, {
      minUptime: 0,
      delay: 150,
      maxDelay: 2000,
      maxRetries: Math.ceil(LIMITS.reconnectWindow / 2000) + 3,
      maxEnqueuedMessages: 0,
    });
    room.onMessage(MESSAGES.events, (events: readonly SceneEvent[]) => {
      for (const event of events) this.#hear(event);
    });
    room.onMessage(MESSAGES.snapshot, (snapshot: Snapshot) => this.#take(snapshot));
    room.onStateChange(() => this.#look());
    room.onDrop(() => this.#turn("reconnecting"));
    room.onReconnect(() => {
      this.#remember();
      this.#turn("online");
    });
    room.onLeave(() => {
      this.#memory?.removeItem(this.#key);
      this.#turn("offline");
    });
    room.onError(() => undefined);
    this.#remember();
    this.connection = "online";
    this.#look();
    setTimeout(() => {
      if (this.transcript.you === "") void this.sync();
    }, 1500);
  }

  get you(): ParticipantId {
    return this.transcript.you;
  }

  on<K extends keyof SceneListeners>(kind: K, listener: SceneListeners[K]): () => void {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  say(
    text: string,
    to: ParticipantId | null = null,
    whisper = false,
    interrupt = false,
  ): Promise<Answer> {
    return this.#ask(REQUESTS.say, {
      text,
      ...(to === null ? {} : { to }),
      ...(whisper && to !== null ? { whisper } : {}),
      ...(interrupt && to !== null ? { interrupt } : {}),
    });
  }

  typing(to: ParticipantId | null = null): void {
    const now = performance.now();
    const again = to === this.#typed.to && now - this.#typed.at < LIMITS.typingEvery;
    if (again || this.connection !== "online") return;
    this.#typed = { to, at: now };
    void this.#ask(REQUESTS.typing, to === null ? {} : { to });
  }

  move(x: number, y: number): Promise<Answer> {
    return this.#ask(REQUESTS.move, { x, y });
  }

  face(target: ParticipantId): Promise<Answer> {
    return this.#ask(REQUESTS.face, { target });
  }

  sync(): Promise<Answer> {
    return this.#ask(REQUESTS.sync, {});
  }

  async leave(): Promise<void> {
    this.#memory?.removeItem(this.#key);
    await this.#room.leave(true);
  }

  async #ask(name: string, message: object): Promise<Answer> {
    if (this.connection !== "online") return { ok: false, refusal: "not-connected" };
    try {
      return await this.#room.request<object, Acknowledgement>(name, message, { timeout: 8000 });
    } catch {
      const online = (this.connection as Connection) === "online";
      return { ok: false, refusal: online ? "no-answer" : "not-connected" };
    }
  }

  #hear(event: SceneEvent): void {
    const before = this.transcript;
    this.transcript = reduceTranscript(before, event);
    if (this.transcript === before) return;
    const { missing } = this.transcript;
    if (missing !== null && !this.#askedFor.has(missing)) {
      this.#askedFor.add(missing);
      void this.sync();
    }
    for (const listener of this.#listeners.event) listener(event);
  }

  #take(snapshot: Snapshot): void {
    this.transcript = reduceTranscript(this.transcript, snapshot);
    for (const listener of this.#listeners.snapshot) listener(this.transcript);
  }

  #look(): void {
    const { state } = this.#room;
    if (state?.cast === undefined) return;
    const { scene, title, topic, map, language, synthetic } = state;
    this.scene = { scene, title, topic, map, language, synthetic };
    const cast = new Map<ParticipantId, CastView>();
    state.cast.forEach((member, key) => {
      const { id, name, kind, sprite, appearance, x, y, facing, status, connected } = member;
      const view = { id, name, kind, sprite, appearance, x, y, facing, status, connected };
      cast.set(key, view);
    });
    this.cast = cast;
    for (const listener of this.#listeners.state) listener();
  }

  #turn(connection: Connection): void {
    this.connection = connection;
    for (const listener of this.#listeners.connection) listener(connection);
  }

  #remember(): void {
    this.#memory?.setItem(this.#key, this.#room.reconnectionToken);
  }
}
