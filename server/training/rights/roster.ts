import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { RosterEntry } from "./scrubber.ts";

/**
 * The players of one episode for a scrubber, in the order in which they came: `Player A`, `Player B`, …, and `旅人A` in
 * Chinese. A player whose subject is on record is one player under all of its names.
 */
export function rosterOf(events: Iterable<EpisodeEvent>): RosterEntry[] {
  const players = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.type !== "participant-joined" || event.kind !== "player") continue;
    const { participant, subject, name } = event;
    const player = JSON.stringify(subject ?? [participant]);
    players.set(player, (players.get(player) ?? new Set()).add(name));
  }
  return [...players.values()].map((names, index) => {
    const letter = letterOf(index);
    return { names: [...names], by: { en: `Player ${letter}`, zh: `旅人${letter}` } };
  });
}

/** `A` to `Z`, then `AA`, as columns of a table are counted. */
function letterOf(index: number): string {
  const last = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
