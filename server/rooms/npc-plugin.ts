import { RoomPlugin, type Client, type Messages, type Room } from "@colyseus/core";
import type { Acknowledgement, ParticipantId } from "../../shared/protocol.ts";
import type { DeedResult } from "../stage/deeds/deeds.ts";
import type { Point } from "../stage/ground.ts";
import type { MindGrant } from "../stage/story/mind-read.ts";
import type { HostOptions } from "./host-bodies.ts";
import type { NpcEvents, NpcListener } from "./npc-events.ts";
import { npcMessages } from "./npc-messages.ts";
import { RoomNpcs, type NpcControls, type Someone, type TellOptions } from "./room-npcs.ts";
import type { SceneOptions } from "./scene-host.ts";

/** A scene for one room, or where each room gets one of its own: what `openScene` gives. */
export type SceneSource = SceneOptions | { readonly options: () => SceneOptions };

/**
 * Puts personas into a Colyseus room: `plugins = definePlugins([npcPlugin(await openScene("tavern"))])`.
 * Bodies are synced in a state that holds `npcFields`, and sent as messages to the clients of any other room.
 */
export class NpcPlugin extends RoomPlugin implements NpcControls {
  override readonly pluginName = "npc" as const;
  protected override messages = npcMessages as unknown as Messages<Room>;
  #npcs: RoomNpcs | null = null;

  constructor(source: SceneSource, host: HostOptions = {}) {
    super();
    let attachedTo: Room | null = null;
    // Colyseus sets `room` once the room is built, before any hook of it has run.
    Object.defineProperty(this, "room", {
      get: () => attachedTo,
      set: (room: Room) => {
        if (attachedTo !== null && attachedTo !== room) {
          throw new Error(
            "one npcPlugin() was given to two rooms; create it in a field initialiser of the room, so that each room has its own",
          );
        }
        attachedTo = room;
        this.#npcs ??= npcsIn(room, source, host);
      },
    });
  }

  on<K extends keyof NpcEvents>(kind: K, listener: NpcListener<K>): () => void {
    return this.#attached().on(kind, listener);
  }

  tell(text: string, options?: TellOptions): boolean {
    return this.#attached().tell(text, options);
  }

  say(
    player: Someone,
    text: string,
    options?: { to?: ParticipantId; whisper?: boolean },
  ): Acknowledgement {
    return this.#attached().say(player, text, options);
  }

  cue(persona: ParticipantId, cue: string, to?: Someone): boolean {
    return this.#attached().cue(persona, cue, to);
  }

  /** Verbs of the game's own. */
  get verbs(): NpcControls["verbs"] {
    return this.#attached().verbs;
  }

  act(
    who: Someone,
    verb: string,
    what?: { readonly target?: string; readonly item?: string },
  ): DeedResult {
    return this.#attached().act(who, verb, what);
  }

  grantMindRead(player: Someone, persona: ParticipantId, ms: number): MindGrant {
    return this.#attached().grantMindRead(player, persona, ms);
  }

  revokeMindRead(player: Someone, persona: ParticipantId): void {
    this.#attached().revokeMindRead(player, persona);
  }

  place(who: Someone, at: Point): boolean {
    return this.#attached().place(who, at);
  }

  participantOf(client: Client | string): ParticipantId | null {
    return this.#attached().participantOf(client);
  }

  async close(reason?: string): Promise<void> {
    await this.#attached().close(reason);
  }

  #attached(): RoomNpcs {
    if (this.#npcs !== null) return this.#npcs;
    throw new Error("npcPlugin() is not in a room yet; use it from onCreate on");
  }
}

/** Creates the plugin for one room. */
export function npcPlugin(source: SceneSource, host: HostOptions = {}): NpcPlugin {
  return new NpcPlugin(source, host);
}

/**
 * Puts personas into a room that can take no plugin; called in the room's `onCreate`. Where the room answers an `npc:`
 * request itself, its own answer stays.
 */
export function attachNpcs(room: Room, source: SceneSource, host: HostOptions = {}): NpcControls {
  const npcs = npcsIn(room, source, host);
  for (const [name, handle] of Object.entries(npcMessages)) {
    room.onMessage(name, (client: Client, message: never) => handle.call(room, client, message));
  }
  return npcs;
}

function npcsIn(room: Room, source: SceneSource, host: HostOptions): RoomNpcs {
  return new RoomNpcs(room, "options" in source ? source.options : () => source, host);
}
