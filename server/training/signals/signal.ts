import { EPISODE_FORMAT, type EpisodeEvent } from "../../stage/episode-event.ts";
import { SIGNALS, type SignalName } from "./signal-table.ts";

/** What play tells of one turn. `value` lies within the signal's bounds. */
export interface Signal {
  readonly name: SignalName;
  readonly turnId: string;
  readonly persona: string;
  readonly value: number;
}

export type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;
export type Turn = Of<"turn">;

/** A signal of a turn, kept within its bounds. */
export function signal(name: SignalName, turn: Turn, value: number): Signal {
  const [least, most] = SIGNALS[name].bounds;
  // Adding 0 makes a plain 0 of -0.
  const kept = Math.min(most, Math.max(least, value)) + 0;
  return { name, turnId: turn.turnId, persona: turn.speaker, value: kept };
}

/** As the log keeps it, under `signal.NAME`: never to be taken for a judgement. */
export function rewardOfSignal(episodeId: string, at: number, given: Signal): Of<"reward"> {
  const [least, most] = SIGNALS[given.name].bounds;
  return {
    v: EPISODE_FORMAT,
    episodeId,
    at,
    type: "reward",
    scope: "turn",
    target: given.turnId,
    name: `signal.${given.name}`,
    value: given.value,
    bounds: [least, most],
    source: "signal",
    model: null,
    synthetic: false,
  };
}
