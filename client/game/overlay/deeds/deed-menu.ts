import type { Words } from "../../words.ts";
import { element } from "../element.ts";
import {
  choicesFor,
  ownChoices,
  subjectsNear,
  type Around,
  type Choice,
  type Subject,
} from "./choices.ts";

/** What the menu asks of the rest of the page. */
export interface DeedMenuDoors {
  readonly around: () => Around | null;
  readonly words: () => Words;
  readonly chosen: (choice: Choice) => void;
  readonly talkTo: (id: string) => void;
}

/** Where the menu opens, in CSS pixels of the page; null in the middle of the picture. */
export type MenuPlace = { readonly x: number; readonly y: number } | null;

/**
 * What can be done: with one thing or person, or first with whom or what. A menu for the keyboard as for the
 * pointer: arrows go round, Enter does it, Esc leaves.
 */
export class DeedMenu {
  readonly root = element("div", { class: "panel deed-menu", hidden: "" });
  readonly #doors: DeedMenuDoors;
  readonly #stage: HTMLElement;
  #back: HTMLElement | null = null;
  #place: MenuPlace = null;

  constructor(stage: HTMLElement, doors: DeedMenuDoors) {
    this.#stage = stage;
    this.#doors = doors;
    this.root.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.root.hidden && !this.root.contains(event.target as Node)) this.close(false);
    });
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  /** Everything within reach, to choose from first. */
  openAround(place: MenuPlace = null): void {
    const around = this.#doors.around();
    const { deeds } = this.#doors.words();
    if (around === null) return;
    const near = subjectsNear(around).filter(
      (subject) => subject.kind === "person" || choicesFor(subject, around).length > 0,
    );
    const items = near.map((subject) =>
      this.#item(subject.held ? deeds.held(subject.name) : subject.name, () =>
        this.openFor(subject, place, true),
      ),
    );
    for (const choice of ownChoices(around)) {
      items.push(this.#item(choice.label, () => this.#choose(choice)));
    }
    this.#show(deeds.around, items, place, items.length === 0 ? deeds.nothing : "");
  }

  /** What can be done with one. Returns false when there is nothing, and then opens nothing. */
  openFor(subject: Pick<Subject, "kind" | "id">, place: MenuPlace, within = false): boolean {
    const around = this.#doors.around();
    const { deeds } = this.#doors.words();
    if (around === null) return false;
    const choices = choicesFor(subject, around);
    const person = subject.kind === "person" ? around.cast.get(subject.id) : undefined;
    const prop = around.guide.props.find(({ id }) => id === subject.id);
    const name = person?.name ?? prop?.name[around.language] ?? "";
    if (choices.length === 0 && !within) return false;
    const items = choices.map((choice) =>
      this.#item(this.#label(choice, subject), () => this.#choose(choice)),
    );
    if (person !== undefined) {
      items.unshift(
        this.#item(deeds.talk(person.name), () => {
          this.close(false);
          this.#doors.talkTo(person.id);
        }),
      );
    }
    if (within) items.push(this.#item(deeds.back, () => this.openAround(place), "quiet"));
    this.#show(name, items, place, prop?.description[around.language] ?? "");
    return true;
  }

  /** `back`: the keyboard returns to where it was. */
  close(back = true): void {
    if (this.root.hidden) return;
    const focused = this.root.contains(document.activeElement);
    this.root.hidden = true;
    if (back && focused) (this.#back ?? this.#stage).focus();
    this.#back = null;
  }

  #choose(choice: Choice): void {
    this.close();
    this.#doors.chosen(choice);
  }

  #label(
    { label, target, targetName, itemName }: Choice,
    subject: { readonly id: string },
  ): string {
    const { deeds } = this.#doors.words();
    if (itemName === null) return label;
    if (targetName === null) return label;
    return target === subject.id ? deeds.with(label, itemName) : deeds.to(label, targetName);
  }

  #item(label: string, run: () => void, kind = ""): HTMLButtonElement {
    const button = element(
      "button",
      { type: "button", role: "menuitem", tabindex: "-1", class: `deed ${kind}` },
      label,
    );
    button.addEventListener("click", run);
    return button;
  }

  #show(title: string, items: readonly HTMLElement[], place: MenuPlace, note: string): void {
    const { deeds } = this.#doors.words();
    if (this.root.hidden) this.#back = document.activeElement as HTMLElement | null;
    const close = this.#item(deeds.close, () => this.close(), "quiet");
    const menu = element(
      "div",
      { role: "menu", "aria-label": deeds.menu(title), class: "deed-items" },
      ...items,
      close,
    );
    this.root.replaceChildren(
      element("p", { class: "deed-title" }, title),
      ...(note === "" ? [] : [element("p", { class: "deed-note" }, note)]),
      menu,
    );
    this.root.hidden = false;
    this.#place = place;
    this.#settle();
    (items[0] ?? close).focus();
  }

  /** Beside what it is about, and wholly on the picture. */
  #settle(): void {
    const frame = this.#stage.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const at = this.#place ?? { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 };
    const x = Math.min(at.x - frame.left + 26, frame.width - width - 6);
    const y = Math.min(at.y - frame.top - height / 2, frame.height - height - 6);
    this.root.style.left = `${Math.round(Math.max(6, x))}px`;
    this.root.style.top = `${Math.round(Math.max(6, y))}px`;
  }

  #key(event: KeyboardEvent): void {
    const items = [...this.root.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = (to: number) => items.at(to % items.length)?.focus();
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else return;
    event.preventDefault();
  }
}
