import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { exportEpisodes, type ExportOptions } from "../../../server/training/exports/index.ts";
import { openEvidenceFile } from "../../../server/training/rewards/evidence-file.ts";
import type { Evidence } from "../../../server/training/rewards/evidence.ts";
import { erasePlayer } from "../../../server/training/rights/erasure/erasure.ts";
import { knownOutputs, noteOutput } from "../../../server/training/rights/outputs/known-outputs.ts";
import { retain } from "../../../server/training/rights/retention.ts";
import type { RightsReport } from "../../../server/training/rights/report.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { rowsIn, type Rows } from "../exports/export-to.ts";
import { ROOT } from "../a-judge.ts";
import { AYLA, BEN, CATO, evenings, onDisk, type Evening } from "./remembered-evenings.ts";

/** Too short and too plain to be found by what it says: only the record of whose it is leads to it. */
const PLAIN = "I fear cats.";
const STAYS = "A pint of stout for me.";
const played: readonly Evening[] = [
  { id: "evening-1", players: [AYLA, BEN, CATO], said: [[AYLA, PLAIN]] },
  { id: "evening-2", players: [BEN], said: [[BEN, "What does Ayla fear of cats?"]] },
  { id: "evening-3", players: [BEN], said: [[BEN, STAYS]] },
];
const ALL: ExportOptions = {
  includeUnconsented: true,
  includeRecalled: true,
  includeSynthetic: true,
  validation: 0,
};

let made: ReturnType<typeof evenings> | null = null;
async function dataFolder(): Promise<{ folder: string; file: string }> {
  const folder = testFolder();
  return { folder, file: await onDisk(folder, await (made ??= evenings(played))) };
}

/** An export as the command makes it: noted in the data folder, with its key or without. */
async function exported(
  { folder, file }: { folder: string; file: string },
  format: string,
  more: ExportOptions & { keepKey?: boolean; out?: string } = {},
): Promise<string> {
  const out = more.out ?? join(testFolder(), format);
  const reader = await openEpisodeReader(file);
  await exportEpisodes({
    reader,
    format,
    out,
    ...ALL,
    ...more,
    begun: (key) =>
      noteOutput(folder, {
        kind: "export",
        path: out,
        ...(more.keepKey === false ? {} : { key: Buffer.from(key).toString("hex") }),
      }),
  });
  await reader.close();
  return out;
}

async function forget(
  { folder, file }: { folder: string; file: string },
  more: Partial<Parameters<typeof erasePlayer>[0]> = {},
): Promise<RightsReport> {
  const result = await erasePlayer({
    asked: AYLA.subject,
    place: new LogPlace(file),
    dataDir: folder,
    exports: [],
    done: true,
    ...more,
  });
  if ("several" in result) throw new Error("several players");
  return result;
}

const filesIn = (out: string): string[] =>
  readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(out, name)).isFile())
    .map((name) => join(out, name));

/** All rows of an export, read by readers that know nothing of it. */
async function rowsOf(out: string): Promise<Rows> {
  const rows: Rows = [];
  for (const file of filesIn(out).filter((name) => /\.(?:jsonl|zst|parquet)$/u.test(name))) {
    if (readFileSync(file).length > 0) rows.push(...(await rowsIn(file)));
  }
  return rows;
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? Number(one) : one));

/** What is wrong between a manifest and the files it names. */
async function manifestFaults(out: string): Promise<string[]> {
  const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as {
    files: { name: string; rows?: number; bytes: number; sha256: string; split?: string }[];
    counts: { rows: Record<string, number> };
  };
  const faults: string[] = [];
  const sums: Record<string, number> = {};
  for (const { name, rows, bytes, sha256, split } of manifest.files) {
    const file = readFileSync(join(out, name));
    if (file.length !== bytes) faults.push(`${name}: bytes`);
    if (createHash("sha256").update(file).digest("hex") !== sha256) faults.push(`${name}: hash`);
    if (rows === undefined || split === undefined) continue;
    sums[split] = (sums[split] ?? 0) + rows;
    const there = file.length === 0 ? [] : await rowsIn(join(out, name));
    if (there.length !== rows) faults.push(`${name}: ${rows} rows, not ${there.length}`);
  }
  for (const [split, rows] of Object.entries(manifest.counts.rows))
    if ((sums[split] ?? 0) !== rows) faults.push(`${split}: ${rows}`);
  return faults;
}

const FORMATS: readonly (readonly [string, ExportOptions])[] = [
  ["trl-sft", {}],
  ["trl-sft", { zstd: true }],
  ["openrlhf", { shardRows: 1 }],
  ["llamafactory", {}],
  ["her-sft-multi", {}],
  ["verl", {}],
  ["verl", { shardRows: 1 }],
  ["calls", {}],
];

