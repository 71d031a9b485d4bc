import type { DeedEvent, Language } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element } from "../element.ts";

/** What stands in the log between the lines: deeds that were seen, and thoughts that were read. */

/** A deed, or a thought that this player alone was given. */
export type Note =
  | { readonly kind: "deed"; readonly deed: DeedEvent }
  | { readonly kind: "thought"; readonly name: string; readonly text: string };

const MOST = 100;

/** Keeps notes with the turn after which each of them stands, so that the log can be built anew. */
export class LogNotes {
  #kept: { readonly note: Note; readonly after: string | null }[] = [];

  keep(note: Note, after: string | null): void {
    this.#kept = [...this.#kept, { note, after }].slice(-MOST);
  }

  after(turnId: string | null): Note[] {
    return this.#kept.filter((one) => one.after === turnId).map(({ note }) => note);
  }

  clear(): void {
    this.#kept = [];
  }
}

/** Draws a note in a player's language. */
export function noteNode(note: Note, language: Language, words: Words): HTMLElement {
  switch (note.kind) {
    case "deed": {
      const { outcome, phrase } = note.deed;
      return element(
        "p",
        { class: `note deed-seen ${outcome}` },
        element("img", { src: "/ui/hand.png", alt: "", class: "icon" }),
        element("span", {}, phrase[language]),
      );
    }
    case "thought":
      return element(
        "div",
        { class: "note thought" },
        element(
          "p",
          { class: "thought-head" },
          element("img", { src: "/ui/thought.png", alt: "", class: "icon" }),
          element("b", {}, words.minds.thinks(note.name)),
          " ",
          element("span", { class: "only-you" }, words.minds.only),
        ),
        element("p", { class: "thought-text" }, note.text),
      );
  }
}
