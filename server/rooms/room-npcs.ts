import type { Client, Room } from "@colyseus/core";
import { LIMITS, type Acknowledgement, type ParticipantId } from "../../shared/protocol.ts";
import { BUILT_IN_VERBS } from "../roleplay/verbs/built-in-verbs.ts";
import { defineVerb } from "../roleplay/verbs/define-verb.ts";
import type { VerbInput } from "../roleplay/verbs/verb.ts";
import type { DeedResult } from "../stage/deeds/deeds.ts";
import type { Point } from "../stage/ground.ts";
import type { TellReach } from "../stage/game-hand.ts";
import type { MindGrant } from "../stage/story/mind-read.ts";
import type { HostOptions } from "./host-bodies.ts";
import { createNpcListeners, type NpcEvents, type NpcListener } from "./npc-events.ts";
import { SceneHost, type SceneOptions } from "./scene-host.ts";

/** A client of the room, or anyone in the scene by id. */
export type Someone = Client | ParticipantId;

/** Who perceives what a game tells. */
export interface TellOptions extends Omit<TellReach, "to"> {
  /** This one, or these, alone; absent for everyone in reach. */
  readonly to?: Someone | readonly Someone[];
}

/** The NPCs of one room, for the game around them: `this.plugins.npc`. */
export interface NpcControls {
  /** Calls back for what happens in the scene; the returned function stops that. A listener may be there before anyone is. */
  on<K extends keyof NpcEvents>(kind: K, listener: NpcListener<K>): () => void;
  /** The world speaks, and personas in reach take note of it. False when nobody is here or the scene is over. */
  tell(text: string, options?: TellOptions): boolean;
  /** A line of a player's from the game's own chat, as if it had come by `npc:say`. */
  say(
    player: Someone,
    text: string,
    options?: { to?: ParticipantId; whisper?: boolean },
  ): Acknowledgement;
  /** Gives an NPC reason to speak: `cue` is what it alone notices. False when it stays silent all the same. */
  cue(persona: ParticipantId, cue: string, to?: Someone): boolean;
  readonly verbs: {
    /** Adds a verb of the game's own, with what it does; may be called before anyone is there. Throws in words. */
    define(verb: VerbInput): void;
  };
  /** Has somebody do something, by the same rules as everyone. */
  act(
    who: Someone,
    verb: string,
    what?: { readonly target?: string; readonly item?: string },
  ): DeedResult;
  /** Puts a body on a free tile at or near this one. */
  place(who: Someone, at: Point): boolean;
  /** Lets a player read what a persona thinks as itself, for `ms` from now and at most an hour. It is logged. */
  grantMindRead(player: Someone, persona: ParticipantId, ms: number): MindGrant;
  /** Ends such a view before its time. */
  revokeMindRead(player: Someone, persona: ParticipantId): void;
  /** Who a client, or a session id, is in the scene; null before it came in. */
  participantOf(client: Client | string): ParticipantId | null;
  /** Ends the scene early: running turns are cancelled and the episode is closed. */
  close(reason?: string): Promise<void>;
}

const attached = new WeakMap<Room, RoomNpcs>();

/** The NPCs of a room, if it has any. Kept beside the room, not in it: what inspects rooms finds nothing here. */
export function npcsOf(room: Room | undefined): RoomNpcs | null {
  return (room && attached.get(room)) ?? null;
}

/**
 * Joins a scene to a room by the room's own hooks. It holds on to the instance, since Colyseus runs a plugin's hooks
 * not at all in some rooms (arrow functions; the first room of a class with `onUncaughtException`) and twice in others
 * (a base class and its subclass, when both are used). The scene begins with the first player.
 */
