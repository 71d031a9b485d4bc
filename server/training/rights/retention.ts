import type { LogPlace } from "../../episodes/log-place.ts";
import {
  openEpisodeReader,
  type EpisodeReader,
  type EpisodeSummary,
} from "../../episodes/reader.ts";
import { openEpisodeRewriting } from "../../episodes/rewriting.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createConsentReading } from "./consent.ts";
import { withoutText } from "./erasure/without-player.ts";
import { createLeavingTurns } from "./outputs/leaving-turns.ts";
import { placesOf } from "./outputs/places.ts";
import { sweepPlaces } from "./outputs/sweep.ts";
import { NOT_COVERED, type RightsReport, type TouchedEpisode } from "./report.ts";
import { counted, survey } from "./touching.ts";

/** How long what was played is kept. Days from an episode's last record; null for as long as the disk lasts. */
export interface Retention {
  readonly days: number | null;
  /** Thoughts, prompts and completions of episodes in which not every player allows training. */
  readonly privateDays: number | null;
}

const DAY = 86_400_000;

/**
 * Takes out of a log what is older than it is to be kept; `done: false` only says what that is. Of a whole episode one
 * record stays, which says that it was there. Rejects with an `EpisodeLogError`, `busy` while a server has the log.
 */
export async function retain(options: {
  readonly place: LogPlace;
  readonly keep: Retention;
  /** Wall time in ms. */
  readonly now: number;
  readonly done: boolean;
  /** The data folder in which copies are noted, to take the same episodes out of them; without it copies stay. */
  readonly copies?: string;
}): Promise<RightsReport> {
  const { place, keep, now, done } = options;
  const reader = await openEpisodeReader(place);
  let due: Due[];
  try {
    due = await dueOf(reader, keep, now);
    if (!done || due.length === 0) {
      const touched = await Promise.all(due.map(({ id, how }) => survey(reader, id, how)));
      const swept = await sweepCopies(reader, due, options);
      return reportOf(
        keep,
        done,
        touched.flatMap((one) => one ?? []),
        swept,
      );
    }
  } finally {
    await reader.close();
  }
  const rewriting = await openEpisodeRewriting(place);
  try {
    const episodes: TouchedEpisode[] = [];
    // Copies are found by what the log still has: they go before it does.
    const swept = await sweepCopies(rewriting.reader, due, options);
    for (const { id, how } of due) {
      const { rewrite, kinds } = counted(how);
      const why = { participant: null, reason: "retention" } as const;
      const touched = await rewriting.rewriteEpisode(id, why, rewrite);
      if (touched.records > 0) episodes.push({ id, ...touched, kinds });
    }
    await rewriting.scrub();
    return reportOf(keep, done, episodes, swept);
  } finally {
    await rewriting.close();
  }
}

type Copies = Pick<RightsReport, "files" | "left" | "missing">;

/** Takes rows of whole episodes out of every copy that is known, and evidence that is as old. */
async function sweepCopies(
  reader: EpisodeReader,
  due: readonly Due[],
  { keep, now, done, copies }: Parameters<typeof retain>[0],
): Promise<Copies> {
  if (copies === undefined || keep.days === null) return { files: [], left: [] };
  const { places, missing } = placesOf(copies, []);
  const leaving = createLeavingTurns(reader);
  const gone = places.length === 0 ? [] : due.filter(({ whole }) => whole);
  for (const { id } of gone) {
    const turns: string[] = [];
    for await (const { event } of reader.events(id))
      if (event.type === "turn") turns.push(event.turnId);
    await leaving.add(id, turns, true);
  }
  const oldest = now - keep.days * DAY;
  const swept = await sweepPlaces(places, {
    leaving: (keys) => {
      const rows = leaving.rows(keys, () => false);
      return { leaves: (row) => rows.leaves(row) || isEvidenceBefore(row, oldest) };
    },
    names: [],
    episodes: new Set(gone.map(({ id }) => id)),
    done,
  });
  return { ...swept, missing };
}

