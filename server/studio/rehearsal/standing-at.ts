import type { ParticipantId } from "../../../shared/protocol.ts";
import { createReplayedMind, type ReplayedMind } from "../../episodes/replay/replayed-mind.ts";
import { sheetsOf, type EpisodeSheets } from "../../episodes/replay/episode-sheets.ts";
import type { Observation } from "../../roleplay/observation.ts";
import { observationOf } from "../../stage/chronicle-observations.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Where an episode stood around one turn, from its events alone: what each persona had observed, and who was there. */
export interface Standing {
  readonly sheets: EpisodeSheets;
  readonly start: Of<"episode-start">;
  readonly turn: Of<"turn">;
  readonly observations: ReadonlyMap<ParticipantId, readonly Observation[]>;
  /** Players who had come in and not left. */
  readonly players: readonly Of<"participant-joined">[];
}

type Of<K extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: K }>;

/** Words that are to stand in place of a turn's own: a take's, or an author's. */
export type Instead = Pick<Of<"turn">, "turnId" | "segments">;

/** A mind as the log tells of it, and how much it told. */
interface Followed {
  readonly mind: ReplayedMind;
  changes: number;
  length: number;
}

/** Before a turn, after it, or after it as if it had been said otherwise; a text is why that cannot be known. */
export async function standingAt(
  events: AsyncIterable<EpisodeEvent> | Iterable<EpisodeEvent>,
  turnId: string,
  at: "before" | "after" | Instead,
): Promise<Standing | string> {
  const minds = new Map<string, Followed>();
  const players = new Map<string, Of<"participant-joined">>();
  let start: Of<"episode-start"> | null = null;
  let sheets: EpisodeSheets | null = null;
  let asked: { changes: number; observations: number } | null = null;
  for await (const event of events) {
    switch (event.type) {
      case "episode-start":
        start = event;
        sheets = sheetsOf(event);
        for (const { id } of sheets?.personas ?? [])
          minds.set(id, { mind: createReplayedMind(), changes: 0, length: 0 });
        break;
      case "participant-joined":
        if (event.kind === "player") players.set(event.participant, event);
        break;
      case "participant-left":
        players.delete(event.participant);
        break;
      case "observed":
        for (const { persona, index } of event.minds) {
          const followed = minds.get(persona);
          if (followed === undefined) continue;
          followed.mind.observed(event, index);
          followed.changes += 1;
          if (!event.replaces) followed.length += 1;
        }
        break;
      case "forgot": {
        const followed = minds.get(event.participant);
        if (followed === undefined) break;
        followed.mind.forgot(event.count);
        followed.changes += 1;
        followed.length = Math.max(0, followed.length - event.count);
        break;
      }
      case "model-call":
        if (event.turnId === turnId) asked = basisIn(event.call) ?? asked;
        break;
      case "turn": {
        if (event.turnId !== turnId) break;
        if (start === null || sheets === null)
          return "The episode's scene and personas are in a form that this version does not know.";
        const now = new Map<string, readonly Observation[]>();
        for (const [id, { mind, changes, length }] of minds) {
          const before = id === event.speaker && asked !== null && at !== "after" ? asked : null;
          const seen = mind.at(before?.changes ?? changes, before?.observations ?? length);
          if (seen === null)
            return `The log does not hold all that ${id} had observed by then; take another turn.`;
          const kept = at === "after" ? seen : seen.filter((one) => one.turnId !== turnId);
          now.set(
            id,
            typeof at === "string" ? [...kept] : [...kept, ...said(event, at, id, sheets)],
          );
        }
        return { sheets, start, turn: event, observations: now, players: [...players.values()] };
      }
      default:
        break;
    }
  }
  return "There is no such turn of a persona in this episode.";
}

/** What a mind has of words that stand in place of a turn's own. */
function said(
  turn: Of<"turn">,
  { turnId, segments }: Instead,
  id: string,
  { personas }: EpisodeSheets,
): Observation[] {
  const { speaker, addressee, whisper, listeners } = turn;
  const company = whisper ? "whisper" : listeners.length > 2 ? "open" : "alone";
  if (id === speaker) {
    const own = segments.flatMap(({ kind, text }) =>
      kind === "speech" || kind === "action" || kind === "role-thinking" ? [{ kind, text }] : [],
    );
    return own.length === 0
      ? []
      : [observationOf({ kind: "own", turnId, segments: own, to: addressee, company })];
  }
  const visible = segments.flatMap(({ kind, text }) =>
    kind === "speech" || kind === "action" ? [{ kind, text }] : [],
  );
  if (!listeners.includes(id) || visible.length === 0) return [];
  const name = personas.find((one) => one.id === speaker)?.name ?? speaker;
  return [
    {
      kind: "heard",
      turnId,
      speaker: name,
      from: speaker,
      to: addressee,
      company,
      segments: visible,
    },
  ];
}

function basisIn(call: Record<string, unknown>): { changes: number; observations: number } | null {
  const basis = call["basis"] as { changes?: unknown; observations?: unknown } | undefined;
  return typeof basis?.changes === "number" && typeof basis.observations === "number"
    ? { changes: basis.changes, observations: basis.observations }
    : null;
}
