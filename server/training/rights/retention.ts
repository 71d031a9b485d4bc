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
}): Promise<RightsReport> {
  const { place, keep, now, done } = options;
  const reader = await openEpisodeReader(place);
  let due: Due[];
  try {
    due = await dueOf(reader, keep, now);
    if (!done || due.length === 0) {
      const touched = await Promise.all(due.map(({ id, how }) => survey(reader, id, how)));
      return reportOf(
        keep,
        done,
        touched.flatMap((one) => one ?? []),
      );
    }
  } finally {
    await reader.close();
  }
  const rewriting = await openEpisodeRewriting(place);
  try {
    const episodes: TouchedEpisode[] = [];
    for (const { id, how } of due) {
      const { rewrite, kinds } = counted(how);
      const why = { participant: null, reason: "retention" } as const;
      const touched = await rewriting.rewriteEpisode(id, why, rewrite);
      if (touched.records > 0) episodes.push({ id, ...touched, kinds });
    }
    await rewriting.scrub();
    return reportOf(keep, done, episodes);
  } finally {
    await rewriting.close();
  }
}

interface Due {
  readonly id: string;
  readonly how: (event: EpisodeEvent) => EpisodeEvent | null;
}

async function dueOf(reader: EpisodeReader, keep: Retention, now: number): Promise<Due[]> {
  const due: Due[] = [];
  const older = (days: number | null, { lastAt }: EpisodeSummary): boolean =>
    days !== null && now - lastAt > days * DAY;
  for (const episode of await reader.list()) {
    const { id } = episode;
    if (older(keep.days, episode)) {
      if (!(await isGone(reader, episode))) due.push({ id, how: () => null });
    } else if (
      older(keep.privateDays, episode) &&
      (await lastOf(reader, episode))?.type !== "redaction" &&
      !(await allAllowTraining(reader, id))
    ) {
      due.push({ id, how: withoutThoughts });
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
): RightsReport {
  const kept = (what: string, limit: number | null): string =>
    `${what} ${limit === null ? "without end" : `for ${limit} days`}`;
  return {
    command: "retain",
    done,
    asked: `${kept("Episodes are kept", days)}, ${kept("thoughts and model calls", privateDays)}.`,
    episodes,
    files: [],
    left: [],
    notCovered: [
      ...NOT_COVERED.slice(0, -1),
      "what personas remember of players: see npm run memory",
    ],
  };
}
