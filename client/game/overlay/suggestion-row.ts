import type { SuggestedLine } from "../../../shared/protocol.ts";
import type { SceneClient } from "../../index.ts";
import type { Words } from "../words.ts";
import { element, write } from "./element.ts";

const MOST = 3;

/** What the row asks of the composer. */
export interface SuggestionDoors {
  /** Puts the line into the text field. */
  readonly fill: (line: SuggestedLine) => void;
  readonly send: () => void;
  readonly back: () => void;
}

/**
 * Lines that might be said next. The first press puts one into the text field, where it can be changed; Enter there,
 * or a second press, says it. While something else is being written the row is away.
 */
export class SuggestionRow {
  readonly root = element("div", { class: "suggestions", role: "group", hidden: "" });
  readonly #doors: SuggestionDoors;
  #lines: readonly SuggestedLine[] | null = null;
  #language = "";
  #taken: string | null = null;

  constructor(doors: SuggestionDoors) {
    this.#doors = doors;
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The row as it fits to what stands in the text field. */
  refresh(client: SceneClient, written: string, words: Words): void {
    const lines = client.story?.suggestions ?? [];
    if (written !== this.#taken) this.#taken = null;
    const free = written === "" || this.#taken !== null;
    this.root.hidden = lines.length === 0 || !free;
    if (lines !== this.#lines || words.suggestions.label !== this.#language) {
      this.#lines = lines;
      this.#language = words.suggestions.label;
      this.#draw(client, words);
    }
    for (const chip of this.root.querySelectorAll("button")) {
      const taken = this.#taken !== null && chip.dataset["text"] === this.#taken;
      chip.setAttribute("aria-pressed", String(taken));
      chip.querySelector("small")?.toggleAttribute("hidden", !taken);
    }
  }

  /** The keyboard comes up from the text field. Returns false when there is nothing to come to. */
  focus(): boolean {
    const first = this.root.querySelector("button");
    if (this.root.hidden || first === null) return false;
    first.focus();
    return true;
  }

  #draw(client: SceneClient, words: Words): void {
    this.root.setAttribute("aria-label", words.suggestions.label);
    const chips = (this.#lines ?? []).slice(0, MOST).map((line) => {
      const name = line.to === null ? null : (client.cast.get(line.to)?.name ?? null);
      const again = element("small", { hidden: "" });
      write(again, words.suggestions.again);
      const chip = element(
        "button",
        {
          type: "button",
          class: "suggestion",
          "data-text": line.text,
          "aria-label": words.suggestions.take(line.text, name),
        },
        element("span", {}, line.text),
        again,
      );
      chip.addEventListener("click", () => {
        if (this.#taken === line.text) return this.#doors.send();
        this.#taken = line.text;
        this.#doors.fill(line);
      });
      return chip;
    });
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren(...chips);
    if (held) (chips[0] ?? this.root).focus();
  }

  #key(event: KeyboardEvent): void {
    const chips = [...this.root.querySelectorAll("button")];
    const at = chips.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "Escape") this.#doors.back();
    else if (event.key === "ArrowDown" && at === chips.length - 1) this.#doors.back();
    else if (event.key === "ArrowDown" || event.key === "ArrowRight") chips[at + 1]?.focus();
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") chips[at - 1]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
