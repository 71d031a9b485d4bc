import { getMessageBytes, Protocol, type Client, type Room } from "@colyseus/core";
import { createHash, randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import * as z from "zod";
import {
  ActMessage,
  ConsentMessage,
  FaceMessage,
  FeedbackMessage,
  JoinOptions,
  MoveMessage,
  PreferMessage,
  RetakeMessage,
  SayMessage,
  TypingMessage,
} from "../../shared/player-message.ts";
import {
  LIMITS,
  MESSAGES,
  type Acknowledgement,
  type ParticipantId,
} from "../../shared/protocol.ts";
import { createDirector, type Director, type DirectorOptions } from "../stage/director.ts";
import type { Told } from "../stage/ports.ts";
import { BATCH } from "../stage/telling.ts";
import { castByMessage, castInState, holdsNpcFields, type CastSharing } from "./cast-sharing.ts";
import { createHostBodies, type HostBodies, type HostOptions } from "./host-bodies.ts";
import type { SceneRegister } from "./scene-register.ts";
import { createSlowReaders, type SlowReaders } from "./slow-readers.ts";

/** What one scene needs, whatever room it runs in. */
export interface SceneOptions extends Omit<
  DirectorOptions,
  "tell" | "show" | "showProp" | "guideGrew" | "ended"
> {
  /** Where this scene is made known to who watches over the server; absent where nobody does. */
  readonly scenes?: SceneRegister;
}

/** Milliseconds of walking between two updates of a body. */
const STEP = 50;

/**
 * Joins one director to one Colyseus room: clients to participants, bodies to state, events to frames.
 * Everything is in `#private` fields, so that nothing that inspects rooms can reach a thought from here.
 */
export class SceneHost {
  readonly #director: Director;
  readonly #sharing: CastSharing;
  readonly #bodies: HostBodies | null;
  readonly #nameOf: NonNullable<HostOptions["nameOf"]>;
  readonly #participants = new Map<string, ParticipantId>();
  readonly #clients = new Map<ParticipantId, Client>();
  readonly #slow: SlowReaders;
  readonly #walking: NodeJS.Timeout;
  readonly #over: () => void;
  #closing: Promise<void> | null = null;

  constructor(room: Room, options: SceneOptions, host: HostOptions = {}) {
    const { scene, model } = options;
    const { id, title, topic = "", map, language } = scene.scene;
    const words = { scene: id, title, topic, map, language, synthetic: model.synthetic };
    const { state } = room as { state: unknown };
    const inState = holdsNpcFields(state);
    this.#sharing = inState
      ? castInState(state, words)
      : castByMessage(words, () => this.#listening());
    this.#director = createDirector({
      fault: (error) =>
        console.error(`something that reacts to the scene failed: ${placeOf(error)}`),
      ...options,
      tell: (batch) => this.#tell(batch),
      show: (body, gone) => this.#sharing.body(body, gone),
      showProp: (prop) => this.#sharing.prop(prop),
      guideGrew: (player) => this.#sendSnapshot(player),
      // A room that holds the scene's own fields is the scene; a game goes on when its scene is over.
      ended: () => void (inState ? room.lock() : undefined),
    });
    this.#nameOf = host.nameOf ?? (() => undefined);
    this.#bodies = createHostBodies(host, this.#director.game, scene.ground);
    this.#slow = createSlowReaders((client) => this.#sendAll(client));
    this.#over = options.scenes?.opened(this.#director) ?? (() => {});
    this.#walking = setInterval(() => guarded(() => this.#step()), STEP);
  }

  /** The scene itself, for the room's own side of the door. */
  get director(): Director {
    return this.#director;
  }

  /** Who a client is in the scene; null for one that is not in it. */
  participantOf(sessionId: string): ParticipantId | null {
    return this.#participants.get(sessionId) ?? null;
  }

  /** A crowd's batches leave in the same breath as the room's patch, so that a client costs one write for both. */
  beforePatch(): void {
    guarded(() => this.#director.flushForCrowd());
  }

  /** A client came in for the first time; its wishes are not trusted. */
  join(client: Client, wishes: unknown): void {
    if (this.#participants.has(client.sessionId)) return;
    const parsed = JoinOptions.safeParse(wishes ?? {});
    const { name = "", language = "en", key } = parsed.success ? parsed.data : {};
    // Where the game has bodies of its own, its client must know which is which.
    const id =
      this.#bodies === null ? `p-${randomBytes(6).toString("hex")}` : String(client.sessionId);
    this.#participants.set(client.sessionId, id);
    this.#clients.set(id, client);
    this.#slow.watch(client);
    const called = this.#nameOf(client.sessionId) ?? name;
    const at = this.#bodies?.follow(id, client.sessionId);
    this.#director.join({ id, name: called, language, subject: subjectOf(key), at });
    this.#sendAll(client);
  }

  /** The connection broke; the body waits where it stands. */
  dropped(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return;
    this.#clients.delete(id);
    this.#slow.forget(client);
    this.#director.connected(id, false);
  }

  /** The same player is back on a new connection. */
  returned(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    // A room that was restored from a development reload knows its clients, and the new scene does not.
    if (id === undefined) return this.join(client, {});
    this.#clients.set(id, client);
    this.#slow.watch(client);
    this.#director.connected(id, true);
    this.#sendAll(client);
  }

  leave(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return;
    this.#participants.delete(client.sessionId);
    this.#clients.delete(id);
    this.#slow.forget(client);
    this.#bodies?.forget(id);
    this.#director.leave(id);
  }

  say(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, SayMessage, message, (id, said) => this.#director.say(id, said));
  }

  move(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, MoveMessage, message, (id, goal) =>
      this.#bodies === null
        ? this.#director.move(id, goal)
        : { ok: false, refusal: "not-possible" },
    );
  }

  face(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, FaceMessage, message, (id, to) => this.#director.face(id, to));
  }

  typing(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, TypingMessage, message, (id, to) => this.#director.typing(id, to));
  }

  act(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, ActMessage, message, (id, deed) => this.#director.act(id, deed));
  }

  feedback(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, FeedbackMessage, message, (id, said) =>
      this.#director.feedback(id, said),
    );
  }

  retake(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, RetakeMessage, message, (id, turn) => this.#director.retake(id, turn));
  }

  prefer(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, PreferMessage, message, (id, turn) => this.#director.prefer(id, turn));
  }

  /** Answered only when it is on record, so that a player who took something back knows that it counts. */
  async consent(client: Client, message: unknown): Promise<Acknowledgement> {
    const read = this.#read(client, ConsentMessage, message);
    return read.ok ? this.#director.consent(read.id, read.said) : read;
  }

  /** The client asks for everything it should hold. */
  sync(client: Client): Acknowledgement {
    if (!this.#participants.has(client.sessionId)) return { ok: false, refusal: "scene-closed" };
    this.#sendAll(client);
    return { ok: true };
  }

  /** Ends the scene: running turns are cancelled, the episode is closed. */
  close(reason: string): Promise<void> {
    clearInterval(this.#walking);
    this.#slow.close();
    this.#sharing.close();
    this.#closing ??= this.#director.close(reason).finally(this.#over);
    return this.#closing;
  }

  #act<T>(
    client: Client,
    format: z.ZodType<T>,
    message: unknown,
    run: (id: ParticipantId, message: T) => Acknowledgement,
  ): Acknowledgement {
    const read = this.#read(client, format, message);
    return read.ok ? run(read.id, read.said) : read;
  }

  /** Who says it and what it says; or why it counts for nothing. */
  #read<T>(client: Client, format: z.ZodType<T>, message: unknown) {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return { ok: false, refusal: "scene-closed" } as const;
    const parsed = format.safeParse(message);
    if (!parsed.success) return { ok: false, refusal: "bad-message" } as const;
    return { ok: true, id, said: parsed.data } as const;
  }

  #tell(batch: readonly Told[]): void {
    // Those who perceive the same get the very same bytes: one encoding for a whole crowd.
    const frames = new Map<string, Uint8Array>();
    const together = this.#clients.size >= BATCH.crowdFrom;
    for (const [id, client] of this.#clients) {
      if (this.#slow.isBehind(client)) continue;
      const mine = batch.filter(({ listeners }) => listeners.has(id)).map(({ event }) => event);
      if (mine.length === 0) continue;
      const key = mine.map(({ seq }) => seq).join();
      let frame = frames.get(key);
      if (frame === undefined) {
        frame = getMessageBytes.raw(Protocol.ROOM_DATA, MESSAGES.events, mine);
        frames.set(key, frame);
      }
      if (together) holdUntilTickEnds(client);
      client.enqueueRaw(frame);
    }
  }

  #step(): void {
    this.#bodies?.look();
    this.#director.step(STEP);
  }

  /** A page holds what is static of a scene from its last snapshot alone. */
  #sendSnapshot(id: ParticipantId): void {
    const client = this.#clients.get(id);
    if (client && !this.#slow.isBehind(client))
      client.send(MESSAGES.snapshot, this.#director.snapshot(id));
  }

  *#listening(): Iterable<Client> {
    for (const client of this.#clients.values()) if (!this.#slow.isBehind(client)) yield client;
  }

  /** Everything that a client should hold: bodies where the state has no place for them, and what was heard. */
  #sendAll(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return;
    this.#sharing.greet(client);
    client.send(MESSAGES.snapshot, this.#director.snapshot(id));
  }
}

/** A player's key is a credential: what is kept and logged is its hash. */
function subjectOf(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return `s-${createHash("sha256").update(key).digest("base64url").slice(0, 22)}`;
}

/** How long a dropped player's place is kept, in seconds. */
export const RECONNECT_SECONDS = LIMITS.reconnectWindow / 1000;

/** Lets everything that one tick writes to a client leave in one system call; `ws` writes each frame by itself. */
function holdUntilTickEnds(client: Client): void {
  const socket = (client.ref as unknown as { _socket?: Socket })._socket;
  if (!socket) return;
  socket.cork();
  process.nextTick(() => socket.uncork());
}

/** A fault in a timer must not end the process that other rooms live in. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    console.error(`a scene's step failed: ${placeOf(error)}`);
  }
}

/** What failed and where; a message might quote what was said. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${error.stack?.split("\n    ")[1] ?? ""}`.trim();
}
