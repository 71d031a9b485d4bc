import type { ParticipantId } from "../../../shared/protocol.ts";
import type { SceneClient } from "../../index.ts";
import { portraitOf, type Sprites } from "../sprites.ts";
import type { Words } from "../words.ts";
import { NEAR, company, type Address } from "./addressee.ts";
import { element, write } from "./element.ts";

interface Row {
  readonly button: HTMLButtonElement;
  readonly name: HTMLElement;
  readonly note: HTMLElement;
  readonly mark: HTMLElement;
}

/** Who is here: a button for each, which turns the player to them. */
export class CompanyList {
  readonly root: HTMLElement;
  readonly #title = element("h2", { class: "company-title" });
  readonly #list = element("ul", { class: "company" });
  readonly #everyone: HTMLButtonElement;
  readonly #everyoneName = element("span", { class: "company-name" });
  readonly #rows = new Map<ParticipantId, Row>();
  readonly #choose: (to: ParticipantId | null) => void;
  #order = "";

  constructor(choose: (to: ParticipantId | null) => void) {
    this.#choose = choose;
    this.#everyone = element(
      "button",
      { type: "button", class: "company-button company-everyone" },
      element("span", { class: "company-all", "aria-hidden": "true" }, "⁂"),
      this.#everyoneName,
    );
    this.#everyone.addEventListener("click", () => choose(null));
    this.root = element("nav", { class: "company-panel" }, this.#title, this.#list);
  }

  /** Shows the scene as it is now. */
  refresh(client: SceneClient, sprites: Sprites, address: Address, words: Words): void {
    write(this.#title, words.company.title);
    write(this.#everyoneName, words.talk.everyone);
    this.#everyone.setAttribute("aria-pressed", String(address.to === null));
    const present = company(client.cast, client.you);
    for (const { view, distance } of present) {
      const row = this.#rows.get(view.id) ?? this.#add(view.id, portraitOf(sprites, view));
      const persona = view.kind === "persona";
      const near = distance <= NEAR;
      write(row.name, view.name);
      write(row.mark, persona ? words.company.ai : "");
      row.mark.hidden = !persona;
      row.mark.title = words.company.aiLong;
      const note = !view.connected ? words.company.away : near ? "" : words.company.far;
      write(row.note, note);
      row.button.classList.toggle("far", !near || !view.connected);
      row.button.setAttribute("aria-pressed", String(address.to === view.id));
      row.button.setAttribute(
        "aria-label",
        [words.company.address(view.name), persona ? words.company.aiLong : "", note]
          .filter((part) => part !== "")
          .join(", "),
      );
      row.button.title = view.appearance;
      row.button.dataset["status"] = view.status;
    }
    const ids = present.map(({ view }) => view.id);
    for (const [id, { button }] of this.#rows) {
      if (ids.includes(id)) continue;
      button.parentElement?.remove();
      this.#rows.delete(id);
    }
    this.#sort(ids);
  }

  /** Puts rows in order, but never under a finger or the keyboard's focus. */
  #sort(ids: readonly ParticipantId[]): void {
    const order = ids.join();
    if (order === this.#order) return;
    const same = ids.length === this.#order.split(",").length;
    if (same && this.root.matches(":hover, :focus-within")) return;
    this.#order = order;
    const everyone = this.#everyone.parentElement ?? element("li", {}, this.#everyone);
    const rows = ids.map((id) => this.#rows.get(id)?.button.parentElement ?? null);
    this.#list.replaceChildren(everyone, ...rows.filter((row) => row !== null));
  }

  #add(id: ParticipantId, portrait: string): Row {
    const name = element("span", { class: "company-name" });
    const mark = element("abbr", { class: "ai-mark" });
    const note = element("span", { class: "company-note" });
    const button = element(
      "button",
      { type: "button", class: "company-button", "data-id": id },
      element(
        "span",
        { class: "company-face" },
        element("img", { src: portrait, alt: "", width: "48", height: "48", class: "portrait" }),
        mark,
      ),
      element("span", { class: "company-words" }, name, note),
    );
    button.addEventListener("click", () => this.#choose(id));
    element("li", {}, button);
    const row = { button, name, note, mark };
    this.#rows.set(id, row);
    return row;
  }
}
