import type { TurnOutcome } from "../../shared/protocol.ts";
import type { EpisodeEvent } from "../stage/episode-event.ts";
import { LOG_FORMAT } from "./episode-file.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { listEpisodes } from "./episode-list.ts";
import { inTransaction, patiently, type LogDatabase } from "./log-database.ts";
import { placeOf, type LogPlace } from "./log-place.ts";
import { openLogForReading } from "./log-opening.ts";
import { allHeads, recordCounts, recordsTakenOut } from "./log-queries.ts";
import { eventOf } from "./record.ts";
import { recordsOf } from "./stored-records.ts";
import {
  walkChain,
  type EpisodeHead,
  type Problem,
  type StoredRecord,
  type Verification,
} from "./verification.ts";

/** One line of a list of episodes. Times are wall time in ms. */
export interface EpisodeSummary {
  readonly id: string;
  /** The scene's title, or else its id; null when the episode's start does not say. */
  readonly scene: string | null;
  readonly model: string | null;
  /** True when a stand-in spoke instead of a model; null when the episode's start was not logged. */
  readonly synthetic: boolean | null;
  /** Where it was played, if not by players. */
  readonly origin?: "rehearsal";
  /** The episode and turn that it is a branch of; absent for one that was played. */
  readonly branchOf?: { readonly episodeId: string; readonly turnId: string };
  readonly startedAt: number;
  /** Null while the episode runs, or when it was cut off. */
  readonly endedAt: number | null;
  readonly lastAt: number;
  /** Turns of personas. */
  readonly turns: number;
  /** Lines of players and the environment. */
  readonly lines: number;
  readonly outcomes: { readonly [O in TurnOutcome]?: number };
  readonly records: number;
}

/** An event with the place the log gave it. */
export interface LoggedEvent {
  readonly seq: number;
  readonly event: EpisodeEvent;
}

/** Reads a log, also while it is written. All of it may reject with an `EpisodeLogError`. */
export interface EpisodeReader {
  /** In the order in which the episodes began. */
  list(): Promise<EpisodeSummary[]>;
  /** In order, from `fromSeq` on; nothing for an id that is not there. */
  events(episode: string, fromSeq?: number): AsyncIterable<LoggedEvent>;
  /** The same of those alone who came and what they allowed, without reading the rest of the episode. */
  people(episode: string): AsyncIterable<LoggedEvent>;
  /** Reads everything that is there when it is called and names the first problem of each episode. */
  verify(): Promise<Verification>;
  close(): Promise<void>;
}

/** Opens a log for reading, by the path of its file or its `postgres://` URL; rejects with `missing` when there is none yet. */
export async function openEpisodeReader(place: string | LogPlace): Promise<EpisodeReader> {
  return readerOf(await openLogForReading(placeOf(place)));
}

/** Reads what is open already; closing the reader closes it. */
export function readerOf(log: LogDatabase): EpisodeReader {
  async function* events(episode: string, fromSeq = 0): AsyncIterable<LoggedEvent> {
    for await (const record of recordsOf(log, episode, fromSeq)) {
      yield { seq: record.seq, event: readEvent(record) };
    }
  }

  return {
    list: () => patiently(log, () => inTransaction(log, "reading", listEpisodes)),
    events,
    async *people(episode) {
      const types = ["participant-joined", "consent"] as const;
      for await (const record of recordsOf(log, episode, 0, Number.MAX_SAFE_INTEGER, types)) {
        yield { seq: record.seq, event: readEvent(record) };
      }
    },
    verify: () => verify(log),
    close: () => log.close(),
  };
}

async function verify(log: LogDatabase): Promise<Verification> {
  const { heads, problems } = await patiently(log, () => takeStock(log));
  let passed = 0;
  for (const head of heads) {
    const walk = walkChain(head);
    let problem: Problem | null = null;
    try {
      for await (const record of recordsOf(log, head.id, 0, head.records)) {
        problem = walk.next(record);
        if (problem !== null) break;
      }
      problem ??= walk.end();
    } catch (error) {
      const failure = log.failureOf(error);
      // A server that is away says nothing about what it keeps.
      if (failure.code === "unreachable") throw failure;
      const { message } = failure;
      problem = { kind: "unreadable", episode: head.id, seq: walk.passed, message };
    }
    passed += walk.passed;
    if (problem !== null) problems.push(problem);
  }
  return {
    ok: problems.length === 0,
    format: LOG_FORMAT,
    episodes: heads.length,
    records: passed,
    problems,
  };
}

function readEvent(record: StoredRecord): EpisodeEvent {
  try {
    return eventOf(record);
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    throw new EpisodeLogError(
      error.code,
      `Record ${record.seq} of episode ${record.episode}: ${error.message}.`,
    );
  }
}

/** One look at the whole log in one read transaction, so that a running writer cannot make it contradict itself. */
function takeStock(log: LogDatabase): Promise<{ heads: EpisodeHead[]; problems: Problem[] }> {
  return inTransaction(log, "reading", async (transaction) => {
    const problems: Problem[] = [];
    const report = (kind: Problem["kind"], episode: string | null, message: string): void => {
      problems.push({ kind, episode, seq: null, message });
    };
    const stock = await log.takeStock(transaction);
    if (stock.damage !== null) report("unreadable", null, stock.damage);
    const heads = await allHeads(transaction);
    const expected = new Map(heads.map(({ id, records }) => [id, records]));
    let present = 0;
    for (const { episode, n } of await recordCounts(transaction)) {
      present += n;
      const written = expected.get(episode);
      if (written === undefined) report("head", episode, `the episode's own row is missing`);
      else if (n > written) report("extra", episode, `${n - written} records too many`);
    }
    const gone = stock.written - present - (await recordsTakenOut(transaction));
    if (gone > 0) report("missing", null, `${gone} records of the log are missing`);
    return { heads, problems };
  });
}
