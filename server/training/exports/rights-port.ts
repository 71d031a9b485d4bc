import { createHmac } from "node:crypto";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** What an export needs to know of players' rights, as an argument. */
export interface Rights {
  /** Participants to the purposes they allow at the episode's end; given who joined and who answered. */
  consentOf(events: Iterable<EpisodeEvent>): ReadonlyMap<string, ReadonlySet<string>>;
  /** An episode's players, and what they are called in its texts; given who joined. */
  rosterOf(events: Iterable<EpisodeEvent>): readonly RosterEntry[];
  createPseudonyms(key: Uint8Array): Pseudonyms;
  createScrubber(roster: readonly RosterEntry[]): Scrubber;
}

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

/** The least that is right: consent as logged, keyed pseudonyms, and players' own names out of the text. */
export const NAMES_ONLY: Rights = {
  consentOf(events) {
    const given = new Map<string, Set<string>>();
    for (const event of events) {
      if (event.type !== "consent") continue;
      const purposes = given.get(event.participant) ?? new Set<string>();
      if (event.given) purposes.add(event.purpose);
      else purposes.delete(event.purpose);
      given.set(event.participant, purposes);
    }
    return given;
  },
  rosterOf(events) {
    const players = new Map<string, Set<string>>();
    for (const event of events) {
      if (event.type !== "participant-joined" || event.kind !== "player") continue;
      const player = event.subject ?? event.participant;
      players.set(player, (players.get(player) ?? new Set()).add(event.name));
    }
    return [...players.values()].map((names, at) => ({
      names: [...names],
      by: `Player ${String.fromCodePoint(65 + (at % 26))}${at < 26 ? "" : Math.floor(at / 26)}`,
    }));
  },
  createPseudonyms: (key) => ({
    of: (kind, id) =>
      `${kind}-${createHmac("sha256", key).update(`${kind}\0${id}`).digest("hex").slice(0, 16)}`,
  }),
  createScrubber(roster) {
    const by = new Map(
      roster.flatMap(({ names, by }) =>
        names.map((name) => [name.toLowerCase(), typeof by === "string" ? by : by.en]),
      ),
    );
    const names = [...by.keys()]
      .filter((name) => name !== "")
      .toSorted((a, b) => b.length - a.length);
    if (names.length === 0) return { scrub: (text) => ({ text, found: {} }) };
    // Han has no spaces between words, so that a border is asked for only where letters have one.
    const pattern = new RegExp(
      `(?<![[\\p{L}\\p{N}]--\\p{Script=Han}])(?:${names.map(quoted).join("|")})(?![[\\p{L}\\p{N}]--\\p{Script=Han}])`,
      "giv",
    );
    return {
      scrub(text) {
        let count = 0;
        const scrubbed = text.replace(pattern, (name) => {
          count += 1;
          return by.get(name.toLowerCase()) ?? "";
        });
        return { text: scrubbed, found: count === 0 ? {} : { name: count } };
      },
    };
  },
};

function quoted(name: string): string {
  return name.replace(/[\^$.*+?()[\]{}|/\\]/gu, "\\$&");
}
