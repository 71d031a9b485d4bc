import { allVoices } from "../roleplay/memory/voices.ts";
import { privateTextOf } from "../roleplay/utterance.ts";
import type { ParticipantId } from "../../shared/protocol.ts";
import type { Observation } from "../roleplay/observation.ts";
import type { EpisodeEvent, ObservationRecord } from "./episode-event.ts";

/** What minds observe, as the log keeps it: one record for all who observe the same thing in the same moment. */

type Body<K extends "observed" | "forgot"> = Omit<
  Extract<EpisodeEvent, { type: K }>,
  "v" | "episodeId" | "at" | "type"
>;
/** A change of minds, in the order in which they came. */
export type MindChange =
  | { readonly type: "observed"; readonly body: Body<"observed"> }
  | { readonly type: "forgot"; readonly body: Body<"forgot"> };

/** The changes of one moment, until they are written. */
export interface ObservedMoment {
  /** `index` is where it stands among the persona's observations; with `replaces`, what stood there is gone. */
  observed(
    persona: ParticipantId,
    index: number,
    observation: Observation,
    replaces: boolean,
  ): void;
  forgot(persona: ParticipantId, count: number): void;
  /** Everything since it was asked last. */
  take(): MindChange[];
}

/** A moment in which nothing was observed yet. */
export function createObservedMoment(): ObservedMoment {
  let changes: MindChange[] = [];

  /** The record that already holds this observation for others, unless this mind has changed since. */
  function sharedBy(persona: ParticipantId, observation: Observation): Body<"observed"> | null {
    for (let at = changes.length - 1; at >= 0; at--) {
      const change = changes[at];
      if (change === undefined || change.type === "forgot" || change.body.replaces) return null;
      const { minds, observation: known } = change.body;
      if (minds.some((mind) => mind.persona === persona)) return null;
      if (isSame(known, observation)) return change.body;
    }
    return null;
  }

  return {
    observed(persona, index, observation, replaces) {
      const shared = replaces ? null : sharedBy(persona, observation);
      if (shared !== null) return void shared.minds.push({ persona, index });
      const record = recordOfObservation(observation);
      changes.push({
        type: "observed",
        body: { minds: [{ persona, index }], replaces, observation: record },
      });
    },
    forgot(participant, count) {
      changes.push({ type: "forgot", body: { participant, count } });
    },
    take() {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

/** An observation as the log keeps it, thoughts opened. */
export function recordOfObservation(observation: Observation): ObservationRecord {
  switch (observation.kind) {
    case "heard":
      return {
        ...observation,
        segments: observation.segments.map(({ kind, text }) => ({ kind, text })),
      };
    case "own":
      return {
        ...observation,
        segments: observation.segments.map((segment) => ({
          kind: segment.kind,
          text: segment.kind === "role-thinking" ? segment.text.reveal() : segment.text,
        })),
      };
    case "recalled": {
      const { whose, items, ...rest } = observation;
      const kept = whose === undefined ? {} : { whose: allVoices([whose]) };
      return { ...rest, items: [...items], ...kept };
    }
    case "environment":
      return { ...observation };
    default:
      return observation satisfies never;
  }
}

/** An observation as a mind had it, thoughts sealed. */
export function observationOf(record: ObservationRecord): Observation {
  switch (record.kind) {
    case "heard": {
      const { from, to, company, ...rest } = record;
      return { ...rest, ...present({ from, to, company }) };
    }
    case "own": {
      const { to, company, segments, ...rest } = record;
      const sealed = segments.map(({ kind, text }) =>
        kind === "role-thinking" ? { kind, text: privateTextOf(text) } : { kind, text },
      );
      return { ...rest, segments: sealed, ...present({ to, company }) };
    }
    case "recalled": {
      const { only, whose, ...rest } = record;
      return { ...rest, ...present({ only, whose }) };
    }
    case "environment":
      return record;
    default:
      return record satisfies never;
  }
}

/** The fields that are there. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** What a persona did itself is nobody else's; what is heard or happens may be the same for many. */
function isSame(known: ObservationRecord, observation: Observation): boolean {
  if (known.turnId !== observation.turnId) return false;
  if (known.kind === "environment" && observation.kind === "environment")
    return known.text === observation.text;
  if (known.kind !== "heard" || observation.kind !== "heard") return false;
  return (
    known.speaker === observation.speaker &&
    known.from === observation.from &&
    known.to === observation.to &&
    known.company === observation.company &&
    known.segments.length === observation.segments.length &&
    known.segments.every(({ kind, text }, at) => {
      const other = observation.segments[at];
      return other?.kind === kind && other.text === text;
    })
  );
}
