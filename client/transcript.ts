import {
  LIMITS,
  type ParticipantId,
  type SceneEvent,
  type SegmentDeltaEvent,
  type Snapshot,
  type TranscriptEntry,
  type VisibleSegment,
} from "../shared/protocol.ts";

/** What this client has heard so far. Made only by `reduceTranscript`. */
export interface Transcript {
  /** The last number that was taken in; what is not above it has been seen. */
  readonly seq: number;
  readonly you: ParticipantId;
  /** Oldest first, at most `LIMITS.transcript`. */
  readonly entries: readonly TranscriptEntry[];
  /** The turn of an event that came without its beginning: ask for a snapshot. Null when nothing is missing. */
  readonly missing: string | null;
}

/** What one holds who has heard nothing yet. */
export const EMPTY_TRANSCRIPT: Transcript = { seq: 0, you: "", entries: [], missing: null };

/**
 * Takes in one event or snapshot. A snapshot replaces everything unless it is older than what is held; an event
 * that has been seen changes nothing. Never throws.
 */
export function reduceTranscript(held: Transcript, input: SceneEvent | Snapshot): Transcript {
  if ("entries" in input) return fromSnapshot(held, input);
  if (input.seq <= held.seq) return held;
  const next = { ...held, seq: input.seq };
  switch (input.type) {
    case "line": {
      const { turnId, speaker, name, kind, addressee, whisper, segments } = input;
      const said = { turnId, speaker, name, kind, addressee, whisper };
      return withEntry(next, { ...said, segments, state: "complete", gesture: "" });
    }
    case "turn-start": {
      const { turnId, speaker, name, addressee, whisper, gesture, instead } = input;
      const other = instead === undefined ? {} : { instead };
      const begun = { turnId, speaker, name, addressee, whisper, gesture, ...other };
      return withEntry(next, { ...begun, kind: "persona", segments: [], state: "open" });
    }
    case "speech-delta":
    case "action-delta":
      return change(next, input.turnId, (entry) => extended(entry, input));
    case "turn-retract":
      return change(next, input.turnId, (entry) =>
        input.segment < entry.segments.length
          ? { ...entry, segments: entry.segments.with(input.segment, null) }
          : null,
      );
    case "turn-end":
      return change(next, input.turnId, (entry) => ({ ...entry, state: input.outcome }));
    case "gesture":
    case "verb-done":
    case "journal":
    case "goal":
    case "suggestions":
    case "ending":
    case "mind-grant":
    case "mind-read":
    case "notice":
      return next;
  }
}

/** The entry of a turn, if it is held. */
export function entryOf(transcript: Transcript, turnId: string): TranscriptEntry | undefined {
  return transcript.entries.findLast((entry) => entry.turnId === turnId);
}

function fromSnapshot(held: Transcript, { seq, you, entries }: Snapshot): Transcript {
  const sameReader = held.you === "" || held.you === you;
  if (sameReader && seq < held.seq) return { ...held, you };
  return { seq, you, entries: entries.slice(-LIMITS.transcript), missing: null };
}

function withEntry(held: Transcript, entry: TranscriptEntry): Transcript {
  if (held.entries.some(({ turnId }) => turnId === entry.turnId)) return held;
  return { ...held, entries: [...held.entries, entry].slice(-LIMITS.transcript) };
}

function change(
  held: Transcript,
  turnId: string,
  apply: (entry: TranscriptEntry) => TranscriptEntry | null,
): Transcript {
  const at = held.entries.findLastIndex((entry) => entry.turnId === turnId);
  const entry = held.entries[at];
  if (entry === undefined) return { ...held, missing: turnId };
  if (entry.state !== "open") return held;
  const changed = apply(entry);
  if (changed === null) return { ...held, missing: turnId };
  return { ...held, entries: held.entries.with(at, changed) };
}

/** Null when the event speaks of a segment whose predecessors never came. */
function extended(entry: TranscriptEntry, delta: SegmentDeltaEvent): TranscriptEntry | null {
  const { segment: at, text } = delta;
  const kind: VisibleSegment["kind"] = delta.type === "speech-delta" ? "speech" : "action";
  if (at > entry.segments.length) return null;
  const before = entry.segments[at];
  if (before === null) return entry;
  const segments = [...entry.segments];
  segments[at] = { kind: before?.kind ?? kind, text: (before?.text ?? "") + text };
  return { ...entry, segments };
}
