import type { PropView } from "../../../../shared/protocol.ts";
import { propPicture } from "../../sprites.ts";
import type { Sprites } from "../../sprites.ts";
import type { Words } from "../../words.ts";
import { element, write } from "../element.ts";
import { carried, type Around } from "./choices.ts";
import type { MenuPlace } from "./deed-menu.ts";

/** What the player carries, and the hand that does things. */
export class CarryStrip {
  readonly root: HTMLElement;
  readonly #hand = element(
    "button",
    { type: "button", class: "tool hand" },
    element("img", { src: "/ui/hand.png", alt: "", class: "icon" }),
  );
  readonly #label = element("span", { class: "carry-label", id: "carry-label" });
  readonly #list = element("ul", { class: "carry", "aria-labelledby": "carry-label" });
  readonly #picked: (id: string, place: MenuPlace) => void;
  #shown = "";

  constructor(doors: {
    readonly around: (place: MenuPlace) => void;
    readonly picked: (id: string, place: MenuPlace) => void;
  }) {
    this.#picked = doors.picked;
    this.#hand.addEventListener("click", () => doors.around(middleOf(this.#hand)));
    this.root = element("div", { class: "carry-strip" }, this.#hand, this.#label, this.#list);
  }

  refresh(around: Around | null, sprites: Sprites, words: Words): void {
    this.root.hidden = around === null;
    if (around === null) return;
    this.#hand.setAttribute("aria-label", words.deeds.open);
    this.#hand.title = words.deeds.open;
    const things = carried(around);
    const open = things.map(({ id }) => around.props.get(id)?.open);
    const shown = [around.language, ...things.map(({ id }, i) => `${id}${open[i]}`)].join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    write(this.#label, things.length === 0 ? "" : words.deeds.carry);
    this.#list.replaceChildren(
      ...things.map((thing, i) => this.#thing(thing, open[i] === true, around, sprites)),
    );
  }

  #thing(thing: PropView, open: boolean, around: Around, sprites: Sprites): HTMLElement {
    const name = thing.name[around.language];
    const button = element(
      "button",
      {
        type: "button",
        class: "carried",
        "data-prop": thing.id,
        title: `${name}. ${thing.description[around.language]}`,
      },
      propPicture(sprites, thing.sprite, open),
      element("span", {}, name),
    );
    button.addEventListener("click", () => this.#picked(thing.id, middleOf(button)));
    return element("li", {}, button);
  }
}

function middleOf(node: HTMLElement): MenuPlace {
  const { left, top, width, height } = node.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
