import type { Observation } from "../../roleplay/observation.ts";
import { createCopyIndex, PRIVATE_RUN, type CopyIndex } from "../../roleplay/parser/copy-index.ts";
import { observationOf } from "../../stage/chronicle-observations.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { GUARDED_TURNS } from "../../stage/mind.ts";

type Change =
  | { readonly index: number; readonly replaces: boolean; readonly observation: Observation }
  | { readonly forgot: number };

/** One persona's mind as the log tells of it, at any moment so far. */
export interface ReplayedMind {
  observed(event: Extract<EpisodeEvent, { type: "observed" }>, index: number): void;
  forgot(count: number): void;
  /** Its observations after so many changes; null if the log does not hold them all, or there were not so many. */
  at(changes: number, observations: number): readonly Observation[] | null;
  /** What it heard of a turn, remembered still or not; null for nothing. */
  heard(turnId: string): Observation | null;
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
  let list: Observation[] | null = [];
  let done = 0;

  function apply(change: Change): void {
    if (list === null) return;
    if ("forgot" in change) {
      list.splice(0, change.forgot);
      return;
    }
    const { index, replaces, observation } = change;
    if (index > list.length || (replaces && index === list.length)) list = null;
    else list.splice(index, replaces ? 1 : 0, observation);
  }

  return {
    observed({ observation, replaces }, index) {
      changes.push({ index, replaces, observation: observationOf(observation) });
    },
    forgot(count) {
      changes.push({ forgot: count });
    },
    at(wanted, observations) {
      if (wanted > changes.length) return null;
      // A retake has the prompt that its turn had, and a turn is recorded after others that began later.
      if (wanted < done) {
        list = [];
        done = 0;
      }
      for (const change of changes.slice(done, wanted)) apply(change);
      done = wanted;
      return list === null || list.length !== observations ? null : list;
    },
    heard(turnId) {
      const found = changes.find(
        (one) =>
          "observation" in one &&
          one.observation.kind === "heard" &&
          one.observation.turnId === turnId,
      );
      return found !== undefined && "observation" in found ? found.observation : null;
    },
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
