import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEpisodeStore } from "../../server/episodes/episode-store.ts";
import { openLogForReading, openLogForWriting } from "../../server/episodes/log-opening.ts";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { moveLog } from "../../server/episodes/move-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { recordOf } from "../../server/episodes/record.ts";
import { recordsOf } from "../../server/episodes/stored-records.ts";
import type { StoredRecord } from "../../server/episodes/verification.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { newSchemaUrl, onServer, POSTGRES, schemaOf } from "../doubles/postgres.ts";
import {
  callOf,
  collect,
  endOf,
  joinedOf,
  lineOf,
  newLogFile,
  outcomeOf,
  startOf,
  turnOf,
} from "./log-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const quietly = (): void => {};

async function append(place: string, appends: readonly EpisodeEvent[][]): Promise<void> {
  const store = createEpisodeStore(await openLogForWriting(new LogPlace(place)));
  const records = appends.flat().map(recordOf);
  for (let i = 0; i < records.length; i += 200) await store.commit(records.slice(i, i + 200));
  await store.close();
}

/** Three episodes whose records came in turns, with every oddity that text and numbers may have. */
async function playedLog(turns = 40): Promise<string> {
  const file = newLogFile();
  const ids = ["b", "a", "c"];
  await append(file, [
    ...ids.map((id) => [startOf(id), joinedOf(id)]),
    ...Array.from({ length: turns }, (_, i) => [
      callOf(ids[i % 3] ?? "", `t${i}`, i % 5 === 0 ? { promptTokenIds: null } : {}),
      turnOf(ids[i % 3] ?? "", `t${i}`, "nul \0, lone \ud83d, 灯塔, \u{1f56f}"),
    ]),
    [endOf("a")],
  ]);
  return file;
}

/** All that a log holds, record by record, bytes as hex. */
async function everything(place: string): Promise<Record<string, unknown>> {
  const log = await openLogForReading(new LogPlace(place));
  const reader = await openEpisodeReader(place);
  const all: Record<string, unknown> = {};
  for (const summary of await reader.list()) {
    const records = await collect(recordsOf(log, summary.id));
    all[summary.id] = [summary, records.map(plain)];
  }
  expect((await reader.verify()).problems).toEqual([]);
  await reader.close();
  await log.close();
  return all;
}

const hex = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");
const plain = (record: StoredRecord): object => ({
  ...record,
  hash: hex(record.hash),
  prompt_tokens: hex(record.prompt_tokens),
  completion_tokens: hex(record.completion_tokens),
  logprobs: hex(record.logprobs),
});

const moved = (from: string, to: string) => moveLog(new LogPlace(from), new LogPlace(to), quietly);

test("[E27] a log moved to another file has the same episodes in the same order, record for record", async () => {
  const from = await playedLog();
  const to = newLogFile();
  const before = readFileSync(from);
  expect(await moved(from, to)).toMatchObject({
    episodes: 3,
    records: 87,
    copied: 87,
    problems: [],
  });
  const there = await everything(to);
  expect(there).toEqual(await everything(from));
  expect(Object.keys(there)).toEqual(["b", "a", "c"]);
  expect(readFileSync(from).equals(before)).toBe(true);
});

describe.skipIf(POSTGRES === null)("between SQLite and PostgreSQL", () => {
  test("[E28] a file, a database and a file again: the records are identical", async () => {
    const from = await playedLog();
    const between = newSchemaUrl();
    const back = newLogFile();
    expect(await moved(from, between)).toMatchObject({ records: 87, copied: 87, problems: [] });
    expect(await moved(between, back)).toMatchObject({ records: 87, copied: 87, problems: [] });
    const first = await everything(from);
    expect(await everything(between)).toEqual(first);
    expect(await everything(back)).toEqual(first);
  });

  test("[E28] a log of version 1 moves as it is: no record is brought up to date on the way", async () => {
    const from = newLogFile();
    const packed = readFileSync(new URL("../fixtures/logs/v1.sqlite.gz", import.meta.url));
    writeFileSync(from, gunzipSync(packed));
    const to = newSchemaUrl();
    expect(await moved(from, to)).toMatchObject({ records: 296, problems: [] });
    expect(await everything(to)).toEqual(await everything(from));
    const bodies = await onServer(`SELECT body FROM ${schemaOf(to)}.records`);
    expect(new Set(bodies.map(({ body }): unknown => JSON.parse(String(body)).v))).toEqual(
      new Set([1]),
    );
  });

  test("[E27] a move that was killed is gone on with, and copies nothing twice", async () => {
    const from = await playedLog(1_500);
    const to = newSchemaUrl();
    const whole = 3_000 + 7;
    await append(to, []);
    await slowDown(schemaOf(to));
    let kills = 0;
    for (let attempt = 0; attempt < 2; attempt++) {
      if (await killedMove(from, to, 300 * (attempt + 1))) kills += 1;
    }
    expect(kills).toBe(2);
    const [there] = await onServer(`SELECT count(*)::INT AS n FROM ${schemaOf(to)}.records`);
    const report = await moved(from, to);
    expect(report).toMatchObject({ records: whole, problems: [] });
    expect(report.copied).toBe(whole - Number(there?.["n"]));
    expect(report.copied).toBeLessThan(whole);
    expect(await everything(to)).toEqual(await everything(from));
  });

  test("[E27] npm run episodes -- move says what it did, and that nothing was deleted", async () => {
    const from = await playedLog();
    const to = newSchemaUrl();
    const { status, out } = await episodes(["move", "--from", from, "--to", to]);
    expect(status).toBe(0);
    expect(out).toMatch(/^OK: 87 records of 3 episodes are in postgres:.* 87 were copied now\./u);
    expect(out).toContain("Nothing was deleted");
    const again = await episodes(["move", "--to", to, "--file", from, "--json"]);
    expect(JSON.parse(again.out)).toMatchObject({ records: 87, copied: 0, problems: [] });
  });

  test("[E21] list, show and verify work on a database by --log, by --file and by DRAMATIS_LOG", async () => {
    const url = newSchemaUrl();
    const nothing = await episodes(["list", "--log", url]);
    expect([nothing.status, nothing.err]).toEqual([0, expect.stringContaining("no episode log")]);
    await append(url, [
      [startOf("a"), joinedOf("a"), lineOf("a", "t1"), turnOf("a", "t1", "CANARY")],
    ]);
    const list = await episodes(["list", "--log", url]);
    expect(list.out).toMatch(
      /a .*1 turn \(complete 1\) {2}1 line .*stand-in\n1 episode in postgres:/u,
    );
    const show = await episodes(["show", "latest", "--file", url]);
    expect(show.out).toContain("Ayla to Mara Quill:");
    expect(show.out).not.toContain("CANARY");
    const verify = await episodes(["verify"], { DRAMATIS_LOG: url });
    expect([verify.status, verify.out]).toEqual([0, expect.stringMatching(/^OK: 4 records of 1/u)]);
    await onServer(`UPDATE ${schemaOf(url)}.records SET body = replace(body, 'wind', 'cat')`);
    expect((await episodes(["verify", "--log", url])).status).toBe(1);
  });
});

