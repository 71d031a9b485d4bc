import { join, resolve } from "node:path";
import { forgetConsents } from "../../../episodes/consent/consent-file.ts";
import { plural } from "../../../episodes/plural.ts";
import type { LogPlace } from "../../../episodes/log-place.ts";
import type { EpisodeEvent } from "../../../stage/episode-event.ts";
import { openEpisodeReader, type EpisodeReader } from "../../../episodes/reader.ts";
import { openEpisodeRewriting, type Rewrite } from "../../../episodes/rewriting.ts";
import {
  NOT_COVERED,
  type RightsReport,
  type TouchedEpisode,
  type TouchedFile,
} from "../report.ts";
import { counted, survey } from "../touching.ts";
import { createLeavingTurns } from "../outputs/leaving-turns.ts";
import { placesOf } from "../outputs/places.ts";
import { sweepPlaces } from "../outputs/sweep.ts";
import { countIn, filesUnder } from "./folder-search.ts";
import { forgetInMemory } from "./memory-without.ts";
import { findPlayer, tracesOf, type KnownPlayer, type SeveralPlayers } from "./player.ts";
import { withoutPlayer } from "./without-player.ts";

/** Whom to forget, and where. */
export interface Erasure {
  /** A subject, a participant's id, or a display name. */
  readonly asked: string;
  readonly place: LogPlace;
  /** Where memory and consent are kept, and everything else of the server's. */
  readonly dataDir: string;
  /** Folders of exports beside those that are noted in the data folder. */
  readonly exports: readonly string[];
  /** False says what would be done, and changes nothing. */
  readonly done: boolean;
}

/** What came of it. With several players of one name nothing is done. */
export type ErasureResult = RightsReport | SeveralPlayers;

/**
 * Erases a player from log, memory, consent and exports, and looks for what is left in every file of the data folder.
 * Rejects with an `EpisodeLogError`: `busy` while a server runs, since what it holds in memory would be written again.
 */
export async function erasePlayer(erasure: Erasure): Promise<ErasureResult> {
  if (!erasure.done) {
    const reader = await openEpisodeReader(erasure.place);
    try {
      const result = await eraseWith(erasure, reader, (id, { plain }) => survey(reader, id, plain));
      return "several" in result ? result : result.report;
    } finally {
      await reader.close();
    }
  }
  const result = await eraseAlone(erasure);
  if ("several" in result) return result;
  const { report, needles } = result;
  const { places } = placesOf(erasure.dataDir, erasure.exports);
  const folders = [erasure.dataDir, ...places.map(({ path }) => path)];
  const told = new Set(report.left.map(({ file }) => file));
  const found = searchFolders(folders, needles).filter(({ file }) => !told.has(file));
  return { ...report, left: [...report.left, ...found] };
}

/** With the log to itself, which ends before files are searched. */
async function eraseAlone(erasure: Erasure) {
  const rewriting = await openEpisodeRewriting(erasure.place);
  try {
    const result = await eraseWith(
      erasure,
      rewriting.reader,
      async (id, { plain, participant }) => {
        const { rewrite, kinds } = counted(plain);
        const why = { participant, reason: "erasure" } as const;
        const touched = await rewriting.rewriteEpisode(id, why, rewrite);
        return touched.records === 0 ? null : { id, ...touched, kinds };
      },
    );
    if ("several" in result) return result;
    // Also where nothing was found: an earlier run may have been cut short before it came to this.
    await rewriting.scrub();
    return result;
  } finally {
    await rewriting.close();
  }
}

/** Nothing of it is left but that it was said. */
function isEmptied({ segments, trainable }: Extract<EpisodeEvent, { type: "turn" }>): boolean {
  return !trainable && segments.length > 0 && segments.every(({ text }) => text === "");
}

interface OneRewriting {
  readonly plain: Rewrite;
  readonly participant: string | null;
}

