import type { TranscriptEntry, VisibleSegment } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Everything that could be heard in an episode, and by whom: what each page showed in the end. */

/** An entry of a page's transcript, with who had it and from when, in wall time. */
export interface ShownLine {
  readonly entry: TranscriptEntry;
  readonly listeners: ReadonlySet<string>;
  readonly at: number;
}

/** Gathers them, event by event. */
export interface ShownLines {
  /** Takes an event; `shown` is a turn as it was read again, where it was. */
  add(event: EpisodeEvent, shown?: readonly (VisibleSegment | null)[]): void;
  /** In the order in which the lines began. */
  all(): readonly ShownLine[];
  /** What one participant had, in that order. */
  of(participant: string): readonly TranscriptEntry[];
}

interface Kept extends ShownLine {
  readonly listeners: Set<string>;
}

/** Before the first event. */
export function createShownLines(): ShownLines {
  const names = new Map<string, { name: string; kind: TranscriptEntry["kind"] }>();
  const lines = new Map<string, Kept>();
  /** Turns that go on while somebody comes in are recorded after that. */
  const order = () =>
    [...lines.values()].toSorted((a, b) => placeOf(a.entry.turnId) - placeOf(b.entry.turnId));
  const speakerOf = (id: string) =>
    names.get(id) ?? { name: id === "environment" ? "Environment" : id, kind: "environment" };

  return {
    add(event, shown) {
      switch (event.type) {
        case "episode-start":
          for (const persona of event.personas) {
            const { id, name } = Object(persona) as { id?: unknown; name?: unknown };
            if (typeof id === "string" && typeof name === "string")
              names.set(id, { name, kind: "persona" });
          }
          break;
        case "recast":
        case "admitted": {
          const { name } = Object(event.persona) as { name?: unknown };
          if (typeof name === "string") names.set(event.participant, { name, kind: "persona" });
          break;
        }
        case "participant-joined":
          names.set(event.participant, { name: event.name, kind: event.kind });
          for (const turnId of event.admitted ?? [])
            lines.get(turnId)?.listeners.add(event.participant);
          break;
        case "line":
        case "turn": {
          const { turnId, speaker, addressee, whisper, listeners, at } = event;
          const visible = event.segments.flatMap(({ kind, text }): VisibleSegment[] =>
            kind === "speech" || kind === "action" ? [{ kind, text }] : [],
          );
          const turn = event.type === "turn" ? event : null;
          const began = turn === null ? 0 : turn.timing.end - (turn.timing.firstVisible ?? 0);
          lines.set(turnId, {
            entry: {
              turnId,
              speaker,
              ...speakerOf(speaker),
              addressee,
              whisper,
              gesture: turn?.gesture ?? "",
              state: turn?.outcome ?? "complete",
              ...(turn?.instead === undefined ? {} : { instead: turn.instead }),
              segments: [...(shown ?? visible)],
            },
            listeners: new Set(listeners),
            at: turn === null || turn.timing.firstVisible === null ? at : at - began,
          });
          break;
        }
        default:
      }
    },
    all: order,
    of: (participant) =>
      order()
        .filter(({ listeners }) => listeners.has(participant))
        .map(({ entry }) => entry),
  };
}

/** A scene numbers its turns as they begin. */
function placeOf(turnId: string): number {
  return Number(/\.(\d+)$/u.exec(turnId)?.[1] ?? Number.POSITIVE_INFINITY);
}
