import { definePlugins, Room, ServerError } from "@colyseus/core";
import { LIMITS } from "../../shared/protocol.ts";
import { SceneState } from "../../shared/scene-state.ts";
import { npcPlugin, type NpcPlugin } from "./npc-plugin.ts";
import type { SceneOptions } from "./scene-host.ts";

/** What a ready room class is made of. */
export interface SceneRoomOptions {
  /** Makes what one room needs; called once a room, so that clocks, randomness and episodes are its own. */
  readonly scene: () => SceneOptions;
  /** Rooms of this kind that may live at once in this process. */
  readonly maxRooms?: number;
}

/** A room that is nothing but its scene. */
export interface SceneRoom extends Room<{ state: SceneState }> {
  plugins: { readonly npc: Omit<NpcPlugin, "pluginName"> };
  onCreate(): void;
  onDispose(): void;
  onBeforeShutdown(): void;
}

/** A ready Colyseus room class for one scene: `defineRoom(sceneRoom({ scene }))`. */
export function sceneRoom({ scene, maxRooms = 20 }: SceneRoomOptions): new () => SceneRoom {
  let alive = 0;
  return class SceneRoom extends Room<{ state: SceneState }> {
    override state = new SceneState();
    #options = scene();
    override plugins = definePlugins([npcPlugin(this.#options)]);
    override maxMessagesPerSecond = LIMITS.messagesPerSecond;
    override maxClients = this.#options.scene.scene.max_players;
    #counted = false;

    override onCreate(): void {
      if (alive >= maxRooms) throw new ServerError(503, "no more scenes can be opened just now");
      alive += 1;
      this.#counted = true;
    }

    override onDispose(): void {
      if (this.#counted) alive -= 1;
      this.#counted = false;
    }

    /** Before shutdown: cancel model streams at once; closing clients is Colyseus' own next step. */
    override onBeforeShutdown(): void {
      void this.plugins.npc.close("shutdown");
      void this.disconnect(4001);
    }
  };
}
