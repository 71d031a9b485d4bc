import { Callbacks, Client, type Room } from "@colyseus/sdk";
import * as Phaser from "phaser";
import type { MeadowState } from "../server/rooms/schema/MeadowState.ts";

const WIDTH = 1280;
const HEIGHT = 768;

export class MeadowScene extends Phaser.Scene {
  room!: Room<unknown, MeadowState>;
  avatars = new Map<string, Phaser.GameObjects.Container>();
  coins = new Map<string, Phaser.GameObjects.Graphics>();
  score!: Phaser.GameObjects.Text;
  cursors!: Phaser.Types.Input.Keyboard.CursorKeys;
  wasd!: Record<"W" | "A" | "S" | "D", Phaser.Input.Keyboard.Key>;
  step = { x: 0, y: 0 };
  dings = 0;
  unbind: (() => void)[] = [];

  constructor() {
    super("meadow");
  }

  async create() {
    this.cursors = this.input.keyboard!.createCursorKeys();
    this.wasd = this.input.keyboard!.addKeys("W,A,S,D") as typeof this.wasd;
    this.cameras.main.setBounds(0, 0, WIDTH, HEIGHT);
    this.add.grid(WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT, 64, 64, 0x4a8c58, 1, 0x3f7d4e, 1);
    this.score = this.add.text(12, 10, "joining…", { fontSize: "20px" }).setScrollFactor(0);

    this.room ??= await new Client(location.origin).joinOrCreate<MeadowState>("meadow");
    const callbacks = Callbacks.get(this.room);
    this.unbind.push(
      callbacks.onAdd("players", (player, sessionId) => {
        const avatar = this.drawAvatar(sessionId as string, player.x, player.y);
        this.avatars.set(sessionId as string, avatar);
        if (sessionId === this.room.sessionId)
          this.cameras.main.startFollow(avatar, true, 0.2, 0.2);
      }),
    );
    this.unbind.push(
      callbacks.onRemove("players", (_player, sessionId) => {
        this.avatars.get(sessionId as string)?.destroy();
        this.avatars.delete(sessionId as string);
      }),
    );
    this.unbind.push(
      callbacks.onAdd("coins", (coin, id) => {
        this.coins.get(id as string)?.destroy();
        const drawn = this.add.graphics({ x: coin.x, y: coin.y });
        drawn.fillStyle(0xf7d046).fillCircle(0, 0, 9).lineStyle(2, 0xa5791b).strokeCircle(0, 0, 9);
        this.coins.set(id as string, drawn);
      }),
    );
    this.unbind.push(this.room.onMessage("ding", () => (this.dings += 1)));
    this.events.once("shutdown", () => this.forget());
  }

  override update(_time: number, ms: number) {
    if (!this.room?.state?.players) return;
    this.room.state.players.forEach((player, sessionId) => {
      const avatar = this.avatars.get(sessionId);
      if (!avatar) return;
      const near = 1 - Math.exp(-ms / 60);
      avatar.x += (player.x - avatar.x) * near;
      avatar.y += (player.y - avatar.y) * near;
    });
    const own = this.room.state.players.get(this.room.sessionId);
    this.score.setText(`coins: ${own?.coins ?? 0}`);
    const { left, right, up, down } = this.cursors;
    const { A, D, W, S } = this.wasd;
    const x = Number(right.isDown || D.isDown) - Number(left.isDown || A.isDown);
    const y = Number(down.isDown || S.isDown) - Number(up.isDown || W.isDown);
    if (x === this.step.x && y === this.step.y) return;
    this.step = { x, y };
    this.room.send("move", this.step);
  }

  drawAvatar(sessionId: string, x: number, y: number) {
    const own = sessionId === this.room.sessionId;
    const body = this.add.graphics();
    body.fillStyle(own ? 0xe8604c : 0x4c7fe8).fillRoundedRect(-14, -16, 28, 32, 10);
    body.fillStyle(0xffffff).fillCircle(-5, -5, 4).fillCircle(5, -5, 4);
    body.fillStyle(0x222222).fillCircle(-5, -5, 2).fillCircle(5, -5, 2);
    return this.add.container(x, y, [body]).setDepth(20);
  }

  forget() {
    for (const unbind of this.unbind.splice(0)) unbind();
    this.avatars.clear();
    this.coins.clear();
  }
}
