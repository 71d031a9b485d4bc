import { Client, type Room } from "@colyseus/sdk";
import {
  CONSENT_NOTICE,
  CONSENT_PURPOSES,
  LIMITS,
  MESSAGES,
  NO_CONSENT,
  REQUESTS,
  type Acknowledgement,
  type CastMessage,
  type ConsentPurpose,
  type ConsentView,
  type DeedRefusal,
  type FeedbackReason,
  type JoinOptions,
  type ParticipantId,
  type PropFields,
  type Refusal,
  type SceneEvent,
  type SceneGuide,
  type Snapshot,
  type StoryView,
} from "../shared/protocol.ts";
import {
  NO_COMPANY,
  companyOf,
  holdsScene,
  withCastMessage,
  type CastView,
  type Company,
  type SceneView,
} from "./cast-view.ts";
import { reduceStory } from "./story.ts";
import { EMPTY_TRANSCRIPT, reduceTranscript, type Transcript } from "./transcript.ts";

/** How the line to the server is. */
export type Connection = "connecting" | "online" | "reconnecting" | "offline";

/** An acknowledgement, or why none came: the line is down, or the server did not answer in time. */
export type Answer =
  | Acknowledgement
  | { readonly ok: false; readonly refusal: "not-connected" | "no-answer" };
/** Why nothing came of a request: the server refused, or was not reached. */
export type ClientRefusal = Refusal | DeedRefusal | "not-connected" | "no-answer";

/** What a client tells those who listen. */
export interface SceneListeners {
  /** One new event, after the transcript took it in; repeated ones are not told. */
  event: (event: SceneEvent) => void;
  /** The transcript was replaced by what the server says was heard. */
  snapshot: (transcript: Transcript) => void;
  /** Bodies, things or the scene's own words changed. */
  state: () => void;
  /** What the player holds of the story changed. */
  story: (story: StoryView | null) => void;
  /** What the player allows changed. */
  allowed: (allowed: ConsentView) => void;
  connection: (connection: Connection) => void;
}

/** One player's hold on one scene. */
export interface SceneClient {
  readonly connection: Connection;
  readonly you: ParticipantId;
  readonly scene: SceneView;
  readonly cast: ReadonlyMap<ParticipantId, CastView>;
  /** Where things are; what they are stands in `guide`. */
  readonly props: ReadonlyMap<string, PropFields>;
  readonly transcript: Transcript;
  /** What can be done here; null until the server has told, or where there is nothing but talk. */
  readonly guide: SceneGuide | null;
  /** What this player holds of the story; null where the scene has none. */
  readonly story: StoryView | null;
  /** What this player has allowed to be done with its words, beside playing; nothing until it did. */
  readonly allowed: ConsentView;
  /** Returns how to stop listening. */
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
  /** Does something; what came of it is told as an event. Ids of verbs and things stand in `guide`. */
  act(verb: string, target?: string | null, item?: string | null): Promise<Answer>;
  /** What the player thinks of a persona's turn that it heard; a later word replaces an earlier one. */
  feedback(
    turnId: string,
    rating: "up" | "down",
    reasons?: readonly FeedbackReason[],
  ): Promise<Answer>;
  /** Asks a persona to say its turn differently. The new turn names the old one in `instead`. */
  retake(turnId: string): Promise<Answer>;
  /** Of two versions of one turn, the one to keep. */
  prefer(turnId: string, over: string): Promise<Answer>;
  /**
   * Allows something or takes it back, for the whole of this visit. Answered once it is on record. `notice` names the
   * wording that the player was shown; a game with words of its own names its own.
   */
  consent(purpose: ConsentPurpose, given: boolean, notice?: string): Promise<Answer>;
  /** Asks for everything that was heard. */
  sync(): Promise<Answer>;
  /**
   * Leaves for good: the body goes, and a later visit begins anew. Of a room that the game joined itself, it only
   * lets go: the room stays joined.
   */
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

/** A room of any server: neither its messages nor its state are ours to know. */
// oxlint-disable-next-line typescript/no-explicit-any -- a room's types are invariant, and any room will do
export type AnyRoom = Room<any, any>;

/** Comes into a scene. Rejects when the server cannot be reached or has no place. */
export async function connect(options: ConnectOptions): Promise<SceneClient> {
  const client = new Client(options.url);
  const memory = options.memory ?? null;
  const room =
    (await goBack(client, memory, keyOf(options.room))) ??
    (await client.joinOrCreate(options.room, options.options ?? {}));
  return ours(room, memory, keyOf(options.room));
}

/** Returns to the body that this tab left within the reconnection window. Null when there is none to return to. */
export async function resume({
  url,
  room,
  memory = null,
}: ConnectOptions): Promise<SceneClient | null> {
  const found = await goBack(new Client(url), memory, keyOf(room));
  return found === null ? null : ours(found, memory, keyOf(room));
}

const known = new WeakMap<AnyRoom, RoomSceneClient>();

/**
 * The scene in a room that the game joined itself. The room stays the game's: its reconnection, its handlers and its
 * end are left alone. Asked twice for one room, the same client is returned.
 */
export function sceneClientOf(room: AnyRoom): SceneClient {
  const client = known.get(room) ?? new RoomSceneClient(room);
  known.set(room, client);
  client.listen();
  return client;
}

/** A room that belongs to the scene: it may be mended and left as the scene needs it. */
function ours(
  room: AnyRoom,
  memory: ConnectOptions["memory"] | null,
  key: string,
): RoomSceneClient {
  Object.assign(room.reconnection, {
    minUptime: 0,
    delay: 150,
    maxDelay: 2000,
    maxRetries: Math.ceil(LIMITS.reconnectWindow / 2000) + 3,
    maxEnqueuedMessages: 0,
  });
  const wayBack = () => memory?.setItem(key, room.reconnectionToken);
  wayBack();
  /* The new token is there only after the handlers of a reconnection have run. */
  room.onReconnect(() => queueMicrotask(wayBack));
  room.onLeave(() => memory?.removeItem(key));
  const client = new RoomSceneClient(room, async () => {
    memory?.removeItem(key);
    await room.leave(true);
  });
  client.listen();
  return client;
}

function keyOf(room: string): string {
  return `dramatis:${room}:way-back`;
}

/** The server may not have noticed yet that the old page is gone: one more try after a moment. */
async function goBack(
  client: Client,
  memory: ConnectOptions["memory"] | null,
  key: string,
): Promise<AnyRoom | null> {
  const token = memory?.getItem(key);
  if (!token) return null;
  for (const wait of [0, 600]) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await client.reconnect(token);
    } catch {
      continue;
    }
  }
  memory?.removeItem(key);
  return null;
}

