import { RoomPlugin, type Client, type Room } from "@colyseus/core";
import { REQUESTS, type Acknowledgement } from "../../shared/protocol.ts";
import type { SceneState } from "../../shared/scene-state.ts";
import { RECONNECT_SECONDS, SceneHost, type SceneOptions } from "./scene-host.ts";

type HostRoom = Room<{ state: SceneState }>;

/**
 * Puts personas into a Colyseus room: `plugins = definePlugins([npcPlugin({ ... })])`.
 * The room's state must hold `npcFields` (shared/scene-state.ts). Dropped players keep their place for 30 s.
 */
export class NpcPlugin extends RoomPlugin<HostRoom> {
  override readonly pluginName = "npc" as const;
  protected override order = { onCreate: "after", onJoin: "after", onDispose: "before" } as const;
  readonly #options: SceneOptions;
  #host: SceneHost | null = null;
  #attachedTo: HostRoom | null = null;

  constructor(options: SceneOptions) {
    super();
    this.#options = options;
  }

  // Arrow functions: Colyseus calls a plugin's handlers with the room as `this`.
  protected override messages = {
    [REQUESTS.say]: (client: Client, message: unknown): Acknowledgement =>
      this.#running().say(client, message),
    [REQUESTS.move]: (client: Client, message: unknown): Acknowledgement =>
      this.#running().move(client, message),
    [REQUESTS.face]: (client: Client, message: unknown): Acknowledgement =>
      this.#running().face(client, message),
    [REQUESTS.typing]: (client: Client, message: unknown): Acknowledgement =>
      this.#running().typing(client, message),
    [REQUESTS.sync]: (client: Client): Acknowledgement => this.#running().sync(client),
  };

  protected override onCreate(): void {
    this.#running();
  }

  protected override onJoin(client: Client, wishes?: unknown): void {
    this.#running().join(client, wishes);
  }

  protected override onLeave(client: Client): void {
    this.#host?.leave(client);
  }

  protected override async onDispose(): Promise<void> {
    await this.#host?.close("disposed");
  }

  /** Ends the scene early: running turns are cancelled and the episode is closed. */
  async close(reason: string): Promise<void> {
    await this.#host?.close(reason);
  }

  /**
   * The scene of this room, started if need be: a room class with `onUncaughtException` skips every plugin hook
   * of its first instance (core 0.18), so the first thing that happens may be a message.
   */
  #running(): SceneHost {
    if (this.#attachedTo !== null && this.#attachedTo !== this.room) {
      throw new Error(
        "one npcPlugin() was given to two rooms; create it in a field initialiser of the room, so that each room has its own",
      );
    }
    if (this.#host) return this.#host;
    if (!this.room.state?.cast) {
      throw new Error(
        "npcPlugin() needs the room's state to hold npcFields: schema({ ...npcFields, ...yours }, 'YourState'), set before onCreate returns",
      );
    }
    this.#attachedTo = this.room;
    const host = new SceneHost(this.room, this.#options);
    this.#host = host;
    keepPlaces(this.room, host);
    for (const client of this.room.clients) host.join(client, {});
    return host;
  }
}

/** Plugins have no hooks for drops, so the room's own are extended; a room that defines `onDrop` keeps its say. */
function keepPlaces(room: HostRoom, host: SceneHost): void {
  const onDrop = room.onDrop?.bind(room);
  const onReconnect = room.onReconnect?.bind(room);
  room.onDrop = async (client, code) => {
    host.dropped(client);
    if (onDrop) {
      await onDrop(client, code);
      return;
    }
    room.allowReconnection(client, RECONNECT_SECONDS).catch(() => undefined);
  };
  room.onReconnect = async (client) => {
    host.returned(client);
    await onReconnect?.(client);
  };
}

/** Creates the plugin for one room. See `SceneOptions`: a staged scene, a model, an episode log, clock and random. */
export function npcPlugin(options: SceneOptions): NpcPlugin {
  return new NpcPlugin(options);
}
