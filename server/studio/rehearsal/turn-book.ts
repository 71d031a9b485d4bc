import type {
  Channel,
  SegmentView,
  TakeAgain,
  TurnView,
} from "../../../shared/studio/rehearsal.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { RehearsedScene } from "./rehearsed-scene.ts";

/** The turns of one rehearsal, those that run and those that are over, with the takes of each. */
export interface TurnBook {
  begin(scene: RehearsedScene, turn: BegunTurn): TurnView;
  find(turnId: string): BookedTurn | null;
  /** More text of a block of a turn that runs; null for a turn that does not. */
  block(turnId: string, block: string, channel: Channel, text: string, whole: boolean): boolean;
  retract(turnId: string, block: string): boolean;
  /** A turn has its end; null for one that never began here. */
  end(event: Extract<EpisodeEvent, { type: "turn" }>): TurnView | null;
  change(turnId: string, change: Partial<TurnView>): TurnView | null;
  /** Of a turn, what else it was taken as, in the order in which they were shown. */
  takesOf(turnId: string): readonly TurnView[];
  /** All that began. */
  readonly count: number;
}

export interface BookedTurn {
  readonly view: TurnView;
  readonly scene: RehearsedScene;
  /** Monotonic time of its end in ms; null while it runs. */
  readonly endedAt: number | null;
}

export interface BegunTurn {
  readonly turnId: string;
  readonly speaker: string;
  readonly name: string;
  readonly to: string | null;
  readonly whisper: boolean;
  readonly sheet: string;
  readonly endpoint: string;
  readonly instead: string | null;
  readonly wish: TakeAgain | null;
  readonly pairs: boolean;
}

interface Kept {
  readonly scene: RehearsedScene;
  view: TurnView;
  endedAt: number | null;
  /** By their names, in the order in which they began. */
  readonly blocks: Map<string, { channel: Channel; text: string }>;
}

export function createTurnBook(elapsed: () => number): TurnBook {
  const turns = new Map<string, Kept>();
  /** Of a turn that was taken again, its takes. */
  const takes = new Map<string, Kept[]>();

  const shown = ({ view, endedAt, blocks }: Kept): TurnView =>
    endedAt !== null
      ? view
      : {
          ...view,
          segments: [...blocks].flatMap(([block, { channel, text }]): SegmentView[] =>
            text === "" ? [] : [{ channel, text, block }],
          ),
        };

  return {
    get count() {
      return turns.size;
    },
    begin(scene, turn) {
      const view: TurnView = {
        kind: "turn",
        ...turn,
        segments: [],
        outcome: null,
        cause: null,
        mode: null,
        ms: null,
        firstVisible: null,
        preferredTo: [],
        edited: null,
      };
      const kept: Kept = { scene, view, endedAt: null, blocks: new Map() };
      turns.set(turn.turnId, kept);
      if (turn.instead !== null)
        takes.set(turn.instead, [...(takes.get(turn.instead) ?? []), kept]);
      return view;
    },
    find(turnId) {
      const kept = turns.get(turnId);
      return kept === undefined
        ? null
        : { view: shown(kept), scene: kept.scene, endedAt: kept.endedAt };
    },
    block(turnId, block, channel, text, whole) {
      const kept = turns.get(turnId);
      if (kept === undefined || kept.endedAt !== null) return false;
      const before = kept.blocks.get(block);
      kept.blocks.set(block, { channel, text: whole ? text : (before?.text ?? "") + text });
      return true;
    },
    retract(turnId, block) {
      const kept = turns.get(turnId);
      return kept !== undefined && kept.endedAt === null && kept.blocks.delete(block);
    },
    end(event) {
      const kept = turns.get(event.turnId);
      if (kept === undefined) return null;
      kept.endedAt = elapsed();
      kept.blocks.clear();
      kept.view = {
        ...kept.view,
        segments: event.segments.map(({ kind, text }) => ({ channel: kind, text })),
        outcome: event.outcome,
        cause: event.cause,
        mode: event.thinking?.mode ?? null,
        ms: event.timing.end,
        firstVisible: event.timing.firstVisible,
      };
      return kept.view;
    },
    change(turnId, change) {
      const kept = turns.get(turnId);
      if (kept === undefined) return null;
      kept.view = { ...kept.view, ...change };
      return kept.view;
    },
    takesOf: (turnId) => (takes.get(turnId) ?? []).map(shown),
  };
}
