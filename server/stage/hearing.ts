import {
  LIMITS,
  PROTOCOL_VERSION,
  type ParticipantId,
  type ParticipantKind,
  type Snapshot,
  type TranscriptEntry,
  type TurnOutcome,
  type VisibleSegment,
} from "../../shared/protocol.ts";
import type { Point } from "./ground.ts";

/** What was said and done for others to perceive, and who perceived it. Holds no private text. */

/** One turn as it was audible. `listeners` grows when someone comes into a scene whose talk still hangs in the air. */
export interface HeardTurn {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  readonly kind: ParticipantKind;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly gesture: string;
  /** Where it was said, in tiles; null for what is perceived everywhere. */
  readonly origin: Point | null;
  readonly listeners: Set<ParticipantId>;
  readonly segments: (VisibleSegment | null)[];
  state: "open" | TurnOutcome;
}

export interface Hearing {
  /** Keeps a turn from now on; the oldest is forgotten when there are too many. */
  keep(turn: HeardTurn): void;
  /** Appends visible text to a segment of an open turn. */
  extend(turn: HeardTurn, segment: number, kind: VisibleSegment["kind"], text: string): void;
  /** Lets a newcomer hear what was said aloud within earshot of where it stands. */
  admit(newcomer: ParticipantId, canHear: (origin: Point) => boolean): void;
  /** How many turns personas have taken in this participant's hearing since a player last spoke. */
  personaTurns(participant: ParticipantId): number;
  /** Everything that a participant heard, oldest first. */
  snapshot(participant: ParticipantId, seq: number): Snapshot;
}

/** A record of at most `capacity` turns. */
export function createHearing(capacity: number = LIMITS.transcript * 2): Hearing {
  const turns: HeardTurn[] = [];
  return {
    keep(turn) {
      turns.push(turn);
      if (turns.length > capacity) turns.shift();
    },
    extend(turn, segment, kind, text) {
      const before = turn.segments[segment];
      turn.segments[segment] = { kind, text: (before?.text ?? "") + text };
    },
    admit(newcomer, canHear) {
      for (const turn of turns) {
        if (turn.whisper) continue;
        if (turn.origin === null || canHear(turn.origin)) turn.listeners.add(newcomer);
      }
    },
    personaTurns(participant) {
      let count = 0;
      for (const turn of turns.toReversed()) {
        if (!turn.listeners.has(participant) || turn.kind === "environment") continue;
        if (turn.kind === "player") return count;
        count += 1;
      }
      return count;
    },
    snapshot(participant, seq) {
      const heard = turns.filter((turn) => turn.listeners.has(participant));
      return {
        version: PROTOCOL_VERSION,
        seq,
        you: participant,
        entries: heard.slice(-LIMITS.transcript).map(entryOf),
      };
    },
  };
}

function entryOf(turn: HeardTurn): TranscriptEntry {
  const { turnId, speaker, name, kind, addressee, whisper, gesture, state } = turn;
  return {
    turnId,
    speaker,
    name,
    kind,
    addressee,
    whisper,
    gesture,
    state,
    segments: turn.segments.map((s) => (s ? { kind: s.kind, text: s.text } : null)),
  };
}
