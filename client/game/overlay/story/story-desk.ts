import type { Language, SceneEvent, StoryView } from "../../../../shared/protocol.ts";
import type { SceneClient } from "../../../index.ts";
import type { Sprites } from "../../sprites.ts";
import type { Words } from "../../words.ts";
import { EndingScreen } from "./ending-screen.ts";
import { FoundCard } from "./found-card.ts";
import { GoalBoard } from "./goal-board.ts";
import { JournalPanel } from "./journal-panel.ts";
import { MindPanel, type FigureOf } from "./mind-panel.ts";

/** What the desk asks of the rest of the page. */
export interface StoryDeskDoors {
  readonly jump: (turnId: string) => boolean;
  readonly home: () => void;
  readonly toast: (text: string) => void;
  /** A thought that was granted, to be written into the log. */
  readonly thought: (name: string, text: string) => void;
  readonly playAgain: () => void;
  /** A page of what was found came up. */
  readonly found: () => void;
  /** Whether words of a turn still appear. */
  readonly appearing: (turnId: string) => boolean;
}

/** Everything of the story on the page: board, journal, what was just found, thoughts, and the ending. */
export class StoryDesk {
  readonly board: GoalBoard;
  readonly journal: JournalPanel;
  readonly minds: MindPanel;
  readonly ending: EndingScreen;
  readonly #found: FoundCard;
  readonly #doors: StoryDeskDoors;
  #states = new Map<string, string>();

  constructor(stage: HTMLElement, doors: StoryDeskDoors, open: () => void) {
    this.#doors = doors;
    this.board = new GoalBoard(open);
    this.journal = new JournalPanel(doors);
    this.minds = new MindPanel(stage);
    this.#found = new FoundCard(stage, open);
    this.ending = new EndingScreen(doors.playAgain);
    stage.append(this.journal.root);
    document.body.append(this.ending.root);
  }

  /** What the server says that this player holds; nothing of it is news. */
  restart(story: StoryView | null, now: number): void {
    this.journal.forget(story);
    this.minds.restart(story, now);
    this.#states = statesOf(story);
  }

  /** Another night begins. */
  forget(): void {
    this.#found.clear();
    this.ending.forget();
    if (this.journal.open) this.journal.close();
    this.restart(null, 0);
  }

  hear(
    event: SceneEvent,
    client: SceneClient,
    language: Language,
    words: Words,
    now: number,
  ): void {
    const closed = this.minds.hear(event, now);
    if (closed !== null) this.#doors.toast(words.minds.over(this.minds.nameOf(closed)));
    switch (event.type) {
      case "mind-grant": {
        const name = client.cast.get(event.persona)?.name ?? this.minds.nameOf(event.persona);
        if (event.ms > 0) this.#doors.toast(words.minds.granted(name));
        return;
      }
      case "journal":
        this.#found.tell(event.entry);
        return;
      case "goal":
        this.#moved(client.story, language, words);
        return;
      case "mind-read": {
        const name = client.cast.get(event.persona)?.name ?? this.minds.nameOf(event.persona);
        this.#doors.thought(name, event.text);
        return;
      }
      default:
        return;
    }
  }

  refresh(
    client: SceneClient,
    sprites: Sprites,
    figure: FigureOf,
    language: Language,
    words: Words,
    now: number,
  ): void {
    const { story } = client;
    this.board.refresh(story, this.journal.fresh(story), this.journal.open, words);
    this.journal.refresh(story, language, words);
    const { appearing, found } = this.#doors;
    if (this.#found.refresh(language, words, now, appearing)) found();
    const nameOf = (id: string) => client.cast.get(id)?.name ?? "";
    for (const name of this.minds.refresh(nameOf, figure, words, now)) {
      this.#doors.toast(words.minds.over(name));
    }
    if (story?.ending) this.ending.show(story, client, sprites, language, words);
  }

  /** Says which question has moved, to everyone. */
  #moved(story: StoryView | null, language: Language, { journal }: Words): void {
    const before = this.#states;
    this.#states = statesOf(story);
    for (const { id, ask, state } of story?.questions ?? []) {
      if (!before.has(id) || before.get(id) === state || state === "open") continue;
      const told = state === "found" ? journal.answered : journal.moved;
      this.#doors.toast(told(ask[language]));
    }
  }
}

function statesOf(story: StoryView | null): Map<string, string> {
  return new Map((story?.questions ?? []).map(({ id, state }) => [id, state]));
}
