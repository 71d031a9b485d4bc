import type { Connection } from "../../index.ts";
import type { CueName } from "../sound/cue.ts";
import type { Words } from "../words.ts";
import { element, write } from "./element.ts";

const CAPTION_MS = 9000;
const SOUND_MS = 2600;
/** Sounds that are worth naming; the others go with something that cannot be missed. */
const NAMED: ReadonlySet<CueName> = new Set(["door", "spoken", "whisper", "board", "dawn"]);

/** What the marks lead to, and what hangs among them. */
export interface StageMarksDoors {
  readonly comeBack: () => void;
  readonly menu: () => void;
  readonly sound: () => void;
  readonly board: HTMLElement;
  readonly minds: HTMLElement;
}

/** What lies over the picture: badges, the state of the line, what the world does, kind words. */
export class StageMarks {
  readonly root: HTMLElement;
  readonly #standIn = element("p", { class: "badge stand-in", role: "note" });
  readonly #topic = element("p", { class: "topic" });
  readonly #caption = element("p", { class: "caption", "aria-hidden": "true" });
  readonly #sound = element("p", { class: "sound-caption", "aria-hidden": "true", hidden: "" });
  readonly #toast = element("p", { class: "toast", role: "status" });
  readonly #doing = element("p", { class: "doing", role: "status" });
  readonly #line = element("div", { class: "line-state", role: "status" });
  readonly #lineWords = element("span");
  readonly #back = element("button", { type: "button", class: "button" });
  readonly #menu = element("button", { type: "button", class: "button menu" }, "?");
  readonly #muteIcon = element("img", { src: "/ui/sound.png", alt: "", class: "icon" });
  readonly #mute = element("button", { type: "button", class: "button mute" }, this.#muteIcon);
  readonly #toasts: string[] = [];
  #captionUntil = 0;
  #soundUntil = 0;
  #toastUntil = 0;
  #lostAt: number | null = null;

  constructor(doors: StageMarksDoors) {
    this.#back.addEventListener("click", doors.comeBack);
    this.#menu.addEventListener("click", doors.menu);
    this.#mute.addEventListener("click", doors.sound);
    this.#line.append(this.#lineWords, this.#back);
    this.#caption.hidden = true;
    this.#toast.hidden = true;
    const tools = element("div", { class: "marks-tools" }, this.#mute, this.#menu);
    const top = element(
      "div",
      { class: "marks-top" },
      this.#standIn,
      doors.board,
      this.#topic,
      tools,
    );
    this.root = element(
      "div",
      { class: "marks" },
      top,
      doors.minds,
      this.#line,
      this.#doing,
      this.#toast,
      this.#caption,
      this.#sound,
    );
  }

  refresh(
    state: {
      readonly connection: Connection;
      /** Nothing has been heard of the scene yet. */
      readonly waiting: boolean;
      readonly sound: boolean;
    },
    scene: { readonly synthetic: boolean; readonly topic: string },
    words: Words,
    now: number,
  ): void {
    const { connection, waiting, sound } = state;
    write(this.#standIn, words.standIn);
    this.#standIn.title = words.standInLong;
    this.#standIn.hidden = !scene.synthetic;
    write(this.#topic, scene.topic);
    this.#topic.hidden = scene.topic === "";
    this.#menu.setAttribute("aria-label", `${words.settings.title}, ${words.help.title}`);
    const label = sound ? words.sound.mute : words.sound.unmute;
    this.#mute.setAttribute("aria-label", label);
    this.#mute.title = label;
    const picture = `/ui/${sound ? "sound" : "mute"}.png`;
    if (this.#muteIcon.getAttribute("src") !== picture) this.#muteIcon.src = picture;
    this.#line.hidden = connection === "online" && !waiting;
    this.#line.dataset["state"] = connection;
    this.#lostAt = connection === "reconnecting" ? (this.#lostAt ?? now) : null;
    const away = this.#lostAt === null ? 0 : Math.floor((now - this.#lostAt) / 5000) * 5;
    write(
      this.#lineWords,
      connection === "online"
        ? words.progress.hearing
        : away > 0
          ? words.progress.reconnecting(away)
          : words.connection[connection],
    );
    write(this.#back, words.comeBack);
    this.#back.hidden = connection !== "offline";
    if (now > this.#captionUntil) this.#caption.hidden = true;
    if (now > this.#soundUntil) this.#sound.hidden = true;
    this.#nextToast(now);
  }

  /** What the world does, written under the picture for a while. */
  caption(text: string, now: number): void {
    write(this.#caption, text);
    this.#caption.hidden = false;
    this.#captionUntil = now + CAPTION_MS + text.length * 30;
  }

  /** A sound by its name, for those who do not hear it. */
  named(cue: CueName, name: string, now: number): void {
    if (!NAMED.has(cue)) return;
    write(this.#sound, `♪ ${name}`);
    this.#sound.hidden = false;
    this.#soundUntil = now + SOUND_MS;
  }

  /** Something takes a while; an empty text when it is over. */
  doing(text: string): void {
    write(this.#doing, text);
  }

  /** Kind words for a while, after those that are being read. The same words are not said twice in a row. */
  toast(text: string, now: number): void {
    if (this.#toasts.at(-1) === text || (!this.#toast.hidden && this.#toast.textContent === text)) {
      return;
    }
    this.#toasts.push(text);
    if (this.#toasts.length > 3) this.#toasts.shift();
    this.#nextToast(now);
  }

  #nextToast(now: number): void {
    if (now < this.#toastUntil) return;
    const text = this.#toasts.shift();
    if (text === undefined) {
      this.#toast.hidden = true;
      return;
    }
    write(this.#toast, text);
    this.#toast.hidden = false;
    this.#toastUntil = now + 2500 + text.length * 40;
  }
}
