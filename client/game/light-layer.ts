import * as Phaser from "phaser";
import { GRAIN, paintLight, type Lamp } from "./lamplight.ts";
import { DEPTHS, TILE, type StageMap } from "./stage-map.ts";

/** The night over the map, and the glow round its lamps. */
export class LightLayer {
  readonly #scene: Phaser.Scene;
  readonly #dark: Phaser.GameObjects.Image;
  readonly #glows: { image: Phaser.GameObjects.Image; lamp: Lamp; seed: number }[] = [];
  readonly #key = "lamplight";

  constructor(scene: Phaser.Scene, map: StageMap) {
    this.#scene = scene;
    const width = map.width * GRAIN;
    const height = map.height * GRAIN;
    if (scene.textures.exists(this.#key)) scene.textures.remove(this.#key);
    const canvas = scene.textures.createCanvas(this.#key, width, height);
    if (canvas === null) throw new Error("no canvas could be made for the light");
    canvas.putData(new ImageData(paintLight(map, map.lamps), width, height), 0, 0);
    canvas.refresh();
    this.#dark = scene.add.image(0, 0, this.#key).setOrigin(0);
    this.#dark.setScale(TILE / GRAIN).setDepth(DEPTHS.light);
    this.#dark.setBlendMode(Phaser.BlendModes.MULTIPLY);
    const glow = glowTexture(scene);
    for (const [index, lamp] of map.lamps.entries()) {
      const image = scene.add.image((lamp.x + 0.5) * TILE, (lamp.y + 0.5) * TILE, glow);
      image.setDepth(DEPTHS.glow).setBlendMode(Phaser.BlendModes.ADD);
      image.setTint(lamp.kind === "hearth" || lamp.kind === "stove" ? 0xff8a3a : 0xffc878);
      this.#glows.push({ image, lamp, seed: index * 1.7 });
    }
    this.flicker(0, false);
  }

  /** Flames move; with `moving` false they stand still. */
  flicker(now: number, moving: boolean): void {
    for (const { image, lamp, seed } of this.#glows) {
      const fire = lamp.kind === "hearth" || lamp.kind === "stove";
      const t = moving ? now / 1000 : 0;
      const wave =
        Math.sin(t * (fire ? 9 : 3) + seed) * 0.5 +
        Math.sin(t * (fire ? 5.3 : 1.9) + seed * 2) * 0.5;
      const scale =
        ((lamp.radius * TILE * (fire ? 1.25 : 0.9)) / 64) * (1 + wave * (fire ? 0.05 : 0.02));
      image.setScale(scale).setAlpha((fire ? 0.42 : 0.24) + wave * (fire ? 0.06 : 0.02));
    }
  }

  destroy(): void {
    this.#dark.destroy();
    for (const { image } of this.#glows) image.destroy();
    if (this.#scene.textures.exists(this.#key)) this.#scene.textures.remove(this.#key);
  }
}

/** The small light that a player carries, so that the quay can be walked by night. */
export function handLantern(scene: Phaser.Scene): Phaser.GameObjects.Image {
  return scene.add
    .image(0, 0, glowTexture(scene))
    .setDepth(DEPTHS.glow)
    .setBlendMode(Phaser.BlendModes.ADD)
    .setTint(0xd8a860)
    .setAlpha(0.2)
    .setScale(0.95);
}

/** A soft round light, painted once. */
function glowTexture(scene: Phaser.Scene): string {
  const key = "glow";
  if (scene.textures.exists(key)) return key;
  const size = 128;
  const canvas = scene.textures.createCanvas(key, size, size);
  const context = canvas?.context;
  if (!canvas || !context) return key;
  const fade = context.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2);
  fade.addColorStop(0, "rgba(255,255,255,0.85)");
  fade.addColorStop(0.25, "rgba(255,255,255,0.35)");
  fade.addColorStop(0.6, "rgba(255,255,255,0.08)");
  fade.addColorStop(1, "rgba(255,255,255,0)");
  context.fillStyle = fade;
  context.fillRect(0, 0, size, size);
  canvas.refresh();
  return key;
}
