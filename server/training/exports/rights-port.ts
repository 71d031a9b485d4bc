import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { consentOf } from "../rights/consent.ts";
import {
  readConsentHistory,
  type ConsentHistory,
  type PeopleReader,
} from "../rights/consent-history.ts";
import { createPseudonyms } from "../rights/pseudonyms.ts";
import { rosterOf } from "../rights/roster.ts";
import { createScrubber } from "../rights/scrubber.ts";

/** What an export needs to know of players' rights, as an argument. */
export interface Rights {
  /** Participants to the purposes they allow at the episode's end; given who joined and who answered. */
  consentOf(events: Iterable<EpisodeEvent>): ReadonlyMap<string, ReadonlySet<string>>;
  /** An episode's players, and what they are called in its texts; given who joined. */
  rosterOf(events: Iterable<EpisodeEvent>): readonly RosterEntry[];
  createPseudonyms(key: Uint8Array): Pseudonyms;
  /** `kept`: names of personas, which nobody of the roster is misspelt as. */
  createScrubber(roster: readonly RosterEntry[], options?: { kept?: readonly string[] }): Scrubber;
  /** What was allowed over the whole log, for words that were remembered; of the records that are in these lengths. */
  readConsentHistory(
    reader: PeopleReader,
    lengths: ReadonlyMap<string, number>,
  ): Promise<ConsentHistory>;
}

export type { ConsentHistory };

export interface Pseudonyms {
  /** The same for the same id and key, and of no use without the key. */
  of(kind: "player" | "episode" | "turn" | "call", id: string): string;
}

/** A person's names, and what stands for them. */
export interface RosterEntry {
  readonly names: readonly string[];
  /** One word for all texts, or one for each language. */
  readonly by: string | Readonly<Record<"en" | "zh", string>>;
}

export interface Scrubber {
  scrub(text: string): { text: string; found: Readonly<Record<string, number>> };
}

/** Consent as it was given, pseudonyms of a key, and names and personal data out of the text. */
export const PLAYERS_RIGHTS: Rights = {
  consentOf,
  rosterOf,
  createPseudonyms,
  createScrubber,
  readConsentHistory,
};
