import { join } from "node:path";
import { definePlugins, Room, type Client } from "@colyseus/core";
import { schema, t, type SchemaType } from "@colyseus/schema";
import { npcPlugin, openGround, openScene } from "dramatis/server";

/** Players walk about in pixels; the NPCs live on tiles of 32 of them. */
export const WORLD = { width: 640, height: 416, tile: 32 } as const;

const Player = schema({ x: t.number(), y: t.number(), name: t.string() }, "Player");
const TavernState = schema({ players: t.map(Player) }, "TavernState");
export type TavernState = SchemaType<typeof TavernState>;

export const tavern = await openScene(join(import.meta.dirname, "../npcs/tavern"), {
  ground: openGround({
    width: WORLD.width / WORLD.tile,
    height: WORLD.height / WORLD.tile,
    spots: { "hanna-lund": { x: 12, y: 4 } },
  }),
});

export class TavernRoom extends Room<{ state: TavernState }> {
  override state = new TavernState();
  override maxClients = 16;

  // The NPCs: they hear players from where these stand.
  override plugins = definePlugins([
    npcPlugin(tavern, {
      players: (id) => this.state.players.get(id),
      nameOf: (id) => this.state.players.get(id)?.name,
      tile: WORLD.tile,
    }),
  ]);

  override messages = {
    walk: (client: Client, to: { x: number; y: number }) => {
      const player = this.state.players.get(client.sessionId);
      if (!player || !Number.isFinite(to?.x) || !Number.isFinite(to?.y)) return;
      player.x = Math.min(WORLD.width, Math.max(0, to.x));
      player.y = Math.min(WORLD.height, Math.max(0, to.y));
    },
  };

  override onCreate(): void {
    // What NPCs say and do can be part of your game.
    this.plugins.npc.on("speech", ({ name, text }) => console.log(`${name}: ${text}`));
  }

  override onJoin(client: Client, options?: { name?: unknown }): void {
    const player = new Player();
    const name = typeof options?.name === "string" ? options.name.slice(0, 24) : "";
    player.assign({ x: 200, y: 150, name: name || "Traveller" });
    this.state.players.set(client.sessionId, player);
  }

  override onLeave(client: Client): void {
    this.state.players.delete(client.sessionId);
  }
}
