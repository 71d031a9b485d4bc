import type { LineView, RehearsalState } from "../../../shared/studio/rehearsal.ts";
import type { MemoryStore } from "../../stage/memory.ts";
import type { Resumption } from "../../stage/resumption.ts";
import { createFeed, type Feed } from "./feed.ts";
import { problem } from "./refusals.ts";
import type { RehearsalOrder, Refused } from "./rehearsal-order.ts";
import type { RehearsalPorts } from "./rehearsal-ports.ts";
import type { RehearsedScene } from "./rehearsed-scene.ts";
import { createTurnBook, type TurnBook } from "./turn-book.ts";
import { createVisitors, type Visitors } from "./visitors.ts";

/** What the parts of one rehearsal share: what it was begun with, what was told so far, and the scene that plays now. */
export interface InPlay {
  readonly ports: RehearsalPorts;
  readonly order: RehearsalOrder;
  readonly feed: Feed;
  readonly book: TurnBook;
  readonly visitors: Visitors;
  readonly memory: MemoryStore;
  /** What was said, in order; of turns their ids. */
  talk: (LineView | string)[];
  /** Set before anything is asked of it. */
  scene: RehearsedScene;
  /** Scenes of their own in which single turns are taken again. */
  readonly asides: Set<RehearsedScene>;
  /** Turns that are still to play by themselves. */
  playing: number;
  /** Whose turn it is in a rehearsal that goes on from when a turn was asked for; null once anything else is said. */
  due: Resumption["first"];
  open: boolean;
  addLine(line: LineView): void;
  /** The turn that a take is of; a turn's own id for one that is none. */
  rootOf(turnId: string): string;
  state(): RehearsalState;
  /** Tells the page how it stands, if that has changed. */
  tellState(): void;
  /** Why `more` turns and takes are too many for it; null where they are not. */
  full(more?: number): Refused;
}

export function createInPlay(ports: RehearsalPorts, order: RehearsalOrder): InPlay {
  const { clock } = ports;
  const { bounds } = order;
  const feed = createFeed();
  const book = createTurnBook(() => clock.elapsed());
  const visitors = createVisitors();
  let lastState = "";
  let scene: RehearsedScene | null = null;

  const shared: InPlay = {
    ports,
    order,
    feed,
    book,
    visitors,
    memory: order.memory(visitors),
    talk: [],
    get scene() {
      if (scene === null) throw new Error("no scene of this rehearsal is open yet");
      return scene;
    },
    set scene(next) {
      scene = next;
    },
    asides: new Set(),
    playing: 0,
    due: null,
    open: true,
    addLine(line) {
      shared.talk.push(line);
      feed.tell({ type: "line", line });
    },
    rootOf: (turnId) => book.find(turnId)?.view.instead ?? turnId,
    state() {
      const asideTurns = [...shared.asides].reduce(
        (sum, { director }) => sum + director.turnsRunning,
        0,
      );
      const takes = shared.talk.reduce(
        (sum, one) =>
          sum +
          (typeof one === "string"
            ? book.takesOf(one).filter(({ outcome }) => outcome === null).length
            : 0),
        0,
      );
      return {
        running: shared.scene.director.turnsRunning + Math.max(asideTurns, takes),
        playing: shared.playing,
        turnsLeft: Math.max(0, bounds.turns - book.count),
        open: shared.open,
      };
    },
    tellState() {
      const now = shared.state();
      const text = JSON.stringify(now);
      if (text === lastState) return;
      lastState = text;
      feed.tell({ type: "state", state: now });
    },
    full(more = 1) {
      if (!shared.open) return problem("conflict", "This rehearsal is over; begin a new one.");
      if (book.count + more <= bounds.turns) return null;
      return problem(
        "too-many",
        `This rehearsal has had its ${bounds.turns} turns and takes; begin a new one, or go on from an episode in a new one.`,
      );
    },
  };
  return shared;
}
