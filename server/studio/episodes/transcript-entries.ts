import type { EpisodeEntry } from "../../../shared/studio/episodes.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { happened, versionOf } from "./episode-digest.ts";
import type { EpisodeSight } from "./episode-sight.ts";

/** The events that a transcript shows. */
export const TRANSCRIBED = [
  "participant-joined",
  "participant-left",
  "line",
  "turn",
  "deed",
  "feedback",
  "trigger",
  "ending",
  "redaction",
  "episode-end",
] as const satisfies readonly EpisodeEvent["type"][];
export type TranscribedEvent = Extract<EpisodeEvent, { type: (typeof TRANSCRIBED)[number] }>;

/** One entry of a transcript as its reader may see it; null for what is no entry. `start` is wall time in ms. */
export function entryOf(
  { seq, event }: LoggedEvent & { readonly event: TranscribedEvent },
  start: number,
  sight: EpisodeSight,
): EpisodeEntry | null {
  const at = event.at - start;
  const head = { seq, at };
  const idOrNull = (id: string | null) => (id === null ? null : sight.id(id));
  switch (event.type) {
    case "participant-joined":
      // A cast is there from the beginning; players come.
      return event.kind === "player"
        ? { ...head, kind: "came", who: sight.id(event.participant) }
        : null;
    case "participant-left":
      return { ...head, kind: "left", who: sight.id(event.participant) };
    case "line":
      return {
        ...head,
        kind: "line",
        turnId: event.turnId,
        who: sight.id(event.speaker),
        to: idOrNull(event.addressee),
        whisper: event.whisper,
        words: sight.line(event),
      };
    case "turn":
      return {
        ...head,
        kind: "turn",
        turnId: event.turnId,
        who: event.speaker,
        to: idOrNull(event.addressee),
        whisper: event.whisper,
        words: sight.words(event),
        thoughts: sight.thoughts(event, seq),
        outcome: event.outcome,
        anomalies: Object.keys(happened(event.anomalies)),
        version: versionOf(event),
        instead: event.instead ?? null,
        since: Math.max(
          0,
          at - (event.timing.end - (event.timing.firstVisible ?? event.timing.end)),
        ),
      };
    case "deed":
      return {
        ...head,
        kind: "deed",
        who: sight.id(event.actor),
        verb: event.verb,
        target: idOrNull(event.target),
        item: event.item,
        done: event.outcome === "done",
      };
    case "feedback":
      return {
        ...head,
        kind: "feedback",
        who: sight.id(event.participant),
        turnId: event.turnId,
        up: event.rating === "up",
      };
    case "trigger":
      return { ...head, kind: "trigger", what: event.trigger };
    case "ending":
      return { ...head, kind: "ending", what: event.ending };
    case "redaction":
      return { ...head, kind: "redaction", what: event.reason };
    case "episode-end":
      return { ...head, kind: "end", what: event.reason };
  }
}
