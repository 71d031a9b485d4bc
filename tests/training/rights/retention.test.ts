import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../../server/cli/config.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import { keepWithin } from "../../../server/cli/keep-within.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { retain } from "../../../server/training/rights/retention.ts";
import {
  callOf,
  collect,
  endOf,
  joinedOf,
  lineOf,
  newLogFile,
  startOf,
  turnOf,
} from "../../episodes/log-file.ts";

const COMMAND = join(import.meta.dirname, "../../../server/cli/episodes.ts");
const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

/** An evening that ended so many days ago; with consent every player allows training. */
function played(id: string, daysAgo: number, consent: boolean): EpisodeEvent[] {
  const word: EpisodeEvent = {
    v: 2,
    episodeId: id,
    at: 0,
    type: "consent",
    participant: "p1",
    purpose: "training",
    given: true,
    notice: "n",
  };
  const events: EpisodeEvent[] = [
    startOf(id),
    joinedOf(id),
    lineOf(id, `${id}-1`, "Who put out the light?"),
    callOf(id, `${id}-2`, { completionText: "He must not know." }),
    turnOf(id, `${id}-2`, "He must not know."),
    ...(consent ? [word] : []),
    endOf(id),
  ];
  return events.map((event) => ({ ...event, at: NOW - daysAgo * DAY }));
}

async function aLog(): Promise<string> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  await log.append(played("old", 40, false));
  await log.append(played("old-allowed", 40, true));
  await log.append(played("week", 10, false));
  await log.append(played("week-allowed", 10, true));
  await log.append(played("today", 0, false));
  await log.close();
  return file;
}

async function look(file: string) {
  const reader = await openEpisodeReader(file);
  try {
    const verification = await reader.verify();
    const episodes: Record<string, EpisodeEvent[]> = {};
    for (const { id } of await reader.list())
      episodes[id] = (await collect(reader.events(id))).map(({ event }) => event);
    return { verification, episodes };
  } finally {
    await reader.close();
  }
}

const keep = { days: 30, privateDays: 7 };
const run = (file: string, done = true, now = NOW, how = keep) =>
  retain({ place: new LogPlace(file), keep: how, now, done });

describe("[D34] how long what was played is kept", () => {
  test("[D34] whole episodes go after their days, and one record says that they were there", async () => {
    const file = await aLog();
    const report = await run(file);
    const { verification, episodes } = await look(file);
    expect(verification).toMatchObject({ ok: true, episodes: 5 });
    for (const id of ["old", "old-allowed"]) {
      expect(episodes[id]).toHaveLength(1);
      expect(episodes[id]?.[0]).toMatchObject({
        type: "redaction",
        participant: null,
        reason: "retention",
      });
    }
    expect(report.episodes.map(({ id, gone }) => [id, gone])).toEqual([
      ["old", 6],
      ["old-allowed", 7],
      ["week", 0],
    ]);
  });

  test("[D34] thoughts and calls go earlier, unless every player allows training; what was said aloud stays", async () => {
    const file = await aLog();
    await run(file);
    const { episodes } = await look(file);
    const week = episodes["week"] ?? [];
    expect(JSON.stringify(week)).not.toContain("He must not know.");
    expect(JSON.stringify(week)).toContain("Who put out the light?");
    expect(week.find(({ type }) => type === "turn")).toMatchObject({
      trainable: false,
      segments: [
        { kind: "action", text: "turns the glass" },
        { kind: "speech", text: "The wind,\nas far as I know." },
      ],
    });
    expect(week.at(-1)).toMatchObject({ type: "redaction", reason: "retention", records: 2 });
    for (const id of ["week-allowed", "today"])
      expect(JSON.stringify(episodes[id])).toContain("He must not know.");
  });

  test("[D34] a dry run changes nothing; a second run finds nothing; a later one goes on, and the log goes on too", async () => {
    const file = await aLog();
    const before = await look(file);
    const dry = await run(file, false);
    expect(await look(file)).toEqual(before);
    expect({ ...dry, done: true }).toEqual(await run(file));
    expect((await run(file)).episodes).toEqual([]);
    const log = await openEpisodeLog({ file });
    await log.append(played("tomorrow", -1, false));
    await log.close();
    expect((await look(file)).verification).toMatchObject({ ok: true, episodes: 6 });
    const later = await run(file, true, NOW + 25 * DAY);
    expect(later.episodes.map(({ id }) => id)).toEqual([
      "week",
      "week-allowed",
      "today",
      "tomorrow",
    ]);
    expect((await look(file)).verification).toMatchObject({ ok: true });
  });

  test("[D34] a whole episode that is deleted behind the log's back is still missed", async () => {
    const file = await aLog();
    await run(file);
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(file);
    db.exec("DELETE FROM records WHERE episode = 'today'; DELETE FROM episodes WHERE id = 'today'");
    db.close();
    const { verification } = await look(file);
    expect(verification).toMatchObject({ ok: false, problems: [{ kind: "missing" }] });
  });

  test("[D34] without a setting a start takes nothing out, and with one it does; a log that is not there is no fault", async () => {
    const file = await aLog();
    const before = await look(file);
    await keepWithin(new LogPlace(file), { days: null, privateDays: null }, NOW);
    expect(await look(file)).toEqual(before);
    await keepWithin(new LogPlace(newLogFile()), keep, NOW);
    await keepWithin(new LogPlace(file), keep, NOW);
    expect((await look(file)).episodes["old"]).toHaveLength(1);
  });
});

describe("[D34] the days as settings and on the command line", () => {
  test("[D34] nothing is set by itself; a number of days is, and anything else is refused in words", () => {
    const keepOf = (env: Record<string, string>) => {
      const read = readConfig({ env });
      return read.ok ? read.config.keep : read.problems.join();
    };
    expect(keepOf({})).toEqual({ days: null, privateDays: null });
    expect(keepOf({ DRAMATIS_KEEP_DAYS: "30", DRAMATIS_KEEP_PRIVATE_DAYS: "7" })).toEqual(keep);
    expect(keepOf({ DRAMATIS_KEEP_DAYS: "0" })).toContain("DRAMATIS_KEEP_DAYS");
  });

  test("[D34] the command is a dry run until --yes, and takes the settings where no days are given", async () => {
    const file = await aLog();
    const command = (...args: string[]): string =>
      execFileSync(process.execPath, [COMMAND, "retain", "--file", file, ...args], {
        encoding: "utf8",
        env: { ...process.env, DRAMATIS_KEEP_DAYS: "1" },
      });
    // The evenings lie in the future of any clock that this runs by.
    expect(command()).toContain("Nothing was changed");
    const lines = await look(file);
    const log = await openEpisodeLog({ file });
    await log.append([{ ...endOf("long-ago"), at: 1_000 }]);
    await log.close();
    expect(command("--yes", "--json")).toContain('"long-ago"');
    const after = await look(file);
    expect(after.verification.ok).toBe(true);
    expect(after.episodes["long-ago"]).toMatchObject([{ type: "redaction" }]);
    expect(after.episodes["today"]).toEqual(lines.episodes["today"]);
  });
});