/** A line of evidence of rewards says when it was written; its answers are of no episode. */
function isEvidenceBefore(row: unknown, oldest: number): boolean {
  if (typeof row !== "object" || row === null) return false;
  const { at, reward, orders } = row as Readonly<Record<string, unknown>>;
  return (
    typeof at === "number" && typeof reward === "number" && Array.isArray(orders) && at < oldest
  );
}

interface Due {
  readonly id: string;
  /** Nothing of the episode stays. */
  readonly whole: boolean;
  readonly how: (event: EpisodeEvent) => EpisodeEvent | null;
}

async function dueOf(reader: EpisodeReader, keep: Retention, now: number): Promise<Due[]> {
  const due: Due[] = [];
  const older = (days: number | null, { lastAt }: EpisodeSummary): boolean =>
    days !== null && now - lastAt > days * DAY;
  for (const episode of await reader.list()) {
    const { id } = episode;
    if (older(keep.days, episode)) {
      if (!(await isGone(reader, episode))) due.push({ id, whole: true, how: () => null });
    } else if (
      older(keep.privateDays, episode) &&
      (await lastOf(reader, episode))?.type !== "redaction" &&
      !(await allAllowTraining(reader, id))
    ) {
      due.push({ id, whole: false, how: withoutThoughts });
    }
  }
  return due;
}

/** Nothing but the word that it is gone. */
async function isGone(reader: EpisodeReader, episode: EpisodeSummary): Promise<boolean> {
  return episode.records === 1 && (await lastOf(reader, episode))?.type === "redaction";
}

async function lastOf(
  reader: EpisodeReader,
  { id, records }: EpisodeSummary,
): Promise<EpisodeEvent | null> {
  for await (const { event } of reader.events(id, records - 1)) return event;
  return null;
}

async function allAllowTraining(reader: EpisodeReader, id: string): Promise<boolean> {
  const consents = createConsentReading();
  const players = new Set<string>();
  for await (const { event } of reader.events(id)) {
    consents.take(event);
    if (event.type === "participant-joined" && event.kind === "player")
      players.add(event.participant);
  }
  const given = consents.given();
  return players.size > 0 && [...players].every((one) => given.get(one)?.has("training") === true);
}

/** What only an operator ever could read of an event is taken out; what players saw stays. */
export function withoutThoughts(event: EpisodeEvent): EpisodeEvent {
  switch (event.type) {
    case "model-call":
      return { ...event, call: withoutText(event.call) };
    case "turn":
      return {
        ...event,
        segments: event.segments.filter(({ kind }) => kind === "speech" || kind === "action"),
        trainable: false,
      };
    case "edit": {
      const segments = event.segments.map((one) =>
        one.kind === "role-thinking" ? { ...one, text: "" } : one,
      );
      return { ...event, segments };
    }
    case "observed": {
      const { observation } = event;
      if (observation.kind !== "own") return event;
      const segments = observation.segments.filter(({ kind }) => kind !== "role-thinking");
      return { ...event, observation: { ...observation, segments } };
    }
    case "taken-up":
      return { ...event, thoughts: [] };
    case "reward": {
      const { evidence: _evidence, ...kept } = event;
      return kept;
    }
    default:
      return event;
  }
}

function reportOf(
  { days, privateDays }: Retention,
  done: boolean,
  episodes: readonly TouchedEpisode[],
  copies: Copies,
): RightsReport {
  const kept = (what: string, limit: number | null): string =>
    `${what} ${limit === null ? "without end" : `for ${limit} days`}`;
  return {
    command: "retain",
    done,
    asked: `${kept("Episodes are kept", days)}, ${kept("thoughts and model calls", privateDays)}.`,
    episodes,
    ...copies,
    notCovered: [
      ...NOT_COVERED.slice(0, -1),
      "what personas remember of players: see npm run memory",
    ],
  };
}
