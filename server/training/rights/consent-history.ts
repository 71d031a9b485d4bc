import type { Voice } from "../../roleplay/memory/voices.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createConsentReading, type ConsentReading, type Purpose } from "./consent.ts";

type Joined = Extract<EpisodeEvent, { type: "participant-joined" }>;

/** What players allowed in all episodes of a log: for words that a persona remembers from an earlier one. */
export interface ConsentHistory {
  /**
   * Whether words of a player, said in that episode, may be used: it allowed that there, by its last word, and has not
   * taken it back at a later visit. What is on no record is not allowed.
   */
  allows(voice: Voice, purpose: Purpose): boolean;
  /** Every coming of these players, in the order of the log: for the names they went by. */
  joined(players: ReadonlySet<string>): readonly Joined[];
}

/** What a history is read from. */
export interface PeopleReader {
  /** Without it nothing is known of any other episode, and no remembered word is allowed. */
  list?(): Promise<readonly { readonly id: string }[]>;
  events(episode: string): AsyncIterable<{ readonly seq: number; readonly event: EpisodeEvent }>;
  /** Who joined and what was allowed alone, where the log can tell these apart; otherwise all of it is read. */
  people?(episode: string): AsyncIterable<{ readonly seq: number; readonly event: EpisodeEvent }>;
}

/** Reads it, up to a length of each episode if one is given: what came later is left to the next reading. */
export async function readConsentHistory(
  reader: PeopleReader,
  lengths?: ReadonlyMap<string, number>,
): Promise<ConsentHistory> {
  const episodes = new Map<string, { consents: ConsentReading; joined: Joined[] }>();
  /** By player: the last word on each purpose, wherever it was given. */
  const last = new Map<string, { at: number; given: boolean }>();
  for (const { id } of (await reader.list?.()) ?? []) {
    const consents = createConsentReading();
    const joined: Joined[] = [];
    const subjects = new Map<string, string>();
    const length = lengths === undefined ? Number.POSITIVE_INFINITY : (lengths.get(id) ?? 0);
    for await (const { seq, event } of (reader.people ?? reader.events).call(reader, id)) {
      if (seq >= length) break;
      consents.take(event);
      if (event.type === "participant-joined" && event.kind === "player") {
        joined.push(event);
        subjects.set(event.participant, event.subject ?? event.participant);
      } else if (event.type === "consent") {
        const { participant, purpose, given, at } = event;
        const key = JSON.stringify([subjects.get(participant) ?? participant, purpose]);
        if (at >= (last.get(key)?.at ?? Number.NEGATIVE_INFINITY)) last.set(key, { at, given });
      }
    }
    episodes.set(id, { consents, joined });
  }
  return {
    allows({ who, in: episode }, purpose) {
      const there = episodes.get(episode);
      const visits = there?.joined.filter(({ participant, subject }) =>
        subject ? subject === who : participant === who,
      );
      if (there === undefined || visits === undefined || visits.length === 0) return false;
      const given = there.consents.given();
      const allowed = visits.every(({ participant }) => given.get(participant)?.has(purpose));
      return allowed && last.get(JSON.stringify([who, purpose]))?.given === true;
    },
    joined: (players) =>
      [...episodes.values()].flatMap(({ joined }) =>
        joined.filter(({ participant, subject }) => players.has(subject ?? participant)),
      ),
  };
}
