import { LIMITS, type ParticipantId, type SuggestedLine } from "../../../shared/protocol.ts";
import type { Answer, SceneClient } from "../../index.ts";
import type { Words } from "../words.ts";
import { NEAR, company, nextAddressee, type Address } from "./addressee.ts";
import { element, write } from "./element.ts";
import { SuggestionRow } from "./suggestion-row.ts";

/** A line that takes longer than this to be heard is shown as being said. */
const SLOW = 400;

/** What the composer asks of the rest of the page. */
export interface ComposerDoors {
  readonly say: (text: string, address: Address, interrupt: boolean) => Promise<Answer>;
  /** A line is being written. */
  readonly typing: (address: Address) => void;
  readonly addressed: (address: Address) => void;
  /** Esc: back to walking. */
  readonly left: () => void;
}

/** The line at the foot of the talk: to whom, how loud, and what. */
export class Composer {
  readonly root: HTMLFormElement;
  readonly #to = element("span", { class: "to-name" });
  readonly #toLabel = element("span", { class: "to-label" });
  readonly #whisper = element("input", { type: "checkbox", id: "whisper" });
  readonly #whisperLabel = element("span");
  readonly #input = element("input", {
    type: "text",
    id: "say",
    maxlength: String(LIMITS.text),
    autocomplete: "off",
    enterkeyhint: "send",
    spellcheck: "true",
  });
  readonly #label = element("label", { for: "say", class: "unseen" });
  readonly #send = element("button", { type: "submit", class: "button send" });
  readonly #cutIn = element("button", { type: "button", class: "chip cut-in", hidden: "" });
  readonly #refusal = element("p", { class: "refusal", role: "alert" });
  readonly #progress = element("p", { class: "progress", role: "status" });
  readonly #suggestions: SuggestionRow;
  readonly #doors: ComposerDoors;
  #address: Address = { to: null, whisper: false };
  #client: SceneClient | null = null;
  #sending = false;
  #sentAt = 0;

  constructor(doors: ComposerDoors) {
    this.#doors = doors;
    this.#suggestions = new SuggestionRow({
      fill: (line) => this.#fill(line),
      send: () => void this.#submit(false),
      back: () => this.focus(),
    });
    this.root = element(
      "form",
      { class: "composer" },
      this.#suggestions.root,
      element(
        "div",
        { class: "to-row" },
        this.#toLabel,
        this.#to,
        this.#cutIn,
        element("label", { class: "chip whisper-chip" }, this.#whisper, this.#whisperLabel),
      ),
      element("div", { class: "say-row" }, this.#label, this.#input, this.#send),
      this.#progress,
      this.#refusal,
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit(false);
    });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("input", () => {
      write(this.#refusal, "");
      if (this.#input.value.trim() !== "") this.#doors.typing(this.#address);
    });
    this.#cutIn.addEventListener("click", () => void this.#submit(true));
    this.#whisper.addEventListener("change", () => {
      this.address({ ...this.#address, whisper: this.#whisper.checked });
    });
  }

  get now(): Address {
    return this.#address;
  }

  /** Chooses whom the next words are for. A whisper needs someone. */
  address({ to, whisper }: Address): void {
    this.#address = { to, whisper: whisper && to !== null };
    this.#doors.addressed(this.#address);
  }

  focus(): void {
    this.#input.focus();
  }

  refresh(client: SceneClient, words: Words): void {
    this.#client = client;
    const { to, whisper } = this.#address;
    const name = to === null ? undefined : client.cast.get(to)?.name;
    if (to !== null && name === undefined) {
      this.address({ to: null, whisper: false });
      return;
    }
    write(this.#toLabel, words.talk.to);
    write(this.#to, name ?? words.talk.everyone);
    write(this.#whisperLabel, words.talk.whisper);
    this.#whisperLabel.title = words.talk.whisperHint;
    this.#whisper.checked = whisper;
    this.#whisper.disabled = to === null;
    this.root.classList.toggle("whispering", whisper);
    write(this.#label, words.talk.input);
    write(this.#send, words.talk.send);
    this.#input.placeholder =
      name === undefined
        ? words.talk.placeholderAll
        : whisper
          ? words.talk.whisperPlaceholder(name)
          : words.talk.placeholder(name);
    const speaking = to !== null && client.cast.get(to)?.status === "speaking";
    this.#cutIn.hidden = !speaking;
    write(this.#cutIn, words.talk.cutIn);
    if (name !== undefined) this.#cutIn.title = words.talk.cutInHint(name);
    this.#send.disabled = this.#sending || client.connection !== "online";
    const slow = this.#sending && performance.now() - this.#sentAt > SLOW;
    write(this.#progress, slow ? words.progress.saying : "");
    this.#suggestions.refresh(client, this.#input.value, words);
  }

  /** Says kindly why something was not done. */
  refuse(text: string): void {
    write(this.#refusal, text);
  }

  /** On a fine pointer the line can be changed at once; on a phone its keyboard stays away. */
  #fill({ text, to }: SuggestedLine): void {
    this.#input.value = text;
    write(this.#refusal, "");
    if (to !== null && this.#client?.cast.has(to)) {
      this.address({ to, whisper: this.#address.whisper });
    }
    this.#doors.typing(this.#address);
    if (matchMedia("(pointer: fine)").matches) this.focus();
  }

  #key(event: KeyboardEvent): void {
    /* While an input method composes, every key is its own: Enter takes a word and sends nothing. */
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      this.#doors.left();
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      void this.#submit(true);
    } else if (event.key === "ArrowUp" && this.#suggestions.focus()) {
      event.preventDefault();
    } else if (event.key === "Tab" && !event.shiftKey && this.#client) {
      const next = nextAddressee(this.#near(this.#client), this.#address.to);
      /* Past the last one, Tab goes on to the next control, as it would anywhere. */
      if (next === undefined) return;
      event.preventDefault();
      this.address({ to: next, whisper: this.#address.whisper });
    }
  }

  #near(client: SceneClient): ParticipantId[] {
    return company(client.cast, client.you)
      .filter(({ view, distance }) => view.connected && distance <= NEAR)
      .map(({ view }) => view.id);
  }

  async #submit(interrupt: boolean): Promise<void> {
    const text = this.#input.value.trim();
    if (this.#sending || text === "") return;
    this.#sending = true;
    this.#sentAt = performance.now();
    write(this.#refusal, "");
    const answer = await this.#doors.say(text, this.#address, interrupt);
    this.#sending = false;
    if (answer.ok && this.#input.value.trim() === text) this.#input.value = "";
  }
}
