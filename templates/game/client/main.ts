import { Client, type Room } from "@colyseus/sdk";
import { DramatisPlugin } from "dramatis/phaser";
import * as Phaser from "phaser";
import type { TavernState } from "../server/room.ts";

const WIDTH = 640;
const HEIGHT = 416;
/** Pixels a second. */
const PACE = 140;

class Tavern extends Phaser.Scene {
  #room: Room<unknown, TavernState> | null = null;
  #keys: Phaser.Types.Input.Keyboard.CursorKeys | undefined;
  readonly #players = new Map<string, Phaser.GameObjects.Arc>();

  create(): void {
    this.add.rectangle(WIDTH / 2, HEIGHT / 2, WIDTH - 16, HEIGHT - 16, 0x3a2c20);
    this.#keys = this.input.keyboard?.createCursorKeys();
    void this.#enter();
  }

  async #enter(): Promise<void> {
    const name = new URLSearchParams(location.search).get("name") ?? "";
    const room = await new Client(location.origin).joinOrCreate<TavernState>("tavern", { name });
    this.#room = room;
    room.onStateChange(() => this.#draw());
    // The NPCs, their talk and the box to talk in. Players are drawn by this game itself.
    this.dramatis.join(room, { tile: 32, player: (id) => this.#players.get(id) });
  }

  #draw(): void {
    const room = this.#room;
    if (!room) return;
    const here = new Set<string>();
    room.state.players.forEach(({ x, y }, id) => {
      here.add(id);
      const own = id === room.sessionId;
      const known = this.#players.get(id);
      if (!known) this.#players.set(id, this.add.circle(x, y, 12, own ? 0xe8b04a : 0x8fb3c9));
      // One's own body is where one has steered it; the server follows.
      else if (!own) known.setPosition(x, y);
    });
    for (const [id, body] of this.#players) {
      if (here.has(id)) continue;
      body.destroy();
      this.#players.delete(id);
    }
  }

  override update(_time: number, ms: number): void {
    const body = this.#room && this.#players.get(this.#room.sessionId);
    if (!body || !this.#keys) return;
    const { left, right, up, down } = this.#keys;
    const dx = Number(right.isDown) - Number(left.isDown);
    const dy = Number(down.isDown) - Number(up.isDown);
    if (dx === 0 && dy === 0) return;
    const step = (PACE * ms) / 1000 / Math.hypot(dx, dy);
    body.x = Phaser.Math.Clamp(body.x + dx * step, 20, WIDTH - 20);
    body.y = Phaser.Math.Clamp(body.y + dy * step, 20, HEIGHT - 20);
    this.#room?.send("walk", { x: body.x, y: body.y });
  }
}

export const game = new Phaser.Game({
  width: WIDTH,
  height: HEIGHT,
  backgroundColor: "#17130f",
  scale: { mode: Phaser.Scale.FIT, autoCenter: Phaser.Scale.CENTER_BOTH },
  plugins: { scene: [{ key: "dramatis", plugin: DramatisPlugin, mapping: "dramatis" }] },
  scene: Tavern,
});
