import type { FeedbackReason, TranscriptEntry } from "../../../../shared/protocol.ts";
import type { Answer } from "../../../index.ts";
import type { Words } from "../../words.ts";
import { element, write } from "../element.ts";

const REASONS: Readonly<Record<"up" | "down", readonly FeedbackReason[]>> = {
  up: ["in-character", "well-said", "moved-me", "surprising"],
  down: [
    "out-of-character",
    "irrelevant",
    "untrue",
    "repetitive",
    "spoke-for-me",
    "wrong-deed",
    "unsafe",
  ],
};

/** What the tools ask of the scene. */
export interface TurnToolsDoors {
  readonly feedback: (
    turnId: string,
    rating: "up" | "down",
    reasons: readonly FeedbackReason[],
  ) => Promise<Answer>;
  readonly retake: (turnId: string) => Promise<Answer>;
  readonly prefer: (turnId: string, over: string) => Promise<Answer>;
  readonly refused: (answer: Answer) => void;
  readonly words: () => Words;
}

interface Opinion {
  rating: "up" | "down" | null;
  readonly reasons: Set<FeedbackReason>;
}

/** What a player can say about a persona's line. One stop for the keyboard in the whole log; arrows go on from there. */
export class TurnTools {
  readonly #doors: TurnToolsDoors;
  readonly #opinions = new Map<string, Opinion>();
  readonly #groups = new Map<string, HTMLElement>();
  readonly #waiting = new Set<string>();
  /** Of each version of a turn: the turn as it was first said. */
  readonly #first = new Map<string, string>();
  /** By the first version: all versions in the order in which they came, and the one that was kept. */
  readonly #versions = new Map<string, { readonly all: string[]; kept: string | null }>();

  constructor(doors: TurnToolsDoors) {
    this.#doors = doors;
  }

  /** The tools of one turn. `aria-live` keeps them from being read out with the line. */
  attach(entry: TranscriptEntry): HTMLElement {
    const { turnId, name } = entry;
    const { feedback } = this.#doors.words();
    const group = element("div", {
      class: "turn-tools",
      role: "group",
      "aria-live": "off",
      "aria-label": feedback.tools(name),
    });
    const rate = (rating: "up" | "down") => {
      const button = tool(`thumb-${rating}`, rating === "up" ? feedback.up : feedback.down);
      button.dataset["rating"] = rating;
      button.addEventListener("click", () => void this.#rate(turnId, rating));
      return button;
    };
    const again = tool("again", feedback.retake);
    again.classList.add("retake");
    again.addEventListener("click", () => void this.#retake(turnId, name));
    group.append(rate("up"), rate("down"), again);
    if (entry.instead !== undefined) {
      this.#another(turnId, entry.instead);
      group.append(this.#keep(turnId));
      const first = this.#groups.get(entry.instead);
      if (first && !first.querySelector(".keep")) {
        first.querySelector(".tools-note")?.before(this.#keep(entry.instead));
      }
      this.#settled(entry.instead);
    }
    group.append(element("span", { class: "tools-note", role: "status" }));
    group.addEventListener("keydown", (event) => this.#key(event, group));
    this.#groups.set(turnId, group);
    this.#show(turnId);
    this.#stop(group);
    return group;
  }

  /** The log begins anew; opinions stay. */
  restart(): void {
    this.#groups.clear();
  }

  /** A turn was said differently, or it was not after all. */
  #settled(turnId: string): void {
    this.#waiting.delete(turnId);
    this.#note(turnId, "");
    this.#groups.get(turnId)?.removeAttribute("aria-busy");
  }

  /** No version of this turn came after all. */
  failed(instead: string): void {
    if (!this.#waiting.has(instead)) return;
    this.#settled(instead);
    this.#note(instead, this.#doors.words().feedback.failed);
  }

  async #rate(turnId: string, rating: "up" | "down"): Promise<void> {
    const opinion = this.#opinions.get(turnId) ?? { rating: null, reasons: new Set() };
    if (opinion.rating !== rating) opinion.reasons.clear();
    opinion.rating = rating;
    this.#opinions.set(turnId, opinion);
    this.#show(turnId);
    this.#openReasons(turnId, rating);
    await this.#send(turnId);
  }

  async #send(turnId: string): Promise<void> {
    const opinion = this.#opinions.get(turnId);
    if (opinion?.rating == null) return;
    const answer = await this.#doors.feedback(turnId, opinion.rating, [...opinion.reasons]);
    if (answer.ok) return this.#note(turnId, this.#doors.words().feedback.thanks);
    this.#opinions.delete(turnId);
    this.#show(turnId);
    this.#doors.refused(answer);
  }

  #openReasons(turnId: string, rating: "up" | "down"): void {
    const group = this.#groups.get(turnId);
    const opinion = this.#opinions.get(turnId);
    if (!group || !opinion) return;
    const { feedback } = this.#doors.words();
    const done = element("button", { type: "button", class: "link" }, feedback.done);
    const box = element(
      "div",
      { class: "reasons", role: "group", "aria-label": feedback.why },
      element("span", { class: "reasons-why" }, feedback.why),
      ...REASONS[rating].map((reason) => {
        const chip = element(
          "button",
          { type: "button", class: "reason", "aria-pressed": String(opinion.reasons.has(reason)) },
          feedback.reasons[reason],
        );
        chip.addEventListener("click", () => {
          if (!opinion.reasons.delete(reason)) opinion.reasons.add(reason);
          chip.setAttribute("aria-pressed", String(opinion.reasons.has(reason)));
          void this.#send(turnId);
        });
        return chip;
      }),
      done,
    );
    const close = () => {
      box.remove();
      group.querySelector<HTMLElement>(`[data-rating="${rating}"]`)?.focus();
    };
    done.addEventListener("click", close);
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") close();
    });
    for (const other of this.#groups.values()) other.querySelector(".reasons")?.remove();
    group.append(box);
    box.scrollIntoView({ block: "nearest" });
  }

  async #retake(turnId: string, name: string): Promise<void> {
    if (this.#waiting.has(turnId)) return;
    this.#waiting.add(turnId);
    this.#groups.get(turnId)?.setAttribute("aria-busy", "true");
    this.#note(turnId, this.#doors.words().feedback.retaking(name));
    const answer = await this.#doors.retake(turnId);
    if (answer.ok) return;
    this.#settled(turnId);
    this.#doors.refused(answer);
  }

  #another(turnId: string, first: string): void {
    const versions = this.#versions.get(first) ?? { all: [first], kept: null };
    if (!versions.all.includes(turnId)) versions.all.push(turnId);
    for (const version of versions.all) this.#first.set(version, first);
    this.#versions.set(first, versions);
  }