describe("[D36] forgetting reaches every copy that was noted", () => {
  test.each(FORMATS)(
    "[D36] %s %j is written anew, its manifest too, and other rows stay as they were",
    async (format, more) => {
      const data = await dataFolder();
      const out = await exported(data, format, more);
      const before = await rowsOf(out);
      expect(text(before)).toContain(PLAIN);
      const dry = await forget(data, { done: false });
      expect(await rowsOf(out)).toEqual(before);
      const report = await forget(data);
      expect(report.left).toEqual([]);
      expect({ ...dry, done: true }).toEqual(report);
      const after = await rowsOf(out);
      expect(text(after)).not.toMatch(/I fear cats|fear of cats|Ayla|s-ayla/u);
      expect(text(after)).toContain(STAYS);
      expect(after).toEqual(before.filter((row) => text(row).includes(STAYS)));
      expect(await manifestFaults(out)).toEqual([]);
      const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as {
        takenOut: { rows: number };
      };
      expect(manifest.takenOut.rows).toBe(before.length - after.length);
      const touched = report.files.filter(({ file }) => file.startsWith(out));
      expect(touched.at(-1)?.file).toBe(join(out, "manifest.json"));
      expect(touched.slice(0, -1).reduce((sum, { entries }) => sum + entries, 0)).toBe(
        before.length - after.length,
      );
      expect(filesIn(out).filter((name) => name.endsWith(".partial"))).toEqual([]);
      for (const file of filesIn(out)) expect(statSync(file).mode & 0o077).toBe(0);
      const bytes = filesIn(out).map((name) => readFileSync(name).toString("base64"));
      const again = await forget(data, { asked: AYLA.id });
      expect(again.files.filter(({ file }) => file.startsWith(out))).toEqual([]);
      expect(filesIn(out).map((name) => readFileSync(name).toString("base64"))).toEqual(bytes);
    },
  );

  test.each(["trl-sft", "verl", "llamafactory"])(
    "[D36] %s without its key: rows are found by what the log makes of those turns",
    async (format) => {
      const data = await dataFolder();
      const out = await exported(data, format, { keepKey: false });
      expect(knownOutputs(data.folder)).toMatchObject([{ path: out, kind: "export" }]);
      expect(readFileSync(join(data.folder, "outputs.jsonl"), "utf8")).not.toContain("key");
      const report = await forget(data);
      expect(report.left).toEqual([]);
      const after = text(await rowsOf(out));
      expect(after).not.toContain(PLAIN);
      expect(await manifestFaults(out)).toEqual([]);
    },
  );

  test("[D36] a file that was written anew while its manifest was not is told by the next run", async () => {
    const data = await dataFolder();
    const out = await exported(data, "verl");
    const manifest = join(out, "manifest.json");
    copyFileSync(manifest, `${manifest}.before`);
    await forget(data);
    renameSync(`${manifest}.before`, manifest);
    expect(await manifestFaults(out)).not.toEqual([]);
    await forget(data, { asked: AYLA.id });
    expect(await manifestFaults(out)).toEqual([]);
  });

  test("[D36] a place that is no longer there is named, and is no failure", async () => {
    const data = await dataFolder();
    const out = await exported(data, "trl-sft");
    renameSync(out, `${out}-moved`);
    const report = await forget(data, { done: false });
    expect(report.left).toEqual([]);
    expect(report.missing).toMatchObject([{ path: out, kind: "export" }]);
    const named = await forget(data, { exports: [`${out}-moved`] });
    expect(named.files.map(({ file }) => file)).toContain(join(`${out}-moved`, "manifest.json"));
    expect(text(await rowsOf(`${out}-moved`))).not.toContain(PLAIN);
  });

  test("[D36] a copy that comes to light after the log forgot is found by what the log has emptied", async () => {
    const data = await dataFolder();
    const out = await exported(data, "verl");
    renameSync(out, `${out}-lost`);
    await forget(data);
    expect(text(await rowsOf(`${out}-lost`))).toContain(PLAIN);
    // Whoever is asked for: nothing that the log has emptied may stay in a copy.
    const report = await forget(data, { asked: AYLA.id, exports: [`${out}-lost`] });
    expect(report.left).toEqual([]);
    const after = text(await rowsOf(`${out}-lost`));
    expect(after).not.toContain(PLAIN);
    expect(after).toContain(STAYS);
  });

  test("[D36] evidence of rewards, rows and journals of repair, and lines of signals go by their turn's id", async () => {
    const data = await dataFolder();
    const repair = join(testFolder(), "repaired");
    mkdirSync(repair);
    const turn = "evening-1.5";
    const reader = await openEpisodeReader(data.file);
    const turns: string[] = [];
    for await (const { event } of reader.events("evening-1"))
      if (event.type === "turn") turns.push(event.turnId);
    await reader.close();
    expect(turns).toContain(turn);
    const line = (of: string, more: object = {}) =>
      `${JSON.stringify({ turn: of, before: "Aye.", after: "Aye, so it is.", ...more })}\n`;
    const rows = line(turn) + line("evening-3.3");
    const sha256 = createHash("sha256").update(rows).digest("hex");
    writeFileSync(join(repair, "rows.jsonl"), rows);
    writeFileSync(
      join(repair, "manifest.json"),
      JSON.stringify({ rows: { file: "rows.jsonl", count: 2, sha256 } }),
    );
    writeFileSync(
      join(repair, "journal.jsonl"),
      `{"format":1}\n${JSON.stringify({ key: "k", rows: [{ turn }] })}\n${JSON.stringify({ key: "l", rows: [{ turn: "evening-3.3" }] })}\n`,
    );
    noteOutput(data.folder, { kind: "repair", path: repair });
    const evidence = (of: string) =>
      `${JSON.stringify({ v: 1, at: 1, reward: 1, response: { text: "Cats, then." }, baseline: { turn: of, text: null }, orders: [] })}\n`;
    writeFileSync(join(data.folder, "rewards.jsonl"), evidence(turn) + evidence("evening-3.3"));
    const signals = join(testFolder(), "signals.jsonl");
    writeFileSync(signals, `{"turn":"${turn}","value":1}\n{"turn":"evening-3.3","value":0}\n`);
    const report = await forget(data, { exports: [signals] });
    expect(report.left).toEqual([]);
    expect(readFileSync(join(repair, "rows.jsonl"), "utf8")).toBe(line("evening-3.3"));
    expect(JSON.parse(readFileSync(join(repair, "manifest.json"), "utf8"))).toMatchObject({
      rows: { count: 1, sha256: createHash("sha256").update(line("evening-3.3")).digest("hex") },
      takenOut: { rows: 1 },
    });
    const journal = readFileSync(join(repair, "journal.jsonl"), "utf8");
    expect(journal).toContain('{"format":1}\n');
    expect(journal).not.toContain(turn);
    expect(journal).toContain("evening-3.3");
    expect(readFileSync(join(data.folder, "rewards.jsonl"), "utf8")).toBe(evidence("evening-3.3"));
    expect(readFileSync(signals, "utf8")).toBe('{"turn":"evening-3.3","value":0}\n');
  });

  test("[D36] an export that is not finished loses what it had begun, and is not gone on with", async () => {
    const data = await dataFolder();
    const out = join(testFolder(), "half");
    let rows = 0;
    const stopped = exported(data, "trl-sft", { out, shardRows: 1 }).catch(() => {});
    await stopped;
    // As a kill leaves it: a state, finished files and one that is not.
    const reader = await openEpisodeReader(data.file);
    const half = join(testFolder(), "killed");
    await exportEpisodes({
      reader,
      format: "trl-sft",
      out: half,
      ...ALL,
      disk: {
        write: () => {
          rows += 1;
          throw Object.assign(new Error("full"), { code: "ENOSPC" });
        },
      },
    }).catch(() => {});
    await reader.close();
    expect(rows).toBeGreaterThan(0);
    noteOutput(data.folder, { kind: "export", path: half });
    const [partial] = filesIn(half).filter((name) => name.endsWith(".jsonl.partial"));
    writeFileSync(partial ?? "", PLAIN);
    const report = await forget(data);
    expect(report.files).toContainEqual(
      expect.objectContaining({ file: partial, what: expect.stringContaining("not be gone on") }),
    );
    expect(existsSync(partial ?? "")).toBe(false);
  });

  test("[D36] what is compressed in another way, or no rows at all, is named where it cannot be looked into", async () => {
    const data = await dataFolder();
    const out = testFolder();
    writeFileSync(join(out, "rows.jsonl.gz"), "x");
    writeFileSync(join(out, "broken.jsonl.zst"), "no zstd");
    writeFileSync(join(out, "notes.txt"), `about ${AYLA.name}`);
    const report = await forget(data, { exports: [out] });
    expect(report.left.map(({ file }) => file).toSorted()).toEqual([
      join(out, "broken.jsonl.zst"),
      join(out, "notes.txt"),
      join(out, "rows.jsonl.gz"),
    ]);
    expect(readFileSync(join(out, "broken.jsonl.zst"), "utf8")).toBe("no zstd");
  });
});

