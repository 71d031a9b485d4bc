import type { StoryView } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element, write } from "../element.ts";

/** How long a lamp that was just lit is shown burning brighter, in milliseconds. */
const FLARE = 2600;

/** How far all have come together: a lamp for each question. Opens the journal. */
export class GoalBoard {
  readonly root = element("button", { type: "button", class: "board", hidden: "" });
  readonly #lamps = element("span", { class: "board-lamps", "aria-hidden": "true" });
  readonly #words = element("span", { class: "board-words" });
  readonly #fresh = element("span", { class: "fresh-mark", hidden: "" });
  #drawn = "";
  #states: readonly string[] = [];

  constructor(open: () => void) {
    const book = element("img", { src: "/ui/journal.png", alt: "", class: "icon" });
    this.root.append(book, this.#fresh, this.#lamps, this.#words);
    this.root.addEventListener("click", open);
  }

  refresh(story: StoryView | null, fresh: number, open: boolean, words: Words): void {
    this.root.hidden = story === null;
    if (story === null) return;
    this.root.setAttribute("aria-expanded", String(open));
    const states = story.questions.map(({ state }) => state);
    const found = states.filter((state) => state === "found").length;
    const told = states.length === 0 ? "" : words.journal.board(found, states.length);
    const drawn = [states.join(), fresh, told, words.journal.title].join("|");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    write(this.#words, told === "" ? words.journal.title : told);
    write(this.#fresh, String(fresh));
    this.#fresh.hidden = fresh === 0;
    this.root.setAttribute("aria-label", `${words.journal.open(fresh)}. ${told}`);
    this.root.title = words.journal.open(fresh);
    const before = this.#states;
    const known = before.length === states.length;
    this.#lamps.replaceChildren(
      ...states.map((state, at) => {
        const lamp = element("img", { src: `/ui/lamp-${state}.png`, alt: "", class: "icon lamp" });
        if (known && before[at] !== state) {
          lamp.classList.add("flare");
          setTimeout(() => lamp.classList.remove("flare"), FLARE);
        }
        return lamp;
      }),
    );
    this.#states = states;
  }
}
