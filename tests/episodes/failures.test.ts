import { DatabaseSync } from "node:sqlite";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeLog, type EpisodeLogOptions } from "../../server/episodes/sqlite-log.ts";
import { startFaultyWriter } from "./faulty-writer.ts";
import {
  collect,
  endOf,
  lineOf,
  newLogFile,
  outcomeOf,
  startOf,
  testFolder,
  turnOf,
} from "./log-file.ts";

async function openLog(options: EpisodeLogOptions) {
  const log = await openEpisodeLog(options);
  onTestFinished(() => log.close());
  return log;
}

async function turnsIn(file: string): Promise<string[]> {
  const reader = await openEpisodeReader(file);
  const logged = await collect(reader.events("a"));
  expect(await reader.verify()).toMatchObject({ ok: true });
  await reader.close();
  return logged.flatMap(({ event }) =>
    "turnId" in event && typeof event.turnId === "string" ? [event.turnId] : [],
  );
}

test("[E8] a thousand records may wait for the disk; the next append is refused", async () => {
  const log = await openLog({
    file: newLogFile(),
    startWriter: startFaultyWriter("silent"),
    closeWithinMs: 10,
  });
  const waiting = Array.from({ length: 500 }, (_, i) =>
    outcomeOf(log.append([lineOf("a", `t${i}`), turnOf("a", `t${i}`)])),
  );
  expect(log.backlog).toBe(1_000);
  expect(await outcomeOf(log.append([endOf("a")]))).toBe("backlog");
  expect(log.failure).toBeNull();
  await log.close();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["closed"]));
});

test("[E8] the backlog is bounded in size; that the disk takes long loses nothing", async () => {
  const options = {
    file: newLogFile(),
    startWriter: startFaultyWriter("silent"),
    closeWithinMs: 10,
  };
  const small = await openLog({ ...options, maxBacklogSize: 1_000 });
  void outcomeOf(small.append([lineOf("a", "t", "x".repeat(1_000))]));
  expect(await outcomeOf(small.append([endOf("a")]))).toBe("backlog");
  const slow = await openLog(options);
  const first = outcomeOf(slow.append([lineOf("a", "t")]));
  await sleep(40);
  const second = outcomeOf(slow.append([endOf("a")]));
  expect(slow.backlog).toBe(2);
  await slow.close();
  expect(await Promise.all([first, second])).toEqual(["closed", "closed"]);
});

test("[E9] a file held by another process refuses the append, and the next one goes through", async () => {
  const file = newLogFile();
  const log = await openLog({ file, busyTimeoutMs: 50 });
  await log.append([startOf("a")]);
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  expect(await outcomeOf(log.append([lineOf("a", "lost")]))).toBe("busy");
  other.exec("ROLLBACK");
  other.close();
  await log.append([lineOf("a", "kept")]);
  expect(await turnsIn(file)).toEqual(["kept"]);
});

test("[E9] a full disk refuses what does not fit, keeps what was acknowledged, and goes on after", async () => {
  const file = newLogFile();
  const log = await openLog({ file, maxFileBytes: 128 * 1024 });
  const acknowledged: string[] = [];
  let outcome = "resolved";
  for (let i = 0; outcome === "resolved" && i < 100; i++) {
    outcome = await outcomeOf(log.append([lineOf("a", `t${i}`, "x".repeat(4_000))]));
    if (outcome === "resolved") acknowledged.push(`t${i}`);
  }
  expect(outcome).toBe("full");
  expect(log.failure).toBeNull();
  expect(await turnsIn(file)).toEqual(acknowledged);
  await log.close();
  const roomier = await openLog({ file });
  await roomier.append([lineOf("a", "after")]);
  expect(await turnsIn(file)).toEqual([...acknowledged, "after"]);
});

test("[E9] a commit that failed for good rejects its own appends and ends the log", async () => {
  const file = newLogFile();
  const log = await openLog({ file, startWriter: startFaultyWriter("disk") });
  await log.append([lineOf("a", "t1")]);
  await log.append([lineOf("a", "t2")]);
  expect(await outcomeOf(log.append([lineOf("a", "t3")]))).toBe("disk");
  expect(log.failure).toMatchObject({ code: "disk" });
  expect(await outcomeOf(log.append([lineOf("a", "t4")]))).toBe("disk");
  expect(await turnsIn(file)).toEqual(["t1", "t2"]);
  const again = await openLog({ file });
  await again.append([lineOf("a", "t5")]);
  expect(await turnsIn(file)).toEqual(["t1", "t2", "t5"]);
});

test("[E10] when the writer's thread is stopped, what waits is rejected and the next append says why", async () => {
  let writer: Worker | undefined;
  const log = await openLog({
    file: newLogFile(),
    startWriter: (settings) => (writer = startFaultyWriter("silent")(settings)),
  });
  const waiting = [log.append([startOf("a")]), log.append([endOf("a")])].map(outcomeOf);
  await writer?.terminate();
  expect(await Promise.all(waiting)).toEqual(["crashed", "crashed"]);
  expect(log.backlog).toBe(0);
  expect(await outcomeOf(log.append([endOf("a")]))).toBe("crashed");
  expect(log.failure).toMatchObject({ code: "crashed" });
  await log.close();
  expect(await outcomeOf(log.append([endOf("a")]))).toBe("closed");
});