describe("[D36] the register of copies", () => {
  test("[D36] is its owner's alone, has each place once with its last key, and outlives lines that are none", () => {
    const folder = join(testFolder(), "data");
    noteOutput(folder, { kind: "export", path: "/x/one", key: "aa" });
    noteOutput(folder, { kind: "export", path: "/x/one", key: "aa" });
    const file = join(folder, "outputs.jsonl");
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
    expect(statSync(file).mode & 0o077).toBe(0);
    writeFileSync(file, `${readFileSync(file, "utf8")}torn {\n\n`);
    noteOutput(folder, { kind: "export", path: "/x/one", key: "bb" });
    noteOutput(folder, { kind: "repair", path: "/x/two" });
    expect(knownOutputs(folder)).toMatchObject([
      { path: "/x/one", key: "bb" },
      { path: "/x/two", kind: "repair" },
    ]);
    expect(knownOutputs("/nowhere")).toEqual([]);
  });

  test("[D36] evidence that is written after its file was put in place anew is in the new one", async () => {
    const path = join(testFolder(), "rewards.jsonl");
    const file = await openEvidenceFile(path);
    onTestFinished(() => file.close());
    const evidence = (reward: 1 | -1) => ({ reward }) as unknown as Evidence;
    await file.write(1, evidence(1));
    writeFileSync(`${path}.partial`, "");
    renameSync(`${path}.partial`, path);
    await file.write(2, evidence(-1));
    expect(readFileSync(path, "utf8")).toBe('{"v":1,"at":2,"reward":-1}\n');
  });
});

