import { companyOf } from "../../stage/voice.ts";
import type { EpisodeEvent, ObservationRecord } from "../../stage/episode-event.ts";
import type { Following } from "./following.ts";
import { observingTurn } from "./perceived.ts";
import type { Perception } from "./perception.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Words that are to stand in place of a turn's own: a take's, or an author's. Their deeds are not done. */
export type Instead = Pick<Of<"turn">, "turnId" | "segments">;

/**
 * The records of a turn with other words, had they been spoken where an episode stands: it begins, is observed by whoever
 * would perceive it by the rules of the stage, and ends. Null where nobody knows where anyone stands.
 */
export function spokenInstead(
  turn: Of<"turn">,
  { turnId, segments }: Instead,
  at: number,
  { following, perception }: { following: Following; perception: Perception },
): EpisodeEvent[] | null {
  const { replica } = perception;
  if (replica === null) return null;
  const { v, episodeId, speaker, addressee, whisper, chosenBy, listeners } = turn;
  const head = { v, episodeId, at };
  const body = replica.cast.bodies.get(speaker);
  const origin = body === undefined ? null : { x: body.x, y: body.y };
  const shown = segments.flatMap(({ kind, text }) =>
    kind === "speech" || kind === "action" ? [{ kind, text } as const] : [],
  );
  const heard = observingTurn(replica, {
    turnId,
    speaker,
    name: following.sheets?.personas.find(({ id }) => id === speaker)?.name ?? speaker,
    kind: "persona",
    addressee,
    whisper,
    gesture: "",
    origin,
    listeners: new Set(listeners),
    segments: shown,
    state: "complete",
  });
  const own = segments.flatMap(({ kind, text }) =>
    kind === "unreleased" || kind === "system-thinking" ? [] : [{ kind, text }],
  );
  const observe = (persona: string, observation: object): Of<"observed"> => ({
    ...head,
    type: "observed",
    minds: [{ persona, index: following.minds.get(persona)?.now()?.length ?? 0 }],
    observation: observation as ObservationRecord,
    replaces: false,
  });
  const company = companyOf({ whisper, speaker, listeners: new Set(listeners) }, addressee ?? "");
  return [
    {
      ...head,
      type: "turn-began",
      turnId,
      speaker,
      addressee,
      whisper,
      rule: chosenBy,
      origin,
    },
    ...(own.length === 0
      ? []
      : [observe(speaker, { kind: "own", turnId, segments: own, to: addressee, company })]),
    ...[...heard].map(([persona, observation]) => observe(persona, observation)),
    { ...turn, ...head, turnId, segments },
  ];
}
