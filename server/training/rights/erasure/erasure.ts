import { join } from "node:path";
import { forgetConsents } from "../../../episodes/consent/consent-file.ts";
import { plural } from "../../../episodes/plural.ts";
import type { LogPlace } from "../../../episodes/log-place.ts";
import { openEpisodeReader, type EpisodeReader } from "../../../episodes/reader.ts";
import { openEpisodeRewriting } from "../../../episodes/rewriting.ts";
import {
  NOT_COVERED,
  type RightsReport,
  type TouchedEpisode,
  type TouchedFile,
} from "../report.ts";
import { counted, survey } from "../touching.ts";
import { countIn, filesUnder, rowsWithout } from "./folder-search.ts";
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
  /** Folders of exports that are still at hand. */
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
  return { ...report, left: [...report.left, ...searchFolder(erasure.dataDir, needles)] };
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

interface OneRewriting {
  readonly plain: ReturnType<typeof withoutPlayer>;
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
  for (const file of exports.flatMap(filesUnder)) {
    if (PACKED.test(file)) {
      left.push({ file, why: "cannot be looked into: delete this export and make it again" });
      continue;
    }
    if (!file.endsWith(".jsonl")) {
      const names = [...elsewhere.names, ...subjects].filter((one) => one.length >= 3);
      if (countIn(file, names) > 0)
        left.push({ file, why: "names the player: delete this export and make it again" });
      continue;
    }
    const entries = rowsWithout(file, (text) => elsewhere.mask(text) !== text, done);
    if (entries > 0)
      files.push({ file, entries, what: "rows left out; its manifest no longer fits" });
  }
  const episodes: TouchedEpisode[] = [];
  for (const id of await inOrder(reader, player)) {
    const visits = player.visits.filter(({ episode }) => episode === id);
    const participants = new Set(visits.map(({ participant }) => participant));
    const traces = visits.length > 0 ? here : elsewhere;
    const plain = withoutPlayer({ participants, subjects: new Set(subjects), players, traces });
    const touched = await rewrite(id, { plain, participant: visits[0]?.participant ?? null });
    if (touched !== null) episodes.push(touched);
  }
  const report: RightsReport = {
    command: "forget",
    done,
    asked: wordsOf(asked, player),
    episodes,
    files,
    left,
    notCovered: NOT_COVERED,
  };
  const needles = [...elsewhere.names, ...elsewhere.written.slice(0, MOST_NEEDLES), ...subjects];
  return { report, needles: needles.filter((one) => one.length >= 3 && !worlds.includes(one)) };
}

/** Files of exports whose bytes say nothing of their words. */
const PACKED = /\.(?:parquet|zst|gz|zip)$/u;

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

/** Looks for a player's texts in every file of a folder, byte by byte. */
export function searchFolder(
  folder: string,
  needles: readonly string[],
): { file: string; why: string }[] {
  return filesUnder(folder).flatMap((file) => {
    const found = countIn(file, needles);
    return found === 0 ? [] : [{ file, why: `still holds ${found} of the player's texts` }];
  });
}
