import type { SceneClient } from "../../index.ts";
import type { Words } from "../words.ts";
import { element, write } from "./element.ts";

/** Asks whether a player's words may help to train the characters: off until the player turns it on. */
export class ConsentSwitch {
  readonly root = element("fieldset", { class: "consent" });
  readonly #title = element("legend");
  readonly #box = element("input", {
    type: "checkbox",
    name: "settings-consent",
    "aria-describedby": "consent-meaning",
  });
  readonly #label = element("span");
  readonly #meaning = element("p", { class: "join-note", id: "consent-meaning" });
  readonly #status = element("p", { class: "join-note", role: "status" });
  readonly #words: () => Words["consent"];
  #client: SceneClient | null = null;
  #unhook = (): void => {};
  #asking = false;

  constructor(words: () => Words["consent"]) {
    this.#words = words;
    this.root.append(
      this.#title,
      element("label", { class: "chip" }, this.#box, this.#label),
      this.#meaning,
      this.#status,
    );
    this.#box.addEventListener("change", () => void this.#ask(this.#box.checked));
    this.draw();
  }

  /** Whose words it is about; null outside a scene, where nothing can be allowed. */
  meet(client: SceneClient | null): void {
    this.#unhook();
    this.#client = client;
    write(this.#status, "");
    this.#unhook = client?.on("allowed", () => this.draw()) ?? (() => {});
    this.draw();
  }

  /** Brings words and state up to date. */
  draw(): void {
    const { title, may, meaning } = this.#words();
    this.root.hidden = this.#client === null;
    write(this.#title, title);
    write(this.#label, may);
    write(this.#meaning, meaning);
    if (this.#asking) return;
    this.#box.checked = this.#client?.allowed.training.given ?? false;
    this.#box.disabled = this.#client === null;
  }

  /** The box shows what is on record, never what was only asked for. */
  async #ask(given: boolean): Promise<void> {
    const client = this.#client;
    if (client === null || this.#asking) return this.draw();
    this.#asking = true;
    write(this.#status, "");
    const answer = await client.consent("training", given);
    this.#asking = false;
    const { on, off, failed } = this.#words();
    write(this.#status, answer.ok ? (given ? on : off) : failed);
    this.draw();
  }
}
