import type { Language, StoryView } from "../../../../shared/protocol.ts";
import type { SceneClient } from "../../../index.ts";
import { portraitOf, type Sprites } from "../../sprites.ts";
import type { Words } from "../../words.ts";
import { element } from "../element.ts";
import { questionList } from "./question-list.ts";

/** The last page: how the night ended, what was found out, and who sat up. */
export class EndingScreen {
  readonly root = element("dialog", { class: "ending", "aria-labelledby": "ending-title" });
  readonly #again: () => void;
  #shown: string | null = null;

  constructor(again: () => void) {
    this.#again = again;
  }

  get open(): boolean {
    return this.root.open;
  }

  /** Opens once for each ending, and is drawn anew in another language. */
  show(
    story: StoryView,
    client: Pick<SceneClient, "cast">,
    sprites: Sprites,
    language: Language,
    words: Words,
  ): void {
    const { ending } = story;
    if (ending === null) return;
    const drawn = `${ending.id} ${language}`;
    if (this.#shown === drawn) return;
    const first = this.#shown?.split(" ")[0] !== ending.id;
    this.#shown = drawn;
    this.#draw({ ...story, ending }, client, sprites, language, words);
    if (!first || this.root.open) return;
    this.root.showModal();
    this.root.querySelector<HTMLElement>("#ending-title")?.focus();
  }

  forget(): void {
    this.#shown = null;
    this.root.close();
  }

  #draw(
    { questions, ending }: StoryView & { readonly ending: NonNullable<StoryView["ending"]> },
    { cast }: Pick<SceneClient, "cast">,
    sprites: Sprites,
    language: Language,
    words: Words,
  ): void {
    const { ending: ended } = words;
    const found = questions.filter(({ state }) => state === "found").length;
    const again = element("button", { type: "button", class: "button" }, ended.again);
    again.addEventListener("click", () => {
      this.root.close();
      this.#again();
    });
    const stay = element("button", { type: "button", class: "button quiet" }, ended.stay);
    stay.addEventListener("click", () => this.root.close());
    const present = [...cast.values()].toSorted((a, b) => a.kind.localeCompare(b.kind) * -1);
    this.root.replaceChildren(
      element(
        "div",
        { class: "ending-page" },
        element("p", { class: "ending-over" }, ended.over),
        element("h2", { id: "ending-title", tabindex: "-1" }, ending.title[language]),
        ...ending.text[language]
          .split(/\n+/)
          .map((part) => element("p", { class: "ending-text" }, part)),
        ...(questions.length === 0
          ? []
          : [
              element("h3", {}, ended.answered(found, questions.length)),
              questionList(questions, language, words),
            ]),
        element("h3", {}, ended.company),
        element(
          "ul",
          { class: "ending-company" },
          ...present.map((view) =>
            element(
              "li",
              {},
              element("img", { src: portraitOf(sprites, view), alt: "", class: "portrait" }),
              element("span", {}, view.name),
              ...(view.kind === "persona"
                ? [
                    element(
                      "abbr",
                      { class: "ai-mark", title: words.company.aiLong },
                      words.company.ai,
                    ),
                  ]
                : []),
            ),
          ),
        ),
        element("div", { class: "dialog-buttons" }, stay, again),
      ),
    );
  }
}
