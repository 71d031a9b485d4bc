import {
  LIMITS,
  type NoticeCode,
  type ParticipantId,
  type SceneEvent,
} from "../../../shared/protocol.ts";
import type { Overlay, OverlayStage } from "../overlay.ts";
import { BoxLog } from "./box-log.ts";
import { BoxPlace } from "./box-place.ts";
import { BOX_STYLE } from "./box-style.ts";
import { boxWords, refusalOf, type BoxWords } from "./box-words.ts";
import { element, write } from "./element.ts";
import { addressee, nearOnes } from "./near.ts";

/** How the box is used. */
export interface TalkBoxOptions {
  /** Whether there is a line to write in. */
  readonly input: boolean;
  /** The key that leads into it, as `KeyboardEvent.key`; null for none. */
  readonly key: string | null;
}

/** A box at the foot of the picture: whom one speaks to, a line to write in, and what was said. */
export class TalkBox implements Overlay {
  readonly root = element("div", { class: "dramatis-talk" });
  readonly #stage: OverlayStage;
  readonly #key: string | null;
  readonly #place: BoxPlace;
  readonly #section = element("section");
  readonly #log = new BoxLog();
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #refusal = element("p", { class: "refusal", role: "alert" });
  readonly #form = element("form", { autocomplete: "off" });
  readonly #to = element("select");
  readonly #toLabel = element("span");
  readonly #input = element("input", {
    type: "text",
    maxlength: String(LIMITS.text),
    autocomplete: "off",
    enterkeyhint: "send",
    spellcheck: "true",
  });
  readonly #send = element("button", { type: "submit" });
  readonly #gone = new AbortController();
  readonly #unhook: (() => void)[];
  #chosen: ParticipantId | "everyone" | null = null;
  #notice: NoticeCode | null = null;
  #sending = false;
  #options = "";
  #written = "";

  constructor(stage: OverlayStage, { input, key }: TalkBoxOptions) {
    this.#stage = stage;
    this.#key = input ? key : null;
    const shadow = this.root.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(BOX_STYLE);
    shadow.adoptedStyleSheets = [sheet];
    this.#form.append(
      element("label", { class: "to" }, this.#toLabel, this.#to),
      this.#input,
      this.#send,
    );
    this.#section.append(this.#log.root, this.#status, this.#refusal);
    if (input) this.#section.append(this.#form);
    shadow.append(this.#section);
    this.#place = new BoxPlace(this.root, this.#section, stage.canvas);
    this.#listen();
    const { client } = stage;
    this.#unhook = [
      client.on("snapshot", () => this.#rebuild()),
      client.on("event", (event) => this.#hear(event)),
    ];
    this.#rebuild();
  }

  refresh(): void {
    const { client, pace } = this.#stage;
    const words = this.#words;
    this.#place.follow();
    this.#log.refresh(client, pace, words);
    write(this.#status, this.#statusOf(words));
    this.#offer(words);
  }

  turnTo(id: ParticipantId): void {
    this.#chosen = id;
    this.focus();
  }

  /** Leads into the line, as the key does. */
  focus(): void {
    if (this.#form.isConnected) this.#input.focus({ preventScroll: true });
  }

  hide(hidden: boolean): void {
    if (hidden) this.#leave();
    this.root.hidden = hidden;
  }

  destroy(): void {
    this.#leave();
    this.#gone.abort();
    for (const unhook of this.#unhook) unhook();
    this.#place.destroy();
    this.root.remove();
  }

  get #words(): BoxWords {
    return boxWords(this.#stage.language());
  }

  #listen(): void {
    const { signal } = this.#gone;
    const { canvas } = this.#stage;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#say();
    });
    this.#input.addEventListener("keydown", (event) => {
      /* While an input method composes, every key is its own: Enter takes a word and sends nothing. */
      if (!event.isComposing && event.keyCode !== 229) return;
      if (event.key === "Enter") event.preventDefault();
      event.stopImmediatePropagation();
      event.stopPropagation();
    });
    this.#input.addEventListener("input", () => {
      write(this.#refusal, "");
      if (this.#input.value.trim() !== "") this.#stage.client.typing(this.#addressee());
    });
    this.#to.addEventListener("change", () => {
      this.#chosen = this.#to.value === "" ? "everyone" : this.#to.value;
      this.#face();
    });
    for (const kind of ["keydown", "keyup", "keypress"] as const) {
      this.root.addEventListener(kind, (event) => {
        /* Letters are no steps, and what is open or closed by a key in the game stays as it is. */
        event.stopPropagation();
        if (kind !== "keydown" || event.key !== "Escape" || event.isComposing) return;
        event.preventDefault();
        this.#leave();
      });
    }
    for (const kind of ["mousedown", "pointerdown", "touchstart"] as const) {
      this.root.addEventListener(kind, (event) => event.stopPropagation(), { passive: true });
    }
    this.root.addEventListener("focusin", () => this.#open(true));
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== this.root) this.#open(false);
    });
    /* Phaser keeps the browser from moving the focus when the picture is touched. */
    canvas.addEventListener("pointerdown", () => this.#leave(), { signal });
    window.addEventListener("keydown", (event) => this.#enter(event), { signal });
  }

  /** The key that leads in, where nothing else on the page wants it. */
  #enter(event: KeyboardEvent): void {
    const { key, repeat, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (key !== this.#key || repeat || altKey || ctrlKey || metaKey || shiftKey) return;
    if (isComposing || event.defaultPrevented || this.root.hidden || isControl(event.target))
      return;
    event.preventDefault();
    this.focus();
  }

  #open(open: boolean): void {
    if (this.root.classList.contains("open") === open) return;
    this.root.classList.toggle("open", open);
    this.#stage.suspendKeyboard(open);
    this.#place.follow(true);
    if (!open) return;
    this.#log.root.scrollTop = this.#log.root.scrollHeight;
    this.#face();
  }

  #leave(): void {
    const { activeElement } = this.root.shadowRoot ?? {};
    if (activeElement instanceof HTMLElement) activeElement.blur();
    this.#open(false);
  }

  #addressee(): ParticipantId | null {
    const { client } = this.#stage;
    return addressee(nearOnes(client.cast, client.you), this.#chosen);
  }

  #face(): void {
    const to = this.#addressee();
    if (to !== null) void this.#stage.client.face(to);
  }

  #hear(event: SceneEvent): void {
    if (event.type === "notice") this.#notice = event.code;
  }

  #rebuild(): void {
    const { client, pace } = this.#stage;
    const words = this.#words;
    this.#written = "";
    this.#log.rebuild(client, pace, words);
  }

  #statusOf(words: BoxWords): string {
    const { client, pace } = this.#stage;
    if (client.connection === "offline") return words.offline;
    if (client.connection !== "online") return words.reconnecting;
    const notice = this.#notice === null ? "" : words.notices[this.#notice];
    if (notice !== "") return notice;
    const waiting = client.transcript.entries.findLast(
      (entry) => entry.state === "open" && pace.shown(entry).length === 0,
    );
    if (waiting) return words.considers(waiting.name);
    return client.scene.synthetic ? words.standIn : "";
  }

  /** Says whom the words are for, and offers who else is near. A list that is open is left alone. */
  #offer(words: BoxWords): void {
    const { client } = this.#stage;
    const near = nearOnes(client.cast, client.you);
    const to = addressee(near, this.#chosen);
    const language = this.#stage.language();
    const options = [language, ...near.map(({ id, name }) => `${id}\n${name}`).toSorted()].join(
      "\t",
    );
    const busy = this.root.shadowRoot?.activeElement === this.#to;
    if (options !== this.#options && !busy) {
      this.#options = options;
      const offered = near.map(({ id, name, kind }) =>
        element("option", { value: id }, kind === "persona" ? `${name} · ${words.ai}` : name),
      );
      this.#to.replaceChildren(element("option", { value: "" }, words.everyone), ...offered);
    }
    if (!busy && this.#to.value !== (to ?? "")) this.#to.value = to ?? "";
    this.#send.disabled = this.#sending || client.connection !== "online";
    const name = near.find(({ id }) => id === to)?.name ?? null;
    const written = `${language}\t${name}`;
    if (written === this.#written) return;
    this.#written = written;
    this.#section.setAttribute("aria-label", words.title);
    this.#log.root.setAttribute("aria-label", words.log);
    this.root.lang = language;
    write(this.#toLabel, words.to);
    write(this.#send, words.send);
    this.#input.placeholder = words.placeholder(name);
    this.#input.setAttribute("aria-label", words.placeholder(name));
  }

  async #say(): Promise<void> {
    const text = this.#input.value.trim();
    if (this.#sending) return;
    /* Nothing to say: the words that are on their way come at once. */
    if (text === "") return void this.#stage.skip();
    this.#sending = true;
    write(this.#refusal, "");
    const answer = await this.#stage.client.say(text, this.#addressee());
    this.#sending = false;
    if (!answer.ok) write(this.#refusal, refusalOf(answer, this.#words));
    else if (this.#input.value.trim() === text) this.#input.value = "";
  }
}

/** Whether a key pressed on something is that thing's own. */
function isControl(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input, textarea, select, button, a[href], summary, dialog *")
  );
}
