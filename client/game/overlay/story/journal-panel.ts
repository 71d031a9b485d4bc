import type { JournalEntry, Language, StoryView } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element } from "../element.ts";
import { questionList } from "./question-list.ts";

/** What the journal asks of the rest of the page. */
export interface JournalDoors {
  /** Shows a line in the log. Returns false when it is not there any more. */
  readonly jump: (turnId: string) => boolean;
  /** Where the keyboard goes when the journal closes and what opened it is gone. */
  readonly home: () => void;
}

/** What the player has learned, and what all try to find out: a window beside the talk, over it on a phone. */
export class JournalPanel {
  readonly root = element("dialog", { class: "panel journal", "aria-labelledby": "journal-title" });
  readonly #doors: JournalDoors;
  readonly #seen = new Set<string>();
  #back: HTMLElement | null = null;
  #drawn: readonly unknown[] = [];

  constructor(doors: JournalDoors) {
    this.#doors = doors;
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key.toLowerCase() !== "j") return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    /* Comes later than the closing itself, and also where the browser closes it by a gesture of its own. */
    this.root.addEventListener("close", () => this.#goBack());
  }

  get open(): boolean {
    return this.root.open;
  }

  /** Entries that were not looked at yet. */
  fresh(story: StoryView | null): number {
    return story?.journal.filter(({ id }) => !this.#seen.has(id)).length ?? 0;
  }

  /** What was learned before the page was loaded is not new. */
  forget(story: StoryView | null): void {
    for (const { id } of story?.journal ?? []) this.#seen.add(id);
  }

  toggle(story: StoryView | null, language: Language, words: Words): void {
    if (this.open) return this.close();
    if (story === null) return;
    this.#back = (document.activeElement ?? document.body) as HTMLElement;
    this.#draw(story, language, words);
    if (matchMedia("(max-width: 720px)").matches) this.root.showModal();
    else this.root.show();
    this.root.querySelector<HTMLElement>("#journal-title")?.focus();
  }

  close(): void {
    for (const mark of this.root.querySelectorAll("[data-entry]")) {
      this.#seen.add(mark.getAttribute("data-entry") ?? "");
    }
    this.root.close();
    this.#goBack();
  }

  /** Once for each opening: whoever opens something else at once keeps the keyboard there. */
  #goBack(): void {
    if (this.#back === null || this.open) return;
    const back = this.#back;
    this.#back = null;
    const there = back !== document.body && back.isConnected && back.checkVisibility();
    if (there) back.focus();
    else this.#doors.home();
  }

  refresh(story: StoryView | null, language: Language, words: Words): void {
    if (!this.open) return;
    if (story === null) this.close();
    else this.#draw(story, language, words);
  }

  #draw(story: StoryView, language: Language, words: Words): void {
    const now = [story.goal, story.questions, story.journal, language];
    if (this.open && now.every((part, at) => part === this.#drawn[at])) return;
    this.#drawn = now;
    const { journal } = words;
    const focused = document.activeElement?.getAttribute("data-jump") ?? null;
    const close = element("button", { type: "button", class: "button" }, journal.close);
    close.addEventListener("click", () => this.close());
    const learned = story.journal.toReversed();
    this.root.replaceChildren(
      element("h2", { id: "journal-title", tabindex: "-1" }, journal.title),
      ...(story.goal === null ? [] : [element("p", { class: "goal" }, story.goal[language])]),
      ...(story.questions.length === 0
        ? []
        : [element("h3", {}, journal.goal), questionList(story.questions, language, words)]),
      element("h3", {}, journal.learned),
      learned.length === 0
        ? element("p", { class: "journal-empty" }, journal.nothing)
        : element(
            "ol",
            { class: "entries" },
            ...learned.map((entry) => this.#entry(entry, story, language, words)),
          ),
      element("div", { class: "dialog-buttons" }, close),
    );
    if (focused !== null) {
      this.root.querySelector<HTMLElement>(`[data-jump="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #entry(entry: JournalEntry, story: StoryView, language: Language, words: Words): HTMLElement {
    const { journal } = words;
    const { id, kind, text, source, answers } = entry;
    const head = element("p", { class: "entry-head" }, element("b", {}, journal.kinds[kind]));
    if (source !== null) head.append(" ", element("span", {}, journal.said(source.name)));
    if (!this.#seen.has(id)) {
      head.append(" ", element("span", { class: "fresh-mark" }, journal.fresh));
    }
    const root = element(
      "li",
      { class: `entry ${kind}`, "data-entry": id },
      head,
      element("p", { class: "entry-text" }, text[language]),
    );
    const helped = story.questions.filter((question) => answers.includes(question.id));
    if (helped.length > 0) {
      const asks = helped.map(({ ask }) => ask[language]).join(" ");
      root.append(element("p", { class: "entry-helps" }, `${journal.helps} ${asks}`));
    }
    if (source !== null && source.turnId !== "") {
      const show = element(
        "button",
        { type: "button", class: "link", "data-jump": id },
        journal.show,
      );
      show.addEventListener("click", () => {
        if (this.root.matches(":modal")) this.close();
        if (!this.#doors.jump(source.turnId)) show.replaceWith(journal.gone);
      });
      root.append(show);
    }
    return root;
  }
}
