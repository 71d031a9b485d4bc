import type { Connection } from "../../index.ts";
import type { Words } from "../words.ts";
import { element, write } from "./element.ts";

const CAPTION_MS = 9000;

/** What lies over the picture: badges, the state of the line, what the world does, kind words. */
export class StageMarks {
  readonly root: HTMLElement;
  readonly #standIn = element("p", { class: "badge stand-in", role: "note" });
  readonly #topic = element("p", { class: "topic" });
  readonly #caption = element("p", { class: "caption", "aria-hidden": "true" });
  readonly #toast = element("p", { class: "toast", role: "status" });
  readonly #line = element("div", { class: "line-state", role: "status" });
  readonly #lineWords = element("span");
  readonly #back = element("button", { type: "button", class: "button" });
  readonly #menu = element("button", { type: "button", class: "button menu" }, "?");
  #captionUntil = 0;
  #toastUntil = 0;

  constructor(doors: { readonly comeBack: () => void; readonly menu: () => void }) {
    this.#back.addEventListener("click", doors.comeBack);
    this.#menu.addEventListener("click", doors.menu);
    this.#line.append(this.#lineWords, this.#back);
    this.#caption.hidden = true;
    this.#toast.hidden = true;
    this.root = element(
      "div",
      { class: "marks" },
      element("div", { class: "marks-top" }, this.#standIn, this.#topic, this.#menu),
      this.#line,
      this.#toast,
      this.#caption,
    );
  }

  refresh(
    connection: Connection,
    scene: { readonly synthetic: boolean; readonly topic: string },
    words: Words,
    now: number,
  ): void {
    write(this.#standIn, words.standIn);
    this.#standIn.title = words.standInLong;
    this.#standIn.hidden = !scene.synthetic;
    write(this.#topic, scene.topic);
    this.#topic.hidden = scene.topic === "";
    this.#menu.setAttribute("aria-label", `${words.settings.title}, ${words.help.title}`);
    this.#line.hidden = connection === "online";
    this.#line.dataset["state"] = connection;
    write(this.#lineWords, words.connection[connection]);
    write(this.#back, words.comeBack);
    this.#back.hidden = connection !== "offline";
    if (now > this.#captionUntil) this.#caption.hidden = true;
    if (now > this.#toastUntil) this.#toast.hidden = true;
  }

  /** What the world does, written under the picture for a while. */
  caption(text: string, now: number): void {
    write(this.#caption, text);
    this.#caption.hidden = false;
    this.#captionUntil = now + CAPTION_MS + text.length * 30;
  }

  toast(text: string, now: number): void {
    write(this.#toast, text);
    this.#toast.hidden = false;
    this.#toastUntil = now + 4000 + text.length * 40;
  }
}
