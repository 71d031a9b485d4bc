import type { JournalEntry, Language } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element, write } from "../element.ts";

const STAYS = { least: 6000, perLetter: 55 } as const;
/** A page waits for the words that gave it away to appear, and no longer than this, in ms. */
const WAITS = 20_000;

/** The moment of finding something out: a page that comes up in the light, for the finder alone. */
export class FoundCard {
  readonly root = element("div", { class: "found", hidden: "" });
  readonly #light = element("div", { class: "found-light", "aria-hidden": "true", hidden: "" });
  readonly #title = element("p", { class: "found-title" });
  readonly #text = element("p", { class: "found-text" });
  readonly #source = element("p", { class: "found-source" });
  readonly #status = element("p", { class: "unseen", role: "status" });
  readonly #waiting: { readonly entry: JournalEntry; since: number | null }[] = [];
  #until = 0;

  constructor(stage: HTMLElement, open: () => void) {
    const card = element(
      "button",
      { type: "button", class: "found-card" },
      element("img", { src: "/ui/lamp-found.png", alt: "", class: "found-lamp" }),
      element("span", { class: "found-words" }, this.#title, this.#text, this.#source),
    );
    card.addEventListener("click", () => {
      this.#until = 0;
      open();
    });
    this.root.append(card);
    stage.append(this.#light, this.root, this.#status);
  }

  /** Shows an entry once its words have been read, and after the one that is being read. */
  tell(entry: JournalEntry): void {
    this.#waiting.push({ entry, since: null });
  }

  /** `appearing` tells of turns whose words still come. Returns true when a page came up. */
  refresh(
    language: Language,
    words: Words,
    now: number,
    appearing: (turnId: string) => boolean,
  ): boolean {
    /* Who reads it with the pointer or the keyboard on it keeps it. */
    if (now < this.#until || (this.#until > 0 && this.root.matches(":hover, :focus-within")))
      return false;
    const next = this.#waiting[0];
    if (next !== undefined) next.since ??= now;
    const source = next?.entry.source ?? null;
    const early = source !== null && appearing(source.turnId);
    if (next === undefined || (early && now - (next.since ?? now) < WAITS)) {
      if (!this.root.hidden) {
        this.root.hidden = true;
        this.#light.hidden = true;
        write(this.#status, "");
      }
      return false;
    }
    this.#waiting.shift();
    const { entry } = next;
    const { journal } = words;
    const text = entry.text[language];
    const title = entry.kind === "finding" ? journal.found : journal[entry.kind];
    write(this.#title, title);
    write(this.#text, text);
    write(this.#source, entry.source === null ? "" : journal.said(entry.source.name));
    write(this.#status, `${title}: ${text}`);
    this.#until = now + STAYS.least + text.length * STAYS.perLetter;
    /* Taken away and put back, so that the same movement begins again. */
    for (const node of [this.root, this.#light]) {
      node.hidden = true;
      void node.offsetWidth;
      node.hidden = false;
    }
    return true;
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#until = 0;
  }
}
