import type { LoggedEvent } from "../../episodes/reader.ts";
import type { Voice } from "../../roleplay/memory/voices.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Rights, RosterEntry } from "./rights-port.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** What has to be known of a whole episode before its first turn can be exported. No text of a line is in it. */
export interface Survey {
  readonly start: Of<"episode-start"> | null;
  /** By participant. */
  readonly players: ReadonlyMap<string, { readonly name: string; readonly subject: string | null }>;
  /** Who joined and who answered, in order. */
  readonly people: readonly EpisodeEvent[];
  readonly roster: readonly RosterEntry[];
  readonly consented: ReadonlySet<string>;
  /** The wordings of the question that those answered. */
  readonly notices: ReadonlySet<string>;
  /** Players whose words came back to a persona from earlier visits, as far as that is on record. */
  readonly voices: readonly Voice[];
  /** By turn. */
  readonly feedback: ReadonlyMap<string, "up" | "down" | "mixed">;
  readonly rewards: ReadonlyMap<string, readonly Of<"reward">[]>;
  readonly preferences: readonly Of<"preference">[];
  /** How authors would have had turns, the last word of each. */
  readonly edits: readonly Of<"edit">[];
  /** Calls that a call of another turn goes on from. */
  readonly lent: ReadonlySet<string>;
}

/** Who an opinion is taken from. */
export type Heard = (participant: string, consented: ReadonlySet<string>) => boolean;

/** Reads an episode once. `each` is called with every event on the way. */
export async function surveyOf(
  events: AsyncIterable<LoggedEvent>,
  rights: Rights,
  heard: Heard,
  each: (logged: LoggedEvent) => void,
): Promise<Survey> {
  let start: Survey["start"] = null;
  const players = new Map<string, { name: string; subject: string | null }>();
  const consents: Of<"consent">[] = [];
  /** Who joined and who answered, in order. */
  const people: EpisodeEvent[] = [];
  const opinions = new Map<string, Map<string, "up" | "down">>();
  const rewards = new Map<string, Of<"reward">[]>();
  const preferences: Of<"preference">[] = [];
  const edits = new Map<string, Of<"edit">>();
  const turnOfCall = new Map<string, string>();
  const lent = new Set<string>();
  const voices = new Map<string, Voice>();

  function recalled(of: readonly Voice[] | null | undefined): void {
    for (const voice of of ?? []) voices.set(JSON.stringify(voice), voice);
  }

  function callMade({ call, turnId }: Of<"model-call">): void {
    const id = call["callId"];
    const after = (call["thinking"] as { after?: unknown } | undefined)?.after;
    if (typeof id === "string") turnOfCall.set(id, turnId);
    if (typeof after === "string" && turnOfCall.get(after) !== turnId) lent.add(after);
  }

  for await (const logged of events) {
    const { event } = logged;
    each(logged);
    switch (event.type) {
      case "episode-start":
        start = event;
        break;
      case "participant-joined":
        people.push(event);
        if (event.kind === "player") {
          players.set(event.participant, { name: event.name, subject: event.subject ?? null });
        }
        break;
      case "consent":
        people.push(event);
        consents.push(event);
        break;
      case "feedback": {
        const given = opinions.get(event.turnId) ?? new Map<string, "up" | "down">();
        opinions.set(event.turnId, given.set(event.participant, event.rating));
        break;
      }
      case "preference":
        preferences.push(event);
        break;
      case "edit":
        edits.set(event.turnId, event);
        break;
      case "reward":
        if (event.scope === "turn") {
          rewards.set(event.target, [...(rewards.get(event.target) ?? []), event]);
        }
        break;
      case "model-call":
        callMade(event);
        break;
      case "observed":
        if (event.observation.kind === "recalled") recalled(event.observation.whose);
        break;
      case "turn":
        for (const { whose } of event.recalled ?? []) recalled(whose);
        break;
      default:
        break;
    }
  }

  const allowed = rights.consentOf(people);
  const consented = new Set(
    [...allowed].flatMap(([who, purposes]) => (purposes.has("training") ? [who] : [])),
  );
  const feedback = new Map<string, "up" | "down" | "mixed">();
  for (const [turn, given] of opinions) {
    const ratings = new Set(
      [...given].flatMap(([who, rating]) => (heard(who, consented) ? [rating] : [])),
    );
    const [only, ...more] = ratings;
    if (only !== undefined) feedback.set(turn, more.length === 0 ? only : "mixed");
  }
  return {
    start,
    players,
    people,
    voices: [...voices.values()],
    roster: rights.rosterOf(people),
    consented,
    notices: new Set(
      consents.flatMap((one) => (consented.has(one.participant) ? [one.notice] : [])),
    ),
    feedback,
    rewards,
    preferences,
    edits: [...edits.values()],
    lent,
  };
}
