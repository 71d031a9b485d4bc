import { Room, type Client } from "@colyseus/core";
import { Coin, MeadowState, Player } from "./schema/MeadowState.ts";

/** The meadow in pixels. */
const WIDTH = 1280;
const HEIGHT = 768;
/** Pixels a player walks in a second, and how near a coin must be. */
const SPEED = 190;
const REACH = 26;

interface Step {
  x: number;
  y: number;
}

export class MeadowRoom extends Room<{ state: MeadowState }> {
  override maxClients = 8;
  override state = new MeadowState();

  #steps = new Map<string, Step>();

  override messages = {
    move: (client: Client, step: Step) => {
      this.#steps.set(client.sessionId, { x: Math.sign(step.x), y: Math.sign(step.y) });
    },
  };

  override onCreate() {
    for (let coin = 0; coin < 12; coin++) this.placeCoin(`coin-${coin}`);
    this.setSimulationInterval((ms) => this.update(ms));
  }

  override onJoin(client: Client) {
    const player = new Player();
    player.x = 96;
    player.y = 200;
    player.coins = 0;
    this.state.players.set(client.sessionId, player);
  }

  override onDrop(client: Client) {
    this.allowReconnection(client, 20);
  }

  override onLeave(client: Client) {
    this.state.players.delete(client.sessionId);
    this.#steps.delete(client.sessionId);
  }

  update(ms: number) {
    for (const [sessionId, { x, y }] of this.#steps) {
      const player = this.state.players.get(sessionId);
      if (!player) continue;
      player.x = Math.min(WIDTH - 16, Math.max(16, player.x + (x * SPEED * ms) / 1000));
      player.y = Math.min(HEIGHT - 16, Math.max(16, player.y + (y * SPEED * ms) / 1000));
      this.state.coins.forEach((coin, id) => {
        if (Math.hypot(coin.x - player.x, coin.y - player.y) > REACH) return;
        player.coins += 1;
        this.broadcast("ding", { sessionId });
        this.placeCoin(id);
      });
    }
  }

  placeCoin(id: string) {
    const coin = new Coin();
    coin.x = 48 + Math.random() * (WIDTH - 96);
    coin.y = 48 + Math.random() * (HEIGHT - 96);
    this.state.coins.set(id, coin);
  }
}
