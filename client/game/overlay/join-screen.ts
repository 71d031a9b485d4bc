import { LANGUAGES, LIMITS, type Language } from "../../../shared/protocol.ts";
import type { SettingsStore } from "../settings.ts";
import { wordsOf } from "../words.ts";
import { element, write } from "./element.ts";

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

/** The first page: what the night is about, how to play, and the door. */
export class JoinScreen {
  readonly root: HTMLElement;
  readonly #title = element("h1", { class: "join-title" });
  readonly #tagline = element("p", { class: "join-tagline" });
  readonly #hook = element("div", { class: "join-hook" });
  readonly #nameLabel = element("label", { for: "join-name" });
  readonly #name = element("input", {
    id: "join-name",
    type: "text",
    maxlength: String(LIMITS.name),
    autocomplete: "off",
    spellcheck: "false",
  });
  readonly #languageLabel = element("span", { id: "join-language" });
  readonly #languages = element("div", {
    class: "choice",
    role: "radiogroup",
    "aria-labelledby": "join-language",
  });
  readonly #enter = element("button", { type: "submit", class: "button join-enter" });
  readonly #status = element("p", { class: "join-status", role: "status" });
  readonly #howTo = element("h2");
  readonly #lines = element("ul");
  readonly #note = element("p", { class: "join-note" });
  readonly #settings: SettingsStore;

  constructor(settings: SettingsStore, enter: (name: string) => void) {
    this.#settings = settings;
    const form = element(
      "form",
      { class: "join-form" },
      element("div", { class: "field" }, this.#nameLabel, this.#name),
      element("div", { class: "field" }, this.#languageLabel, this.#languages),
      this.#enter,
      this.#status,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#enter.disabled) enter(this.#name.value.trim());
    });
    this.#name.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.isComposing) event.preventDefault();
    });
    this.#name.value = settings.now.name;
    this.root = element(
      "section",
      { class: "join", "aria-labelledby": "join-title" },
      element(
        "div",
        { class: "join-sheet" },
        element(
          "header",
          {},
          element("img", { src: "/ui/lantern.png", alt: "", class: "join-lantern" }),
          this.#title,
          this.#tagline,
        ),
        this.#hook,
        form,
        element("div", { class: "join-how" }, this.#howTo, this.#lines),
        this.#note,
      ),
    );
    this.#title.id = "join-title";
    settings.watch(() => this.#speak());
  }

  show(): void {
    this.root.hidden = false;
    this.busy("ready");
    if (matchMedia("(pointer: fine)").matches) this.#name.focus();
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** What the door does just now. */
  busy(state: "ready" | "entering" | "failed"): void {
    const { join } = wordsOf(this.#settings.now.language);
    this.#enter.disabled = state === "entering";
    this.#status.classList.toggle("busy", state === "entering");
    write(
      this.#status,
      state === "ready" ? "" : state === "entering" ? join.entering : join.failed,
    );
  }

  #speak(): void {
    const { language } = this.#settings.now;
    const words = wordsOf(language);
    const { join } = words;
    document.documentElement.lang = language;
    document.title = words.house;
    write(this.#title, words.house);
    write(this.#tagline, words.tagline);
    this.#hook.replaceChildren(...words.hook.map((line) => element("p", {}, line)));
    write(this.#nameLabel, join.name);
    this.#name.placeholder = join.nameHint;
    write(this.#languageLabel, join.language);
    write(this.#enter, join.enter);
    write(this.#howTo, join.howTo);
    this.#lines.replaceChildren(...join.lines.map((line) => element("li", {}, line)));
    write(this.#note, join.aiNote);
    this.#languages.replaceChildren(
      ...LANGUAGES.map((one) => {
        const radio = element("input", { type: "radio", name: "join-language", value: one });
        radio.checked = one === language;
        radio.addEventListener("change", () => this.#settings.change({ language: one }));
        return element("label", { class: "chip", lang: one }, radio, LANGUAGE_NAMES[one]);
      }),
    );
  }
}
