import { LANGUAGES, type Language } from "../../../shared/protocol.ts";
import { PACES, type PaceName, type SceneClient } from "../../index.ts";
import type { Settings, SettingsStore } from "../settings.ts";
import { wordsOf } from "../words.ts";
import { ConsentSwitch } from "./consent-switch.ts";
import { element } from "./element.ts";

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

/** Settings and help in one window that the keyboard can leave. */
export class SettingsPanel {
  readonly root = element("dialog", { class: "panel dialog" });
  readonly #settings: SettingsStore;
  readonly #leave: () => void;
  readonly #consent: ConsentSwitch;

  constructor(settings: SettingsStore, leave: () => void) {
    this.#settings = settings;
    this.#leave = leave;
    this.#consent = new ConsentSwitch(() => wordsOf(settings.now.language).consent);
    settings.watch(() => this.#draw());
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
  }

  /** Whose scene it is that the player is in; null for none. */
  meet(client: SceneClient | null): void {
    this.#consent.meet(client);
  }

  open(): void {
    this.#draw();
    this.root.showModal();
  }

  #draw(): void {
    const { language, pace, weather, sound, captions } = this.#settings.now;
    const words = wordsOf(language);
    const { settings, help } = words;
    const paces = (Object.keys(PACES) as PaceName[]).map((name) =>
      this.#radio("pace", name, settings.paces[name], name === pace, () =>
        this.#settings.change({ pace: name }),
      ),
    );
    const languages = LANGUAGES.map((one) =>
      this.#radio("language", one, LANGUAGE_NAMES[one], one === language, () =>
        this.#settings.change({ language: one }),
      ),
    );
    const rain = this.#switch("weather", settings.weather, weather, (on) => ({ weather: on }));
    const loud = this.#switch("sound", words.sound.on, sound, (on) => ({ sound: on }));
    const named = this.#switch("captions", words.sound.captions, captions, (on) => ({
      captions: on,
    }));
    const close = element("button", { type: "button", class: "button" }, settings.close);
    close.addEventListener("click", () => this.root.close());
    const leave = element("button", { type: "button", class: "button quiet" }, settings.leave);
    leave.addEventListener("click", () => {
      this.root.close();
      this.#leave();
    });
    this.#consent.draw();
    const focused = this.root.contains(document.activeElement)
      ? (document.activeElement as HTMLInputElement).name
      : null;
    this.root.replaceChildren(
      element("h2", {}, settings.title),
      element("fieldset", {}, element("legend", {}, settings.pace), ...paces),
      element("fieldset", {}, element("legend", {}, settings.language), ...languages),
      element(
        "fieldset",
        {},
        element("legend", {}, words.sound.title),
        loud,
        this.#volume(words.sound.volume),
        named,
      ),
      rain,
      this.#consent.root,
      element("h2", {}, help.title),
      element("ul", {}, ...help.lines.map((line) => element("li", {}, line))),
      element("p", { class: "join-note" }, words.join.aiNote),
      element("div", { class: "dialog-buttons" }, leave, close),
    );
    if (!focused) return;
    const [same, ...more] = this.root.querySelectorAll<HTMLInputElement>(`[name="${focused}"]`);
    (more.find(({ checked }) => checked) ?? same)?.focus();
  }

  #switch(
    name: string,
    label: string,
    on: boolean,
    change: (on: boolean) => Partial<Settings>,
  ): HTMLElement {
    const box = element("input", { type: "checkbox", name: `settings-${name}`, value: name });
    box.checked = on;
    box.addEventListener("change", () => this.#settings.change(change(box.checked)));
    return element("label", { class: "chip" }, box, label);
  }

  #volume(label: string): HTMLElement {
    const { volume } = this.#settings.now;
    const range = element("input", {
      type: "range",
      name: "settings-volume",
      min: "0",
      max: "100",
      step: "10",
      value: String(volume),
    });
    range.addEventListener("change", () =>
      this.#settings.change({ volume: Number(range.value), sound: true }),
    );
    return element("label", { class: "volume" }, label, range);
  }

  #radio(
    group: string,
    value: string,
    label: string,
    checked: boolean,
    chosen: () => void,
  ): HTMLElement {
    const radio = element("input", { type: "radio", name: `settings-${group}`, value });
    radio.checked = checked;
    radio.addEventListener("change", chosen);
    return element("label", { class: "chip" }, radio, label);
  }
}
