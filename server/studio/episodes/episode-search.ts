import { setImmediate as breathe } from "node:timers/promises";
import type { EpisodeFound, EpisodesFound, Origin } from "../../../shared/studio/episodes.ts";
import type { EpisodeAt, EpisodeShelf } from "../../episodes/episode-shelf.ts";
import type { EpisodeDigest } from "./episode-digest.ts";
import { createDigestReading } from "./digest-reading.ts";

/** What is looked for; absent for anything. */
export interface Wanted {
  readonly player?: string;
  readonly persona?: string;
  readonly outcome?: string;
  readonly feedback?: "up" | "down" | "any";
  readonly anomaly?: string;
  /** Wall time in ms. */
  readonly since?: number;
  readonly until?: number;
  readonly version?: string;
  readonly origin?: Origin;
}

/** Looks through a log from its newest episode on, without holding anyone up. */
export interface EpisodeSearch {
  /** One page of what fits. `gone` ends the work early. */
  find(wanted: Wanted, before: number | null, gone: AbortSignal): Promise<EpisodesFound>;
  digest(episode: Pick<EpisodeAt, "id" | "records">): Promise<EpisodeDigest>;
  found(at: Omit<EpisodeAt, "place">, digest: EpisodeDigest): EpisodeFound;
}

/** Episodes of one answer. */
const PAGE = 30;
/** Of how many the rows are read at a time. */
const ROWS = 100;
/** After so long an answer says how far it came instead of going on, in ms; and after so many episodes. */
const LONGEST = 1_500;
const MOST = 2_000;
export interface EpisodeSearchOptions {
  readonly shelf: EpisodeShelf;
  /** A player's pseudonym, from its subject or, without one, from its visit. */
  readonly pseudonym: (player: string) => string;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

/** What stands for a player over all of its visits, as far as anything does. */
export function playerKey(digest: EpisodeDigest, participant: string): string {
  return digest.players.get(participant)?.subject ?? participant;
}

export function createEpisodeSearch({
  shelf,
  pseudonym,
  elapsed,
}: EpisodeSearchOptions): EpisodeSearch {
  const digests = createDigestReading(shelf, elapsed);

  function found(at: Omit<EpisodeAt, "place">, of: EpisodeDigest): EpisodeFound {
    const players = [...of.players.keys()].map((id) => pseudonym(playerKey(of, id)));
    return {
      id: at.id,
      title: of.title,
      origin: of.origin,
      startedAt: at.startedAt,
      endedAt: of.endedAt,
      synthetic: of.synthetic,
      players: [...new Set(players)],
      personas: [...of.personas].map(([id, { name }]) => ({ id, name })),
      turns: of.turns,
      lines: of.lines,
      outcomes: { ...of.outcomes },
      anomalies: { ...of.anomalies },
      feedback: { up: of.up, down: of.down },
    };
  }

  return {
    digest: digests.whole,
    found,
    async find(wanted, from, gone) {
      const episodes: EpisodeFound[] = [];
      const begun = elapsed();
      let before = from;
      let lookedAt = 0;
      let backTo: number | null = null;
      for (;;) {
        const rows = await shelf.newest(before, ROWS);
        for (const row of rows) {
          // Dates stand in the row itself: nothing of the episode is read for them.
          const inTime =
            row.lastAt >= (wanted.since ?? row.lastAt) &&
            row.startedAt <= (wanted.until ?? row.startedAt);
          const digest = inTime ? await digests.until(row, begun + LONGEST) : null;
          // One that is too long for one answer is gone on with in the next.
          if (inTime && digest === null)
            return { episodes, before: before ?? row.place + 1, lookedAt, backTo };
          lookedAt += 1;
          before = row.place;
          backTo = row.startedAt;
          if (digest !== null) {
            const one = found(row, digest);
            if (fits(one, digest, wanted)) episodes.push(one);
            await breathe();
          }
          const full = episodes.length === PAGE || lookedAt >= MOST;
          if (full || gone.aborted || elapsed() - begun > LONGEST)
            return { episodes, before, lookedAt, backTo };
        }
        if (rows.length < ROWS) return { episodes, before: null, lookedAt, backTo };
      }
    },
  };
}

function fits(one: EpisodeFound, of: EpisodeDigest, wanted: Wanted): boolean {
  const { player, persona, outcome, feedback, anomaly, version, origin } = wanted;
  const { up, down } = one.feedback;
  return (
    (player === undefined || one.players.some((name) => name.startsWith(player))) &&
    (persona === undefined ||
      one.personas.some(
        ({ id, name }) => id === persona || folded(name).includes(folded(persona)),
      )) &&
    (outcome === undefined || (one.outcomes[outcome] ?? 0) > 0) &&
    (feedback === undefined ||
      (feedback === "up" ? up : feedback === "down" ? down : up + down) > 0) &&
    (anomaly === undefined ||
      Object.keys(one.anomalies).some((kind) => anomaly === "any" || kind === anomaly)) &&
    (version === undefined || [...of.versions].some((each) => each.startsWith(version))) &&
    (origin === undefined || one.origin === origin)
  );
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