test("[E10] the real writer, stopped at work, leaves a whole file with all it acknowledged", async () => {
  const file = newLogFile();
  let writer: Worker | undefined;
  const log = await openLog({
    file,
    startWriter(settings) {
      const script = new URL("../../server/episodes/sqlite-writer.ts", import.meta.url);
      return (writer = new Worker(script, { workerData: settings }));
    },
  });
  const outcomes = Array.from({ length: 500 }, (_, i) =>
    outcomeOf(log.append([lineOf("a", `t${i}`)])),
  );
  await outcomes[0];
  await writer?.terminate();
  const kept = new Set(await turnsIn(file));
  const settled = await Promise.all(outcomes);
  expect(settled.filter((outcome) => outcome !== "resolved" && outcome !== "crashed")).toEqual([]);
  for (const [i, outcome] of settled.entries()) {
    if (outcome === "resolved") expect(kept).toContain(`t${i}`);
  }
});

test("[E16] a writer that dies of an unknown error takes none of its text along", async () => {
  const log = await openLog({ file: newLogFile(), startWriter: startFaultyWriter("throws") });
  const failure: unknown = await log.append([turnOf("a", "t", "CANARY")]).catch((error) => error);
  expect(failure).toMatchObject({ code: "crashed" });
  expect(String(failure)).not.toContain("CANARY");
});

test("[E11] a place where no file can be made stops the opening with a reason", async () => {
  const folder = testFolder();
  writeFileSync(join(folder, "file"), "");
  expect(await outcomeOf(openEpisodeLog({ file: join(folder, "file", "log.sqlite") }))).toBe(
    "disk",
  );
  mkdirSync(join(folder, "folder"));
  expect(await outcomeOf(openEpisodeLog({ file: join(folder, "folder") }))).toBe("disk");
});

test.skipIf(process.getuid?.() === 0)(
  "[E11] a folder without write permission does too",
  async () => {
    const folder = testFolder();
    chmodSync(folder, 0o500);
    expect(await outcomeOf(openEpisodeLog({ file: join(folder, "log.sqlite") }))).toBe("disk");
  },
);

/** The bytes of a closed log that holds one line. */
async function closedLog(): Promise<{ file: string; bytes: Buffer }> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  await log.append([lineOf("a", "t1")]);
  await log.close();
  return { file, bytes: readFileSync(file) };
}

test("[E11] a damaged file is refused and left byte for byte as it was", async () => {
  const { file, bytes } = await closedLog();
  const damaged: [string, Buffer][] = [
    ["no database at all", Buffer.from("once upon a time there was a harbour inn")],
    ["a damaged beginning", Buffer.concat([Buffer.alloc(100), bytes.subarray(100)])],
    [
      "a damaged schema",
      Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(3_996, 7), bytes.subarray(4_096)]),
    ],
    ["half a file", bytes.subarray(0, bytes.length >> 1)],
  ];
  for (const [what, content] of damaged) {
    writeFileSync(file, content);
    expect(await outcomeOf(openEpisodeLog({ file })), what).toBe("corrupt");
    expect(await outcomeOf(openEpisodeReader(file)), what).toBe("corrupt");
    expect(readFileSync(file).equals(content), what).toBe(true);
  }
});

test("[E11] a log of a newer format and another program's database are refused and left alone", async () => {
  const { file } = await closedLog();
  const db = new DatabaseSync(file);
  db.exec("INSERT INTO format VALUES (2, 0)");
  db.close();
  const newer = readFileSync(file);
  expect(await outcomeOf(openEpisodeLog({ file }))).toBe("newer-format");
  expect(await outcomeOf(openEpisodeReader(file))).toBe("newer-format");
  expect(readFileSync(file).equals(newer)).toBe(true);

  const foreign = newLogFile();
  const other = new DatabaseSync(foreign);
  other.exec("CREATE TABLE records (x)");
  other.close();
  expect(await outcomeOf(openEpisodeLog({ file: foreign }))).toBe("foreign");
  expect(await outcomeOf(openEpisodeReader(foreign))).toBe("foreign");
});

test("[E11] an empty file, as a crash at the very start leaves it, becomes a log", async () => {
  const file = newLogFile();
  writeFileSync(file, "");
  expect(await outcomeOf(openEpisodeReader(file))).toBe("missing");
  const log = await openLog({ file });
  await log.append([lineOf("a", "t1")]);
  expect(await turnsIn(file)).toEqual(["t1"]);
});

test.skipIf(process.platform === "win32")("[E12] only its owner may read the log", async () => {
  const file = join(testFolder(), "new", "deeper", "log.sqlite");
  const log = await openLog({ file });
  await log.append([lineOf("a", "t1")]);
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    expect(existsSync(name) && statSync(name).mode & 0o777).toBe(0o600);
  }
  expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
  expect(statSync(join(file, "..", "..")).mode & 0o777).toBe(0o700);
});
