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
  /** `begins`: a persona spoke that nobody had asked. `aside`: something it did in passing, which is no part of a talk. */
  readonly part?: "begins" | "aside";
  state: "open" | TurnOutcome;
  /** When it had its end, by the monotonic clock in ms. */
  endedAt?: number;
  /** The turn that this one says differently, for a retake. */
  readonly instead?: string;
  /** This retake has taken the place of the turn it says differently; without it, it is for its listeners alone. */
  takesPlace?: boolean;
  /** Another turn has taken its place: those who heard it heard it, and nobody else will. */
  replaced?: boolean;
}

export interface Hearing {
  /** Keeps a turn from now on; the oldest is forgotten when there are too many. */
  keep(turn: HeardTurn): void;
  /** Appends visible text to a segment of an open turn. */
  extend(turn: HeardTurn, segment: number, kind: VisibleSegment["kind"], text: string): void;
  /** Every turn that is still remembered and stands, oldest first. */
  all(): readonly HeardTurn[];
  /** A turn that is still remembered; null for any other. */
  find(turnId: string): HeardTurn | null;
  /** The last turn that a speaker took, as it stands now: retakes for one listener alone are none. */
  lastOf(speaker: ParticipantId): HeardTurn | null;
  /**
   * Lets a newcomer hear what was said aloud within earshot of where it stands; says which turns these are. `now` by
   * the monotonic clock in ms.
   */
  admit(newcomer: ParticipantId, canHear: (origin: Point) => boolean, now: number): string[];
  /** What this participant had of the talk when it thought something of these turns, which have ended. */
  exposure(participant: ParticipantId, to: readonly string[], now: number): Exposure;
  /** The talk in this participant's hearing: personas' turns since a player spoke, or since a persona began it. */
  exchange(participant: ParticipantId): Exchange;
  /** The last turns that every one of these heard aloud, oldest first. */
  shared(participants: readonly ParticipantId[], limit: number): readonly HeardTurn[];
  /** Everything that a participant heard, oldest first. */
  snapshot(participant: ParticipantId, seq: number): Snapshot;
}

/** What a participant was shown, the last turns of it, and for how long; in ms since it had the whole of what it thinks of. */
export interface Exposure {
  readonly turns: readonly string[];
  readonly ms: number;
}

/** Turns that are named as shown: more than a page shows at once. */
const SHOWN = 40;

/** How long personas have been talking with each other. */
export interface Exchange {
  readonly turns: number;
  /** A persona began it, and no player has spoken since. */
  readonly begun: boolean;
}

/** A record of at most `capacity` turns. */
export function createHearing(capacity: number = LIMITS.transcript * 2): Hearing {
  const turns: HeardTurn[] = [];
  const cameIn = new Map<ParticipantId, number>();
  return {
    keep(turn) {
      turns.push(turn);
      if (turns.length > capacity) turns.shift();
    },
    extend(turn, segment, kind, text) {
      const before = turn.segments[segment];
      turn.segments[segment] = { kind, text: (before?.text ?? "") + text };
    },
    all: () => turns.filter(stands),
    find: (turnId) => turns.findLast((turn) => turn.turnId === turnId) ?? null,
    lastOf: (speaker) => turns.findLast((turn) => turn.speaker === speaker && stands(turn)) ?? null,
    admit(newcomer, canHear, now) {
      cameIn.set(newcomer, now);
      const admitted: string[] = [];
      for (const turn of turns) {
        if (turn.whisper || !stands(turn)) continue;
        if (turn.origin !== null && !canHear(turn.origin)) continue;
        turn.listeners.add(newcomer);
        admitted.push(turn.turnId);
      }
      return admitted;
    },
    exposure(participant, to, now) {
      const heard = turns.filter(({ listeners }) => listeners.has(participant));
      const whole = heard.flatMap(({ turnId, endedAt = 0 }) =>
        to.includes(turnId) ? endedAt : [],
      );
      const since = Math.max(cameIn.get(participant) ?? 0, ...whole);
      return {
        turns: heard.slice(-SHOWN).map(({ turnId }) => turnId),
        ms: Math.max(0, now - since),
      };
    },
    exchange(participant) {
      let count = 0;
      for (const turn of turns.toReversed()) {
        if (!turn.listeners.has(participant) || turn.kind === "environment") continue;
        if (!stands(turn)) continue;
        if (turn.kind === "player") return { turns: count, begun: false };
        if (turn.part === "aside") continue;
        count += 1;
        if (turn.part === "begins") return { turns: count, begun: true };
      }
      return { turns: count, begun: false };
    },
    shared(participants, limit) {
      const aloud = (turn: HeardTurn) =>
        !turn.whisper && stands(turn) && participants.every((id) => turn.listeners.has(id));
      return turns.filter(aloud).slice(-limit);
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

/** True for what was said as far as the scene is concerned: no draft for one listener, and nothing that was replaced. */
function stands({ instead, takesPlace, replaced }: HeardTurn): boolean {
  return replaced !== true && (instead === undefined || takesPlace === true);
}

function entryOf(turn: HeardTurn): TranscriptEntry {
  const { turnId, speaker, name, kind, addressee, whisper, gesture, state, instead } = turn;
  return {
    turnId,
    speaker,
    name,
    kind,
    addressee,
    whisper,
    gesture,
    state,
    ...(instead === undefined ? {} : { instead }),
    segments: turn.segments.map((s) => (s ? { kind: s.kind, text: s.text } : null)),
  };
}