async function eraseWith(
  { asked, dataDir, exports, done }: Erasure,
  reader: EpisodeReader,
  rewrite: (id: string, how: OneRewriting) => Promise<TouchedEpisode | null>,
): Promise<SeveralPlayers | { report: RightsReport; needles: readonly string[] }> {
  const player = await findPlayer(reader, asked);
  if ("several" in player) return player;
  const { here, elsewhere, worlds } = await tracesOf(reader, player);
  const { subjects } = player;
  const players = new Set([...subjects, ...player.visits.map(({ participant }) => participant)]);
  const files: TouchedFile[] = [];
  const left: { file: string; why: string }[] = [];
  // The log last, and this player's own episodes last of it: whoever is cut short finds its player there again.
  const memory = join(dataDir, "memory.sqlite");
  const consent = join(dataDir, "consent.sqlite");
  files.push(
    {
      file: memory,
      entries: forgetInMemory(memory, { subjects, players, traces: elsewhere }, done),
      what: "memories of personas erased or cleaned",
    },
    {
      file: consent,
      entries: forgetConsents(consent, subjects, done),
      what: "consents erased",
    },
  );
  const plans = (await inOrder(reader, player)).map((id) => {
    const visits = player.visits.filter(({ episode }) => episode === id);
    const participants = new Set(visits.map(({ participant }) => participant));
    const traces = visits.length > 0 ? here : elsewhere;
    const leaving = { participants, subjects: new Set(subjects), players, traces };
    return { id, leaving, participant: visits[0]?.participant ?? null };
  });
  // Copies are found by what the log still has: they go before it does.
  const leavingTurns = createLeavingTurns(reader);
  const changed = new Set<string>();
  const { places, missing } = placesOf(dataDir, exports);
  for (const { id, leaving: how } of places.length === 0 ? [] : plans) {
    const { rewrite: plain, emptied } = withoutPlayer(how);
    // What an earlier forgetting emptied may still lie in a copy that only comes to light now.
    const before = new Set<string>();
    for await (const { event } of reader.events(id)) {
      if (plain(event) !== event) changed.add(id);
      if (event.type === "turn" && isEmptied(event)) before.add(event.turnId);
    }
    const leaving = new Set([...emptied, ...before]);
    if (leaving.size > 0) await leavingTurns.add(id, leaving);
  }
  for (const id of players) leavingTurns.addPlayer(id);
  const swept = await sweepPlaces(places, {
    leaving: (keys) => leavingTurns.rows(keys, (text) => elsewhere.mask(text) !== text),
    names: [...elsewhere.names, ...subjects].filter((one) => one.length >= 3),
    episodes: changed,
    done,
  });
  files.push(...swept.files);
  left.push(...swept.left);
  const episodes: TouchedEpisode[] = [];
  for (const { id, leaving, participant } of plans) {
    const touched = await rewrite(id, { plain: withoutPlayer(leaving).rewrite, participant });
    if (touched !== null) episodes.push(touched);
  }
  const report: RightsReport = {
    command: "forget",
    done,
    asked: wordsOf(asked, player),
    episodes,
    files,
    left,
    missing,
    notCovered: NOT_COVERED,
  };
  const needles = [...elsewhere.names, ...elsewhere.written.slice(0, MOST_NEEDLES), ...subjects];
  return { report, needles: needles.filter((one) => one.length >= 3 && !worlds.includes(one)) };
}

/** Texts that every file is searched for afterwards; each costs a reading of it. */
const MOST_NEEDLES = 300;

async function inOrder(reader: EpisodeReader, player: KnownPlayer): Promise<string[]> {
  const own = new Set(player.visits.map(({ episode }) => episode));
  const all = (await reader.list()).map(({ id }) => id);
  return [...all.filter((id) => !own.has(id)), ...all.filter((id) => own.has(id))];
}

function wordsOf(asked: string, { visits, subjects }: KnownPlayer): string {
  const known = subjects.length === 0 ? "without a key" : `the subject ${subjects.join(", ")}`;
  return visits.length === 0
    ? `${asked} is in no episode of the log.`
    : `${asked}: ${plural(visits.length, "visit")} in ${plural(new Set(visits.map(({ episode }) => episode)).size, "episode")}, ${known}.`;
}

/** Looks for a player's texts in every file of these folders, byte by byte; what is compressed was read as rows. */
function searchFolders(
  folders: readonly string[],
  needles: readonly string[],
): { file: string; why: string }[] {
  const files = new Set(folders.flatMap(filesUnder).map((file) => resolve(file)));
  return [...files].flatMap((file) => {
    const found = countIn(file, needles);
    return found === 0 ? [] : [{ file, why: `still holds ${found} of the player's texts` }];
  });
}
