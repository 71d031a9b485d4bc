import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { callFacts } from "./call-facts.ts";
import { sheetsAfter, sheetsOf, type EpisodeSheets } from "./episode-sheets.ts";
import { createReplayedMind, type ReplayedMind } from "./replayed-mind.ts";
import { createThoughtChain, type ThoughtChain } from "./thought-chain.ts";

/** Where an episode stands after the events so far. */
export interface Standing {
  readonly sheets: EpisodeSheets | null;
  readonly minds: ReadonlyMap<string, ReplayedMind>;
  readonly thoughts: ThoughtChain;
}

/** Follows an episode's events: what each mind observed, and what each call thought. */
export interface Following extends Standing {
  /** Takes the next event, once all that is to be known of the moment before it was asked. */
  take(event: EpisodeEvent): void;
}

/** Before the first event. */
export function followEpisode(): Following {
  let sheets: EpisodeSheets | null = null;
  const minds = new Map<string, ReplayedMind>();
  const thoughts = createThoughtChain();
  const inPlace = new Set<string>();
  let order = 0;

  return {
    minds,
    thoughts,
    get sheets() {
      return sheets;
    },
    take(event) {
      switch (event.type) {
        case "episode-start":
          sheets = sheetsOf(event);
          for (const { id } of sheets?.personas ?? []) minds.set(id, createReplayedMind());
          break;
        case "recast":
        case "control":
          if (sheets !== null) sheets = sheetsAfter(sheets, event);
          break;
        case "admitted":
          if (sheets !== null) sheets = sheetsAfter(sheets, event);
          minds.set(event.participant, createReplayedMind());
          break;
        case "observed":
          order += 1;
          for (const { persona, index } of event.minds)
            minds.get(persona)?.observed(event, index, order);
          if (event.replaces) inPlace.add(event.observation.turnId);
          break;
        case "taken-up":
          for (const { persona, texts } of event.thoughts)
            for (const text of texts) minds.get(persona)?.guard(text);
          break;
        case "forgot":
          minds.get(event.participant)?.forgot(event.count);
          break;
        case "model-call": {
          const call = callFacts(event.call);
          if (call !== null) thoughts.add(call);
          break;
        }
        case "turn": {
          // A retake that took no place is remembered by nobody, and so nothing of it is guarded.
          if (event.instead !== undefined && !inPlace.delete(event.turnId)) break;
          const thought = event.segments
            .flatMap(({ kind, text }) => (kind === "speech" || kind === "action" ? [] : [text]))
            .join("\n");
          minds.get(event.speaker)?.guard(thought);
          break;
        }
        default:
      }
    },
  };
}
