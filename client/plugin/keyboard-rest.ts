import type * as Phaser from "phaser";

/** The game's keys are at rest while someone types; afterwards they are as they were. */
export class KeyboardRest {
  readonly #manager: Phaser.Input.Keyboard.KeyboardManager | null;
  readonly #scene: Phaser.Input.Keyboard.KeyboardPlugin | null;
  readonly #were: { readonly manager: boolean; readonly scene: boolean };

  constructor(scene: Phaser.Scene) {
    this.#manager = scene.game.input.keyboard;
    this.#scene = scene.input.keyboard;
    this.#were = {
      manager: this.#manager?.enabled ?? true,
      scene: this.#scene?.enabled ?? true,
    };
    /* A key that is held now will be let go unseen: whoever walks would walk on. */
    for (const other of scene.game.scene.scenes) other.input?.keyboard?.resetKeys();
    if (this.#manager) this.#manager.enabled = false;
    if (this.#scene) this.#scene.enabled = false;
  }

  end(): void {
    if (this.#manager) this.#manager.enabled = this.#were.manager;
    if (this.#scene) this.#scene.enabled = this.#were.scene;
  }
}
