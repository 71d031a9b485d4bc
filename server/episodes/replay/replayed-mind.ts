import type { Observation } from "../../roleplay/observation.ts";
import { createCopyIndex, PRIVATE_RUN, type CopyIndex } from "../../roleplay/parser/copy-index.ts";
import { observationOf } from "../../stage/chronicle-observations.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { GUARDED_TURNS } from "../../stage/mind.ts";

type Change =
  | {
      readonly index: number;
      readonly replaces: boolean;
      readonly observation: Observation;
      readonly order: number;
    }
  | { readonly forgot: number };

/** An observation, and the how-manieth of its episode's records of observations it came by. */
export interface Recorded {
  readonly observation: Observation;
  readonly order: number;
}

/** One persona's mind as the log tells of it, at any moment so far. */
export interface ReplayedMind {
  observed(event: Extract<EpisodeEvent, { type: "observed" }>, index: number, order?: number): void;
  forgot(count: number): void;
  /** Its observations after so many changes; null if the log does not hold them all, or there were not so many. */
  at(changes: number, observations: number): readonly Observation[] | null;
  /** Its observations after all changes so far; null if the log does not hold them all. */
  now(): readonly Recorded[] | null;
  readonly changes: number;
  /** What it heard of a turn, remembered still or not; null for nothing. */
  heard(turnId: string): Observation | null;
  /** The private texts of its turns so far, oldest first. */
  readonly thoughts: readonly string[];
  /** A turn's private text, from now on not to be spoken. */
  guard(thought: string): void;
  /** What was guarded when it had begun to guard so often; null if the log does not hold it all. */
  guarded(guards: number): CopyIndex | null;
}

/** A mind of which the log has told nothing yet. */
export function createReplayedMind(): ReplayedMind {
  const changes: Change[] = [];
  const thoughts: string[] = [];
  /** The observations after the first `done` changes; null where they do not fit each other. */
  let list: Recorded[] | null = [];
  let done = 0;

  function apply(change: Change): void {
    if (list === null) return;
    if ("forgot" in change) {
      list.splice(0, change.forgot);
      return;
    }
    const { index, replaces, observation, order } = change;
    if (index > list.length || (replaces && index === list.length)) list = null;
    else list.splice(index, replaces ? 1 : 0, { observation, order });
  }

  function after(wanted: number): readonly Recorded[] | null {
    // A retake has the prompt that its turn had, and a turn is recorded after others that began later.
    if (wanted < done) {
      list = [];
      done = 0;
    }
    for (const change of changes.slice(done, wanted)) apply(change);
    done = wanted;
    return list;
  }

  return {
    get changes() {
      return changes.length;
    },
    observed({ observation, replaces }, index, order = changes.length) {
      changes.push({ index, replaces, observation: observationOf(observation), order });
    },
    forgot(count) {
      changes.push({ forgot: count });
    },
    at(wanted, observations) {
      if (wanted > changes.length) return null;
      const held = after(wanted);
      if (held === null || held.length !== observations) return null;
      return held.map(({ observation }) => observation);
    },
    now: () => after(changes.length),
    heard(turnId) {
      const found = changes.find(
        (one) =>
          "observation" in one &&
          one.observation.kind === "heard" &&
          one.observation.turnId === turnId,
      );
      return found !== undefined && "observation" in found ? found.observation : null;
    },
    thoughts,
    guard(thought) {
      if (thought !== "") thoughts.push(thought);
    },
    guarded(guards) {
      if (guards > thoughts.length) return null;
      return createCopyIndex(
        PRIVATE_RUN,
        thoughts.slice(Math.max(0, guards - GUARDED_TURNS), guards),
      );
    },
  };
}
