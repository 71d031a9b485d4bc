import type { ParticipantId, SceneEvent, StoryView } from "../../../../shared/protocol.ts";
import type { Words } from "../../words.ts";
import { element, write } from "../element.ts";

/** Where someone stands: head and feet, in CSS pixels from the picture's corner; null when out of sight. */
export type FigureOf = (
  id: ParticipantId,
) => { readonly x: number; readonly head: number; readonly feet: number } | null;

const BUBBLE = { least: 4500, perLetter: 55 } as const;

/** CSS pixels: between a thought and the sides of the picture, the board at its top, and a name beneath feet. */
const EDGE = 6;
const CLEAR = 118;
const NAME = 40;

interface Mind {
  until: number;
  readonly of: number;
  readonly row: HTMLElement;
  readonly words: HTMLElement;
  readonly left: HTMLElement;
}

/** Whose thoughts may be read, for how long, and the newest thought beneath its thinker, where no speech hangs. */
export class MindPanel {
  readonly root = element("div", { class: "minds", role: "status" });
  readonly #bubble = element("p", { class: "thought-bubble", "aria-hidden": "true", hidden: "" });
  readonly #minds = new Map<ParticipantId, Mind>();
  readonly #names = new Map<ParticipantId, string>();
  #thinker: ParticipantId | null = null;
  #thoughtUntil = 0;

  constructor(stage: HTMLElement) {
    stage.append(this.#bubble);
  }

  /** Begins with what the server says is granted. */
  restart(story: StoryView | null, now: number): void {
    for (const { row } of this.#minds.values()) row.remove();
    this.#minds.clear();
    for (const { persona, ms } of story?.minds ?? []) this.#grant(persona, ms, now);
  }

  /** Takes in one event. Returns whose thoughts were closed by it. */
  hear(event: SceneEvent, now: number): ParticipantId | null {
    if (event.type === "mind-grant") {
      if (event.ms > 0) this.#grant(event.persona, event.ms, now);
      else return this.#close(event.persona);
    }
    if (event.type === "mind-read" && this.#minds.has(event.persona)) {
      write(this.#bubble, event.text);
      this.#thinker = event.persona;
      this.#thoughtUntil = now + BUBBLE.least + event.text.length * BUBBLE.perLetter;
    }
    return null;
  }

  /** Returns those whose time has run out since. */
  refresh(
    nameOf: (id: ParticipantId) => string,
    figure: FigureOf,
    words: Words,
    now: number,
  ): string[] {
    const over: string[] = [];
    for (const [id, mind] of this.#minds) {
      const name = nameOf(id);
      if (name !== "") this.#names.set(id, name);
      const left = mind.until - now;
      if (left <= 0) {
        this.#close(id);
        over.push(this.nameOf(id));
        continue;
      }
      const seconds = Math.ceil(left / 1000);
      /* Spoken once; the seconds that go by are only for the eye. */
      write(mind.words, words.minds.open(this.nameOf(id)));
      write(mind.left, words.minds.left(seconds));
      mind.row.style.setProperty("--left", String(Math.min(1, left / mind.of)));
    }
    this.#hang(figure, now);
    return over;
  }

  nameOf(id: ParticipantId): string {
    return this.#names.get(id) ?? id;
  }

  #grant(persona: ParticipantId, ms: number, now: number): void {
    const known = this.#minds.get(persona);
    if (known) {
      known.until = now + ms;
      return;
    }
    const words = element("span");
    const left = element("span", { class: "mind-left", "aria-hidden": "true" });
    const row = element(
      "p",
      { class: "mind", "data-persona": persona },
      element("img", { src: "/ui/thought.png", alt: "", class: "icon" }),
      words,
      left,
    );
    this.root.append(row);
    this.#minds.set(persona, { until: now + ms, of: ms, row, words, left });
  }

  #close(persona: ParticipantId): ParticipantId | null {
    const mind = this.#minds.get(persona);
    if (mind === undefined) return null;
    mind.row.remove();
    this.#minds.delete(persona);
    if (this.#thinker === persona) this.#thoughtUntil = 0;
    return persona;
  }

  #hang(figure: FigureOf, now: number): void {
    const at = this.#thinker === null || now > this.#thoughtUntil ? null : figure(this.#thinker);
    this.#bubble.hidden = at === null;
    if (at === null) return;
    const { offsetWidth, offsetHeight, parentElement } = this.#bubble;
    const half = offsetWidth / 2 + EDGE;
    const { clientWidth: wide = 0, clientHeight: high = 0 } = parentElement ?? {};
    const x = Math.round(Math.min(Math.max(at.x, half), Math.max(half, wide - half)));
    const beneath = at.feet + NAME + offsetHeight + EDGE <= high;
    this.#bubble.classList.toggle("beneath", beneath);
    const y = Math.round(
      beneath ? at.feet + NAME : Math.max(at.head, offsetHeight + CLEAR) - offsetHeight,
    );
    this.#bubble.style.transform = `translate(${x}px, ${y}px) translateX(-50%)`;
  }
}