test("[E27] an episode that goes on in the new log stays as it is; one with other records is refused, whole", async () => {
  const from = await playedLog();
  const to = newLogFile();
  await moved(from, to);
  await append(to, [[lineOf("b", "after the move")]]);
  await append(from, [[lineOf("c", "in the old one")]]);
  await append(to, [[lineOf("c", "in the new one")]]);
  const before = await everything(to);
  const report = await moved(from, to);
  expect(report).toMatchObject({ episodes: 3, copied: 0, wentOn: 1 });
  expect(report.problems).toMatchObject([{ episode: "c" }]);
  expect(report.problems[0]?.message).toContain("other records");
  expect(await everything(to)).toEqual(before);
});

test("[E27] what was played on after a move is moved by the next one", async () => {
  const from = await playedLog();
  const to = newLogFile();
  await moved(from, to);
  await append(from, [[lineOf("a", "later")], [startOf("d")]]);
  expect(await moved(from, to)).toMatchObject({
    episodes: 4,
    records: 89,
    copied: 2,
    problems: [],
  });
  expect(await everything(to)).toEqual(await everything(from));
});

test("[E27] a damaged record of the old log is named, and what comes from it is not copied", async () => {
  const from = await playedLog();
  const db = new DatabaseSync(from);
  db.exec(
    "UPDATE records SET body = replace(body, 'glass', 'knife') WHERE episode = 'a' AND seq = 5",
  );
  db.exec("DELETE FROM records WHERE episode = 'c' AND seq = 7");
  db.close();
  const to = newLogFile();
  const report = await moved(from, to);
  expect(report.problems).toMatchObject([
    { episode: "a", message: expect.stringContaining("record 5 of the old log was changed") },
    {
      episode: "c",
      message: expect.stringMatching(/^record 7 of \d+ is missing from the old log/u),
    },
  ]);
  const reader = await openEpisodeReader(to);
  onTestFinished(() => reader.close());
  expect(await reader.verify()).toMatchObject({ ok: true });
  expect(await collect(reader.events("a"))).toHaveLength(5);
  expect(await collect(reader.events("c"))).toHaveLength(7);
});

test("[E27] the old place must be there, and must be another one than the new", async () => {
  const file = newLogFile();
  expect(await outcomeOf(moved(file, newLogFile()))).toBe("missing");
  expect(await outcomeOf(moved(file, file))).toBe("foreign");
  const { status, err } = await episodes(["move"]);
  expect([status, err]).toEqual([2, expect.stringContaining("--to")]);
  expect((await episodes(["list", "--to", file])).err).toContain("list has no option --to");
});

/** Makes each batch that is written take its time, so that a kill comes between two of them on any machine. */
async function slowDown(schema: string): Promise<void> {
  await onServer(`CREATE FUNCTION ${schema}.rest() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.03); RETURN NULL; END $$`);
  await onServer(`CREATE TRIGGER rest AFTER INSERT ON ${schema}.records
    FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.rest()`);
}

/** Starts a move and kills it once the new log has so many records; false when it was done before. */
async function killedMove(from: string, to: string, atLeast: number): Promise<boolean> {
  const run = spawn(
    process.execPath,
    [join(root, "server/cli/episodes.ts"), "move", "--from", from, "--to", to],
    { cwd: root, stdio: "ignore" },
  );
  const ended = new Promise<string | null>((resolve) =>
    run.once("exit", (_status, signal: string | null) => resolve(signal)),
  );
  while (run.exitCode === null && run.signalCode === null) {
    const [row] = await onServer(`SELECT count(*)::INT AS n FROM ${schemaOf(to)}.records`).catch(
      () => [],
    );
    if (Number(row?.["n"] ?? 0) >= atLeast) run.kill("SIGKILL");
  }
  return (await ended) === "SIGKILL";
}

/** Runs `npm run episodes -- …` without npm. */
function episodes(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ status: number | null; out: string; err: string }> {
  const command = spawn(process.execPath, [join(root, "server/cli/episodes.ts"), ...args], {
    env: { ...process.env, ...env },
    cwd: root,
  });
  let out = "";
  let err = "";
  command.stdout.on("data", (text: Buffer) => (out += text.toString()));
  command.stderr.on("data", (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => {
    command.once("close", (status) => resolve({ status, out, err }));
  });
}
