import type { Observation } from "../../roleplay/observation.ts";
import type { Persona } from "../../roleplay/persona.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { ModelCall } from "../../stage/ports.ts";
import type { LoggedEvent } from "../reader.ts";
import { callFacts } from "./call-facts.ts";
import type { EpisodeSheets } from "./episode-sheets.ts";
import { followEpisode } from "./following.ts";

/** Where an episode stood when a turn was asked for. */
export interface Moment {
  readonly sheets: EpisodeSheets;
  readonly start: Extract<EpisodeEvent, { type: "episode-start" }>;
  readonly turn: Extract<EpisodeEvent, { type: "turn" }>;
  readonly call: ModelCall & { readonly basis: NonNullable<ModelCall["basis"]> };
  /** The speaker's observations, as its prompt was made of them. */
  readonly seen: readonly Observation[];
  /** Who was there when the turn had ended. */
  readonly players: readonly Extract<EpisodeEvent, { type: "participant-joined" }>[];
}

/** Reads an episode up to the end of a turn; a text is why it cannot be branched there. */
export async function momentOf(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  turnId: string,
): Promise<Moment | string> {
  const following = followEpisode();
  const players = new Map<string, Extract<EpisodeEvent, { type: "participant-joined" }>>();
  let start: Moment["start"] | null = null;
  let asked: ModelCall | null = null;
  for await (const { event } of events) {
    if (event.type === "episode-start") start = event;
    if (event.type === "participant-joined") players.set(event.participant, event);
    if (event.type === "participant-left") players.delete(event.participant);
    if (event.type === "model-call" && event.turnId === turnId) asked = callFacts(event.call);
    if (event.type === "turn" && event.turnId === turnId) {
      const { sheets, minds } = following;
      const basis = asked?.basis;
      if (start === null || sheets === null)
        return "the episode's scene and personas are not in a form that is known; it cannot be branched.";
      if (asked === null || basis === undefined)
        return `turn ${turnId} holds no call with what its prompt was made of: it was played by an earlier version, or no model was asked.`;
      const seen = minds.get(event.speaker)?.at(basis.changes, basis.observations) ?? null;
      if (seen === null)
        return `the log could not keep all that ${event.speaker} observed before turn ${turnId}; take an earlier turn.`;
      const call = { ...asked, basis };
      const here = [...players.values()];
      return { sheets, start, turn: event, call, seen: [...seen], players: here };
    }
    following.take(event);
  }
  return `there is no turn ${turnId} of a persona in this episode; npm run episodes -- show names them with --json.`;
}

/** The speaker's own sheet, or the other version of it; a text is why that does not fit. */
export function sheetFor(
  speaker: string,
  { personas }: EpisodeSheets,
  other: Persona | undefined,
): Persona | string {
  const own = personas.find(({ id }) => id === speaker);
  if (own === undefined) return `the episode holds no sheet of ${speaker}.`;
  if (other === undefined || other.id === own.id) return other ?? own;
  return `the persona's file is of ${other.id}, and the turn is ${own.id}'s; give that persona's file.`;
}