  #keep(turnId: string): HTMLElement {
    const { feedback } = this.#doors.words();
    const button = element("button", { type: "button", class: "link keep" }, feedback.keep);
    button.addEventListener("click", () => void this.#prefer(turnId));
    return button;
  }

  /** Over the one that was kept until now, else over the newest other one. */
  async #prefer(turnId: string): Promise<void> {
    const versions = this.#versions.get(this.#first.get(turnId) ?? "");
    const over = versions?.kept ?? versions?.all.findLast((version) => version !== turnId);
    if (!versions || over === undefined || over === turnId) return;
    const answer = await this.#doors.prefer(turnId, over);
    if (!answer.ok) return this.#doors.refused(answer);
    versions.kept = turnId;
    for (const version of versions.all) this.#show(version);
  }

  #show(turnId: string): void {
    const group = this.#groups.get(turnId);
    if (!group) return;
    const opinion = this.#opinions.get(turnId);
    for (const button of group.querySelectorAll<HTMLElement>("[data-rating]")) {
      button.setAttribute("aria-pressed", String(button.dataset["rating"] === opinion?.rating));
    }
    group.toggleAttribute("data-rated", opinion !== undefined);
    const kept = this.#versions.get(this.#first.get(turnId) ?? "")?.kept ?? null;
    const keep = group.querySelector(".keep");
    if (keep) {
      const { feedback } = this.#doors.words();
      keep.textContent = kept === turnId ? feedback.kept : feedback.keep;
      keep.setAttribute("aria-pressed", String(kept === turnId));
    }
    const row = group.closest(".turn");
    row?.classList.toggle("set-aside", kept !== null && kept !== turnId);
  }

  #note(turnId: string, text: string): void {
    const note = this.#groups.get(turnId)?.querySelector<HTMLElement>(".tools-note");
    if (note) write(note, text);
  }

  #key(event: KeyboardEvent, group: HTMLElement): void {
    const groups = [...this.#groups.values()].filter((one) => one.isConnected);
    const buttons = [...group.querySelectorAll<HTMLElement>(":scope > button")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const next = groups[groups.indexOf(group) + (event.key === "ArrowUp" ? -1 : 1)];
    const reasons = group.querySelector(".reasons");
    if (event.key === "Escape" && reasons) reasons.remove();
    else if (event.key === "ArrowRight") buttons[at + 1]?.focus();
    else if (event.key === "ArrowLeft") buttons[at - 1]?.focus();
    else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && next) {
      this.#stop(next);
      next.querySelector<HTMLElement>("button")?.focus();
      next.closest(".turn")?.scrollIntoView({ block: "nearest" });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Only one group of the log is a stop of the Tab key. */
  #stop(group: HTMLElement): void {
    for (const other of this.#groups.values()) {
      if (other === group) continue;
      for (const button of other.querySelectorAll(":scope > button")) {
        button.setAttribute("tabindex", "-1");
      }
    }
    for (const button of group.querySelectorAll(":scope > button")) {
      button.setAttribute("tabindex", "0");
    }
  }
}

function tool(picture: string, label: string): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: "tool", "aria-label": label, title: label },
    element("img", { src: `/ui/${picture}.png`, alt: "", class: "icon" }),
  );
}