class RoomSceneClient implements SceneClient {
  connection: Connection;
  transcript: Transcript = EMPTY_TRANSCRIPT;
  guide: SceneGuide | null = null;
  story: StoryView | null = null;
  allowed: ConsentView = NO_CONSENT;
  readonly #room: AnyRoom;
  /** Ends what is ours; null in a room of the game's own. */
  readonly #depart: (() => Promise<void>) | null;
  readonly #listeners: { [K in keyof SceneListeners]: Set<SceneListeners[K]> } = {
    event: new Set(),
    snapshot: new Set(),
    state: new Set(),
    story: new Set(),
    allowed: new Set(),
    connection: new Set(),
  };
  #company: Company = NO_COMPANY;
  /** Bodies come by message: the state, whatever it holds, is not asked. */
  #byMessage = false;
  /** The SDK forgets a handler only at the risk of another's, so that those of an earlier hearing fall silent instead. */
  #hearing = 0;
  /** Turns that a snapshot was asked for already, so that one gap asks once. */
  readonly #askedFor = new Set<string>();
  /** When, and to whom, a line was last said to be under way. */
  #typed: { to: ParticipantId | null; at: number } = { to: null, at: Number.NEGATIVE_INFINITY };

  constructor(room: AnyRoom, depart: (() => Promise<void>) | null = null) {
    this.#room = room;
    this.#depart = depart;
    this.connection = room.connection?.isOpen === false ? "offline" : "online";
  }

  get you(): ParticipantId {
    return this.transcript.you;
  }

  get scene(): SceneView {
    return this.#company.scene;
  }

  get cast(): ReadonlyMap<ParticipantId, CastView> {
    return this.#company.cast;
  }

  get props(): ReadonlyMap<string, PropFields> {
    return this.#company.props;
  }

  /** Begins to hear the room, or begins again where the game has taken all handlers from it. */
  listen(): void {
    if (this.#hearing > 0 && !isDeaf(this.#room)) return;
    this.#hearing += 1;
    const now = this.#hearing;
    const current =
      <A extends unknown[]>(run: (...heard: A) => void) =>
      (...heard: A) => {
        if (this.#hearing === now) run(...heard);
      };
    const room = this.#room;
    room.onMessage(
      MESSAGES.events,
      current((events: readonly SceneEvent[]) => {
        for (const event of events) this.#hear(event);
      }),
    );
    room.onMessage(
      MESSAGES.snapshot,
      current((snapshot: Snapshot) => this.#take(snapshot)),
    );
    room.onMessage(
      MESSAGES.cast,
      current((message: CastMessage) => {
        this.#byMessage = true;
        this.#show(withCastMessage(this.#company, message));
      }),
    );
    room.onStateChange(current(() => this.#look()));
    room.onDrop(current(() => this.#turn("reconnecting")));
    room.onReconnect(
      current(() => {
        this.#turn("online");
        /* Only after the SDK has told the server that it is back. */
        if (this.#depart === null) queueMicrotask(() => void this.sync());
      }),
    );
    room.onLeave(current(() => this.#turn("offline")));
    this.#look();
    /* What the server said before there were ears for it is asked for again. */
    if (this.#depart === null) void this.sync();
    else setTimeout(() => this.transcript.you === "" && void this.sync(), 1500);
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

  act(verb: string, target: string | null = null, item: string | null = null): Promise<Answer> {
    return this.#ask(REQUESTS.act, {
      verb,
      ...(target === null ? {} : { target }),
      ...(item === null ? {} : { item }),
    });
  }

  feedback(
    turnId: string,
    rating: "up" | "down",
    reasons: readonly FeedbackReason[] = [],
  ): Promise<Answer> {
    const why = reasons.length === 0 ? {} : { reasons };
    return this.#ask(REQUESTS.feedback, { turnId, rating, ...why });
  }

  retake(turnId: string): Promise<Answer> {
    return this.#ask(REQUESTS.retake, { turnId });
  }

  prefer(turnId: string, over: string): Promise<Answer> {
    return this.#ask(REQUESTS.prefer, { turnId, over });
  }

  async consent(
    purpose: ConsentPurpose,
    given: boolean,
    notice: string = CONSENT_NOTICE,
  ): Promise<Answer> {
    const answer = await this.#ask(REQUESTS.consent, { purpose, given, notice });
    // What is taken back counts at the server even where its record failed; shown is what is sure.
    if (answer.ok) {
      const state = { given, notice: given ? notice : null };
      this.#allow({ ...this.allowed, [purpose]: state });
    }
    return answer;
  }

  sync(): Promise<Answer> {
    return this.#ask(REQUESTS.sync, {});
  }

  async leave(): Promise<void> {
    if (this.#depart !== null) return this.#depart();
    this.#hearing += 1;
    known.delete(this.#room);
    this.#turn("offline");
  }

  async #ask(name: string, message: object): Promise<Answer> {
    if (this.connection !== "online") return { ok: false, refusal: "not-connected" };
    try {
      const room: Room = this.#room;
      return await room.request<object, Acknowledgement>(name, message, { timeout: 8000 });
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
    this.#tellStory(reduceStory(this.story, event));
    this.#tell("event", event);
  }

  #take(snapshot: Snapshot): void {
    const held = this.transcript;
    const stale = held.you === snapshot.you && snapshot.seq < held.seq;
    this.transcript = reduceTranscript(held, snapshot);
    this.guide = snapshot.guide ?? this.guide;
    if (!stale) {
      this.#tellStory(reduceStory(this.story, snapshot));
      this.#allow(snapshot.consent ?? this.allowed);
    }
    this.#tell("snapshot", this.transcript);
  }

  /** A listener that throws is named on the console, and takes nothing from the others or the next event. */
  #tell<K extends keyof SceneListeners>(kind: K, ...told: Parameters<SceneListeners[K]>): void {
    for (const listener of [...this.#listeners[kind]] as ((...heard: typeof told) => void)[]) {
      try {
        listener(...told);
      } catch (error) {
        console.error(`dramatis: a listener for "${kind}" threw`, error);
      }
    }
  }

  #tellStory(story: StoryView | null): void {
    if (story === this.story) return;
    this.story = story;
    this.#tell("story", story);
  }

  #allow(allowed: ConsentView): void {
    const same = CONSENT_PURPOSES.every(
      (purpose) =>
        allowed[purpose].given === this.allowed[purpose].given &&
        allowed[purpose].notice === this.allowed[purpose].notice,
    );
    if (same) return;
    this.allowed = allowed;
    this.#tell("allowed", allowed);
  }

  #look(): void {
    const state: unknown = this.#room.serializer?.getState();
    if (!this.#byMessage && holdsScene(state)) this.#show(companyOf(this.#company, state));
  }

  #show(company: Company): void {
    if (company === this.#company) return;
    this.#company = company;
    this.#tell("state");
  }

  #turn(connection: Connection): void {
    this.connection = connection;
    this.#tell("connection", connection);
  }
}

/** Whether a game has taken every handler from its room since, as some do when a scene of theirs ends. */
function isDeaf(room: AnyRoom): boolean {
  const { onMessageHandlers } = room as unknown as {
    readonly onMessageHandlers?: { readonly events: Readonly<Record<string, unknown>> };
  };
  return onMessageHandlers !== undefined && !(MESSAGES.events in onMessageHandlers.events);
}