export class RoomNpcs implements NpcControls {
  readonly #room: Room;
  readonly #scene: () => SceneOptions;
  readonly #hostOptions: HostOptions;
  readonly #listeners = createNpcListeners((kind, error) => {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : "unknown fault";
    console.error(`npcPlugin: a listener of "${kind}" failed (${what}); the scene goes on`);
  });
  readonly #ownVerbs: VerbInput[] = [];
  readonly verbs = { define: (verb: VerbInput): void => this.#define(verb) };
  #host: SceneHost | null = null;
  #closed = false;

  constructor(room: Room, scene: () => SceneOptions, hostOptions: HostOptions) {
    if (attached.has(room)) {
      throw new Error("this room has NPCs already; give it one npcPlugin(), or one attachNpcs()");
    }
    attached.set(room, this);
    this.#room = room;
    this.#scene = scene;
    this.#hostOptions = hostOptions;
    this.#extendHooks();
  }

  on<K extends keyof NpcEvents>(kind: K, listener: NpcListener<K>): () => void {
    return this.#listeners.on(kind, listener);
  }

  tell(text: string, { to, at, within }: TellOptions = {}): boolean {
    if (typeof text !== "string") return false;
    const someone = to === undefined || Array.isArray(to) ? to : [to];
    const ids = (someone as readonly Someone[] | undefined)?.flatMap(
      (one) => this.#idOf(one) ?? [],
    );
    return this.#game(({ game }) =>
      game.tell(text, {
        ...(ids === undefined ? {} : { to: ids }),
        ...(at === undefined ? {} : { at }),
        ...(within === undefined ? {} : { within }),
      }),
    );
  }

  say(
    player: Someone,
    text: string,
    { to, whisper }: { to?: ParticipantId; whisper?: boolean } = {},
  ): Acknowledgement {
    const id = this.#idOf(player);
    if (id === null || this.#host === null) return { ok: false, refusal: "scene-closed" };
    // A game may hand on what a client sent, without having looked at it.
    if (typeof text !== "string") return { ok: false, refusal: "bad-message" };
    return this.#host.director.say(id, { text: text.slice(0, LIMITS.text), to, whisper });
  }

  cue(persona: ParticipantId, cue: string, to?: Someone): boolean {
    const id = to === undefined ? null : this.#idOf(to);
    if (to !== undefined && id === null) return false;
    return this.#game(({ game }) => game.cue(persona, cue, id));
  }

  act(
    who: Someone,
    verb: string,
    { target, item }: { readonly target?: string; readonly item?: string } = {},
  ): DeedResult {
    const actor = this.#idOf(who);
    if (actor === null || this.#host === null) {
      return { outcome: "refused", refusal: "unknown-target" };
    }
    return this.#host.director.deeds.attempt(
      { actor, verb, target: target ?? null, item: item ?? null },
      { origin: "host" },
    );
  }

  grantMindRead(player: Someone, persona: ParticipantId, ms: number): MindGrant {
    const id = this.#idOf(player);
    if (id === null || this.#host === null) return { ok: false, refusal: "unknown-target" };
    return this.#host.director.grantMindRead(id, persona, ms, "host");
  }

  revokeMindRead(player: Someone, persona: ParticipantId): void {
    const id = this.#idOf(player);
    if (id !== null) this.#host?.director.revokeMindRead(id, persona);
  }

  place(who: Someone, at: Point): boolean {
    const id = this.#idOf(who);
    return id !== null && this.#game(({ game }) => game.place(id, at));
  }

  participantOf(client: Client | string): ParticipantId | null {
    return (
      this.#host?.participantOf(typeof client === "string" ? client : client.sessionId) ?? null
    );
  }

  async close(reason = "closed"): Promise<void> {
    this.#closed = true;
    await this.#host?.close(reason);
  }

  /** The scene for something that a client asked; a client whose join passed this by comes in now. */
  hostFor(client: Client): SceneHost | null {
    const host = this.#running();
    if (host !== null && host.participantOf(client.sessionId) === null && this.#isHere(client)) {
      host.join(client, {});
    }
    return host;
  }

  #define(verb: VerbInput): void {
    if (this.#host !== null) {
      this.#host.director.deeds.define(verb);
      return;
    }
    // What is wrong with it is said where it is written, not when the first player comes in.
    const { id } = defineVerb(verb);
    const taken = [...BUILT_IN_VERBS, ...this.#ownVerbs].some((known) => known.id === id);
    if (taken) throw new Error(`there is a verb "${id}" already; give yours an id of its own`);
    this.#ownVerbs.push(verb);
  }

  #game(act: (director: SceneHost["director"]) => boolean): boolean {
    return this.#host !== null && act(this.#host.director);
  }

  #idOf(who: Someone): ParticipantId | null {
    if (typeof who !== "string") return this.participantOf(who);
    const { bodies } = this.#host?.director.cast ?? {};
    return bodies?.has(who) === true ? who : this.participantOf(who);
  }

  #isHere({ sessionId }: Client): boolean {
    return this.#room.clients.some((client) => client.sessionId === sessionId);
  }

  #running(): SceneHost | null {
    if (this.#host !== null || this.#closed) return this.#host;
    const options = this.#scene();
    const host = new SceneHost(this.#room, options, this.#hostOptions);
    this.#host = host;
    for (const verb of this.#ownVerbs) host.director.deeds.define(verb);
    const { scene, personas } = options.scene;
    const languages = new Map(personas.map(({ id, language }) => [id, language]));
    this.#listeners.hear(host.director.happenings, (id) => languages.get(id) ?? scene.language);
    return host;
  }

  #extendHooks(): void {
    const room = this.#room;
    const { onJoin, onLeave, onDrop, onReconnect, onDispose, onBeforePatch } = room;
    const seconds = this.#hostOptions.reconnectSeconds ?? LIMITS.reconnectWindow / 1000;
    room.onJoin = async (client, options, auth) => {
      await onJoin?.call(room, client, options, auth);
      this.#running()?.join(client, options);
    };
    room.onLeave = async (client, code) => {
      this.#host?.dropped(client);
      await onLeave?.call(room, client, code);
      // A room may have waited for the client's return in its own `onLeave`.
      if (!this.#isHere(client)) this.#host?.leave(client);
    };
    if (onDrop !== undefined || seconds > 0) {
      room.onDrop = async (client, code) => {
        this.#host?.dropped(client);
        if (onDrop !== undefined) await onDrop.call(room, client, code);
        else room.allowReconnection(client, seconds).catch(() => undefined);
      };
    }
    room.onReconnect = async (client) => {
      this.#running()?.returned(client);
      await onReconnect?.call(room, client);
    };
    room.onDispose = async () => {
      try {
        await this.close("disposed");
      } finally {
        await onDispose?.call(room);
      }
    };
    room.onBeforePatch = (state) => {
      this.#host?.beforePatch();
      return onBeforePatch?.call(room, state);
    };
  }
}
