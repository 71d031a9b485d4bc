import type { GoalQuestion, Language } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element } from "../element.ts";

/** What all try to find out, each with its lamp and how far it has come; in the journal and at the end of a night. */
export function questionList(
  questions: readonly GoalQuestion[],
  language: Language,
  { journal }: Pick<Words, "journal">,
): HTMLElement {
  return element(
    "ul",
    { class: "questions" },
    ...questions.map(({ ask, state }) =>
      element(
        "li",
        { "data-state": state },
        element("img", { src: `/ui/lamp-${state}.png`, alt: "", class: "icon lamp" }),
        element("span", { class: "ask" }, ask[language]),
        element("span", { class: "state" }, journal.states[state]),
      ),
    ),
  );
}
