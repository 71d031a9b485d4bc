import type { ParticipantId, SceneEvent, VisibleSegment } from "../../shared/protocol.ts";
import type { Clock, Tell } from "./ports.ts";

/** The scene's one voice to its clients: gives every event its number and lets fast ones travel together. */

/** An event before it is numbered. */
export type UntoldEvent = SceneEvent extends infer E
  ? E extends { readonly seq: number }
    ? Omit<E, "seq">
    : never
  : never;

export interface Telling {
  /**
   * Sends an event, in order with all others: at once after a quiet interval, and where a turn begins; else together
   * with what follows in the interval.
   */
  tell(listeners: ReadonlySet<ParticipantId>, event: UntoldEvent): void;
  /** Sends more text of a segment; text of one segment that waits is joined. */
  tellDelta(
    listeners: ReadonlySet<ParticipantId>,
    turnId: string,
    segment: number,
    kind: VisibleSegment["kind"],
    text: string,
  ): void;
  /** Sends everything that waits; returns the last number given. */
  flush(): number;
}

interface Waiting {
  readonly listeners: ReadonlySet<ParticipantId>;
  event: UntoldEvent;
}

/**
 * Between two batches, in ms. A crowd's frames cost a server more than its ears notice: they wait to travel with
 * the room's own patch, and at most this long.
 */
export const BATCH = { few: 33, crowd: 100, crowdFrom: 60 } as const;

/** `interval` in ms: what happens within it travels in one batch, so that many personas cost a client one frame. */
export function createTelling(
  send: Tell,
  clock: Clock,
  interval: () => number = () => BATCH.few,
): Telling {
  let seq = 0;
  let waiting: Waiting[] = [];
  /** The last waiting event of each turn: only that one may still grow. */
  let lastOfTurn = new Map<string, Waiting>();
  let sentAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  function flush(): number {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return seq;
    const batch = waiting;
    waiting = [];
    lastOfTurn = new Map();
    sentAt = clock.elapsed();
    send(batch.map(({ listeners, event }) => ({ listeners, event: numbered(event) })));
    return seq;
  }

  function numbered(event: UntoldEvent): SceneEvent {
    seq += 1;
    return { ...event, seq } as SceneEvent;
  }

  function enqueue(entry: Waiting): void {
    waiting.push(entry);
    if ("turnId" in entry.event && entry.event.turnId !== null)
      lastOfTurn.set(entry.event.turnId, entry);
    const wait = interval();
    const left = sentAt + wait - clock.elapsed();
    // Someone waits to see that they were heard, and what comes next may keep the process busy for a while.
    const pressing = entry.event.type === "turn-start" && wait <= BATCH.few;
    if (left <= 0 || pressing) flush();
    else cancel ??= clock.after(left, flush);
  }

  return {
    tell: (listeners, event) => enqueue({ listeners, event }),
    tellDelta(listeners, turnId, segment, kind, text) {
      const type = kind === "speech" ? ("speech-delta" as const) : ("action-delta" as const);
      const last = lastOfTurn.get(turnId);
      if (last && last.event.type === type && last.event.segment === segment) {
        last.event = { ...last.event, text: last.event.text + text };
        return;
      }
      enqueue({ listeners, event: { type, turnId, segment, text } });
    },
    flush,
  };
}
