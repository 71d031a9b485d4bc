import { LANGUAGES, type Language } from "../../shared/protocol.ts";
import { PACES, type PaceName } from "../index.ts";

/** What a player chose; kept in the browser, and in nothing else. */
export interface Settings {
  readonly language: Language;
  readonly pace: PaceName;
  /** Rain, lightning and moving light. */
  readonly weather: boolean;
  readonly sound: boolean;
  /** From 0 to 100. */
  readonly volume: number;
  /** Sounds are also named in writing. */
  readonly captions: boolean;
  readonly name: string;
}

const KEY = "dramatis:settings";

type Listener = (settings: Settings) => void;

/** Settings with listeners. A browser that asks for less motion begins with words at once and still air. */
export class SettingsStore {
  #now: Settings;
  readonly #listeners = new Set<Listener>();

  constructor() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chinese = navigator.language.toLowerCase().startsWith("zh");
    const first: Settings = {
      language: chinese ? "zh" : "en",
      pace: still ? "instant" : "normal",
      weather: !still,
      sound: true,
      volume: 60,
      captions: true,
      name: "",
    };
    this.#now = { ...first, ...read() };
  }

  get now(): Settings {
    return this.#now;
  }

  change(part: Partial<Settings>): void {
    this.#now = { ...this.#now, ...part };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#now));
    } catch {
      /* A browser without storage forgets them with the page. */
    }
    for (const listener of this.#listeners) listener(this.#now);
  }

  /** Calls now and at every change, until the returned function is called. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    listener(this.#now);
    return () => this.#listeners.delete(listener);
  }
}

function read(): Partial<Settings> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const { language, pace, weather, sound, volume, captions, name } = kept as Record<
      string,
      unknown
    >;
    return {
      ...(LANGUAGES.some((one) => one === language) ? { language: language as Language } : {}),
      ...(typeof pace === "string" && pace in PACES ? { pace: pace as PaceName } : {}),
      ...(typeof weather === "boolean" ? { weather } : {}),
      ...(typeof sound === "boolean" ? { sound } : {}),
      ...(typeof volume === "number" && volume >= 0 && volume <= 100 ? { volume } : {}),
      ...(typeof captions === "boolean" ? { captions } : {}),
      ...(typeof name === "string" ? { name: name.slice(0, 24) } : {}),
    };
  } catch {
    return {};
  }
}
