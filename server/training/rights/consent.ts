import type { ConsentPurpose } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

export type Purpose = ConsentPurpose;

/**
 * What each player of one episode allows at its end, for the whole of the episode; who allows nothing is not in it.
 * A player who left and came back is one player, where its subject is on record: the last word counts for both visits.
 */
export function consentOf(
  events: Iterable<EpisodeEvent>,
): ReadonlyMap<string, ReadonlySet<Purpose>> {
  const consents = createConsentReading();
  for (const event of events) consents.take(event);
  return consents.given();
}

/** The same for events that come one by one. */
export interface ConsentReading {
  take(event: EpisodeEvent): void;
  /** As far as the events went. */
  given(): ReadonlyMap<string, ReadonlySet<Purpose>>;
}

export function createConsentReading(): ConsentReading {
  /** A participant to what stands for the player in all of its visits. */
  const players = new Map<string, string>();
  const purposes = new Map<string, Set<Purpose>>();
  return {
    take(event) {
      if (event.type === "participant-joined") {
        const { participant, kind, subject } = event;
        if (kind === "player") players.set(participant, JSON.stringify(subject ?? [participant]));
      } else if (event.type === "consent") {
        const player = players.get(event.participant) ?? JSON.stringify([event.participant]);
        players.set(event.participant, player);
        const held = purposes.get(player) ?? new Set();
        purposes.set(player, held);
        if (event.given) held.add(event.purpose);
        else held.delete(event.purpose);
      }
    },
    given() {
      const result = new Map<string, ReadonlySet<Purpose>>();
      for (const [participant, player] of players) {
        const held = purposes.get(player);
        if (held !== undefined && held.size > 0) result.set(participant, new Set(held));
      }
      return result;
    },
  };
}
