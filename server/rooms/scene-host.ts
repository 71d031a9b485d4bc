import { getMessageBytes, Protocol, type Client, type Room } from "@colyseus/core";
import { createHash, randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import * as z from "zod";
import {
  FaceMessage,
  JoinOptions,
  MoveMessage,
  SayMessage,
  TypingMessage,
} from "../../shared/player-message.ts";
import {
  LIMITS,
  MESSAGES,
  type Acknowledgement,
  type ParticipantId,
} from "../../shared/protocol.ts";
import { CastMember, type SceneState } from "../../shared/scene-state.ts";
import type { Body } from "../stage/body.ts";
import { createDirector, type Director, type DirectorOptions } from "../stage/director.ts";
import type { Told } from "../stage/ports.ts";
import { BATCH } from "../stage/telling.ts";
import { createSlowReaders, type SlowReaders } from "./slow-readers.ts";

/** What a host needs to run one scene; the room it runs in is given to `attach`. */
export type SceneOptions = Omit<DirectorOptions, "tell" | "show" | "ended">;

/** Milliseconds of walking between two updates of a body. */
const STEP = 50;

/**
 * Joins one director to one Colyseus room: clients to participants, bodies to state, events to frames.
 * Everything is in `#private` fields, so that nothing that inspects rooms can reach a thought from here.
 */
export class SceneHost {
  readonly #director: Director;
  readonly #room: Room<{ state: SceneState }>;
  readonly #participants = new Map<string, ParticipantId>();
  readonly #clients = new Map<ParticipantId, Client>();
  readonly #slow: SlowReaders;
  readonly #walking: NodeJS.Timeout;
  #closing: Promise<void> | null = null;

  constructor(room: Room<{ state: SceneState }>, options: SceneOptions) {
    this.#room = room;
    const { scene, model } = options;
    const { state } = room;
    // A room restored by a development reload still shows the bodies of the scene before.
    state.cast.clear();
    state.scene = scene.scene.id;
    state.title = scene.scene.title;
    state.topic = scene.scene.topic ?? "";
    state.map = scene.scene.map;
    state.language = scene.scene.language;
    state.synthetic = model.synthetic;
    this.#director = createDirector({
      ...options,
      tell: (batch) => this.#tell(batch),
      show: (body, gone) => this.#show(body, gone),
      ended: () => void room.lock(),
    });
    // A crowd's batches leave in the same breath as the room's patch, so that a client costs one write for both.
    const onBeforePatch = room.onBeforePatch?.bind(room);
    room.onBeforePatch = (patched) => {
      guarded(() => this.#director.flushForCrowd());
      return onBeforePatch?.(patched);
    };
    this.#slow = createSlowReaders((client) => this.#sendSnapshot(client));
    this.#walking = setInterval(() => guarded(() => this.#director.step(STEP)), STEP);
  }

  /** A client came in for the first time; its wishes are not trusted. */
  join(client: Client, wishes: unknown): void {
    if (this.#participants.has(client.sessionId)) return;
    const parsed = JoinOptions.safeParse(wishes ?? {});
    const { name = "", language = "en", key } = parsed.success ? parsed.data : {};
    const id = `p-${randomBytes(6).toString("hex")}`;
    this.#participants.set(client.sessionId, id);
    this.#clients.set(id, client);
    this.#slow.watch(client);
    this.#director.join({ id, name, language, subject: subjectOf(key) });
    this.#sendSnapshot(client);
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
    this.#sendSnapshot(client);
  }

  leave(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return;
    this.#participants.delete(client.sessionId);
    this.#clients.delete(id);
    this.#slow.forget(client);
    this.#director.leave(id);
  }

  say(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, SayMessage, message, (id, said) => this.#director.say(id, said));
  }

  move(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, MoveMessage, message, (id, goal) => this.#director.move(id, goal));
  }

  face(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, FaceMessage, message, (id, to) => this.#director.face(id, to));
  }

  typing(client: Client, message: unknown): Acknowledgement {
    return this.#act(client, TypingMessage, message, (id, to) => this.#director.typing(id, to));
  }

  /** The client asks for everything it should hold. */
  sync(client: Client): Acknowledgement {
    if (!this.#participants.has(client.sessionId)) return { ok: false, refusal: "scene-closed" };
    this.#sendSnapshot(client);
    return { ok: true };
  }

  /** Ends the scene: running turns are cancelled, the episode is closed. */
  close(reason: string): Promise<void> {
    clearInterval(this.#walking);
    this.#slow.close();
    this.#closing ??= this.#director.close(reason);
    return this.#closing;
  }

  #act<T>(
    client: Client,
    format: z.ZodType<T>,
    message: unknown,
    run: (id: ParticipantId, message: T) => Acknowledgement,
  ): Acknowledgement {
    const id = this.#participants.get(client.sessionId);
    if (id === undefined) return { ok: false, refusal: "scene-closed" };
    const parsed = format.safeParse(message);
    if (!parsed.success) return { ok: false, refusal: "bad-message" };
    return run(id, parsed.data);
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

  #sendSnapshot(client: Client): void {
    const id = this.#participants.get(client.sessionId);
    if (id !== undefined) client.send(MESSAGES.snapshot, this.#director.snapshot(id));
  }

  #show(body: Body, gone: boolean): void {
    const { cast } = this.#room.state;
    if (gone) {
      cast.delete(body.id);
      return;
    }
    const known = cast.get(body.id);
    const member = known ?? new CastMember();
    const { id, name, kind, sprite, appearance, x, y, facing, status, connected } = body;
    Object.assign(member, { id, name, kind, sprite, appearance, x, y, facing, status, connected });
    if (!known) cast.set(id, member);
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
    console.error(
      `a scene's step failed: ${error instanceof Error ? error.name : "unknown fault"}`,
    );
  }
}