test("[D36] the commands note where they write before they write", async () => {
  const { folder, file } = await dataFolder();
  const out = (name: string): string => join(folder, "..", `${name}-${Date.now()}`);
  const [exports, repairs, signals] = [out("ex"), out("rep"), `${out("sig")}.jsonl`];
  const run = (command: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, `server/cli/${command}.ts`), ...args], {
      cwd: ROOT,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", DRAMATIS_DATA_DIR: join(folder, "elsewhere") },
    });
  try {
    const all = ["--include-unconsented", "--include-recalled", "--include-synthetic", "--quiet"];
    const ex = run("export", "--format", "slime", "--out", exports, "--file", file, ...all);
    expect([ex.status, ex.stderr]).toEqual([0, ""]);
    expect(run("signals", "--file", file, "--turns", "--out", signals).status).toBe(0);
    expect(run("signals", "--file", file, "--out", signals).status).toBe(2);
    expect(run("repair", "reorder", "--from", file, "--out", repairs, "--yes").status).toBe(0);
    expect(knownOutputs(folder)).toMatchObject([
      { kind: "export", path: resolve(exports), key: expect.stringMatching(/^[0-9a-f]{64}$/u) },
      { kind: "signals", path: resolve(signals) },
      { kind: "repair", path: resolve(repairs) },
    ]);
    const [{ key = "" } = {}] = knownOutputs(folder);
    for (const name of filesIn(exports)) expect(readFileSync(name, "utf8")).not.toContain(key);
    const report = await forget({ folder, file });
    expect(report.left).toEqual([]);
    for (const name of [exports, repairs]) expect(text(await rowsOf(name))).not.toContain(PLAIN);
    expect(readFileSync(signals, "utf8")).not.toContain("evening-1.");
    expect(readFileSync(signals, "utf8")).toContain("evening-3.");
  } finally {
    for (const path of [exports, repairs, signals]) rmSync(path, { recursive: true, force: true });
  }
});

describe("[D34] retention in copies", () => {
  test("[D34] rows of whole episodes that leave the log leave its copies too, and so does evidence of that age", async () => {
    const data = await dataFolder();
    const out = await exported(data, "verl");
    const plainly = await exported(data, "llamafactory");
    const evidence = (at: number) => `{"v":1,"at":${at},"reward":1,"orders":[]}\n`;
    const now = Date.now() + 100 * 86_400_000;
    writeFileSync(join(data.folder, "rewards.jsonl"), evidence(1) + evidence(now - 1));
    const keep = { days: 30, privateDays: null };
    const options = { place: new LogPlace(data.file), keep, now, copies: data.folder };
    const before = await rowsOf(out);
    const dry = await retain({ ...options, done: false });
    expect(await rowsOf(out)).toEqual(before);
    const report = await retain({ ...options, done: true });
    expect({ ...dry, done: true }).toEqual(report);
    expect(report.episodes).toHaveLength(3);
    expect(await rowsOf(out)).toEqual([]);
    expect(await rowsOf(plainly)).toEqual([]);
    expect(await manifestFaults(out)).toEqual([]);
    expect(readFileSync(join(data.folder, "rewards.jsonl"), "utf8")).toBe(evidence(now - 1));
  });
});
