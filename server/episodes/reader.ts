import { setImmediate as breathe } from "node:timers/promises";
import type { TurnOutcome } from "../../shared/protocol.ts";
import type { EpisodeEvent } from "../stage/episode-event.ts";
import { failureOf, openForReading, type Database } from "./database.ts";
import { LOG_FORMAT } from "./episode-file.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { eventOf } from "./record.ts";
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
  /** Reads everything that is there when it is called and names the first problem of each episode. */
  verify(): Promise<Verification>;
  close(): Promise<void>;
}

/** Records read at a time, between which other work of the process goes on. */
const PAGE = 64;

const LIST = `
  SELECT e.id, e.records, e.first_at AS startedAt, e.last_at AS lastAt,
    coalesce(json_extract(s.body, '$.scene.title'), json_extract(s.body, '$.scene.id')) AS scene,
    json_extract(s.body, '$.model') AS model, json_extract(s.body, '$.synthetic') AS synthetic,
    (SELECT max(at) FROM records WHERE episode = e.id AND type = 'episode-end') AS endedAt
  FROM episodes e LEFT JOIN records s ON json_valid(s.body) AND s.position =
    (SELECT min(position) FROM records WHERE episode = e.id AND type = 'episode-start')
  ORDER BY e.rowid`;

const COUNTS = `
  SELECT episode, type, outcome, count(*) AS n FROM records
  WHERE type IN ('turn', 'line') GROUP BY episode, type, outcome`;

/** Opens a log for reading; rejects with `missing` when there is none yet. */
export async function openEpisodeReader(file: string): Promise<EpisodeReader> {
  const db = openForReading(file);
  /** SQLite's own errors never leave this file. */
  function translated<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw failureOf(error, file);
    }
  }
  const page = translated(() =>
    db.prepare(
      "SELECT * FROM records WHERE episode = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?",
    ),
  );

  async function* records(episode: string, from: number, to: number): AsyncIterable<StoredRecord> {
    for (let next = from; ;) {
      await breathe();
      const rows = translated(
        () => page.all(episode, next, to, PAGE) as unknown as readonly StoredRecord[],
      );
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      next = last.seq + 1;
    }
  }

  async function* events(episode: string, fromSeq = 0): AsyncIterable<LoggedEvent> {
    for await (const record of records(episode, fromSeq, Number.MAX_SAFE_INTEGER)) {
      yield { seq: record.seq, event: readEvent(record) };
    }
  }

  async function verify(): Promise<Verification> {
    const { heads, problems } = translated(() => takeStock(db));
    let passed = 0;
    for (const head of heads) {
      const walk = walkChain(head);
      let problem: Problem | null = null;
      try {
        for await (const record of records(head.id, 0, head.records)) {
          problem = walk.next(record);
          if (problem !== null) break;
        }
        problem ??= walk.end();
      } catch (error) {
        const { message } = failureOf(error, file);
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

  return {
    list: async () => translated(() => listEpisodes(db)),
    events,
    verify,
    close: async () => {
      if (db.isOpen) db.close();
    },
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

function listEpisodes(db: Database): EpisodeSummary[] {
  const counts = new Map<
    string,
    { turns: number; lines: number; outcomes: { [o: string]: number } }
  >();
  for (const { episode, type, outcome, n } of db.prepare(COUNTS).all()) {
    const count = counts.get(String(episode)) ?? { turns: 0, lines: 0, outcomes: {} };
    counts.set(String(episode), count);
    if (type === "line") count.lines += Number(n);
    else {
      count.turns += Number(n);
      count.outcomes[String(outcome)] = Number(n);
    }
  }
  return db
    .prepare(LIST)
    .all()
    .map((row) => {
      const id = String(row["id"]);
      const { turns, lines, outcomes } = counts.get(id) ?? { turns: 0, lines: 0, outcomes: {} };
      return {
        id,
        scene: textOf(row["scene"]),
        model: textOf(row["model"]),
        synthetic: row["synthetic"] === null ? null : row["synthetic"] === 1,
        startedAt: Number(row["startedAt"]),
        endedAt: row["endedAt"] === null ? null : Number(row["endedAt"]),
        lastAt: Number(row["lastAt"]),
        turns,
        lines,
        outcomes,
        records: Number(row["records"]),
      };
    });
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** One look at the whole file in one read transaction, so that a running writer cannot make it contradict itself. */
function takeStock(db: Database): { heads: EpisodeHead[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (kind: Problem["kind"], episode: string | null, message: string): void => {
    problems.push({ kind, episode, seq: null, message });
  };
  db.exec("BEGIN");
  try {
    const [check] = db.prepare("PRAGMA quick_check(1)").all();
    if (check?.["quick_check"] !== "ok") report("unreadable", null, "the database file is damaged");
    const heads = db
      .prepare("SELECT id, records, head FROM episodes ORDER BY rowid")
      .all() as unknown as EpisodeHead[];
    const expected = new Map(heads.map(({ id, records }) => [id, records]));
    let present = 0;
    const counted = db.prepare("SELECT episode, count(*) AS n FROM records GROUP BY episode").all();
    for (const { episode, n } of counted) {
      const id = String(episode);
      present += Number(n);
      const written = expected.get(id);
      if (written === undefined) report("head", id, `the episode's own row is missing`);
      else if (Number(n) > written) report("extra", id, `${Number(n) - written} records too many`);
    }
    const written = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'records'").get();
    const gone = Number(written?.["seq"] ?? 0) - present;
    if (gone > 0) report("missing", null, `${gone} records of the file are missing`);
    return { heads, problems };
  } finally {
    db.exec("COMMIT");
  }
}
