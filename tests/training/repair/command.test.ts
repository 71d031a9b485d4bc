import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { runRepairCommand } from "../../../server/cli/repair-run.ts";
import { startUnderstudy } from "../../../server/model/understudy/index.ts";
import type { AskWriter } from "../../../server/training/repair/repair-item.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import { newLogFile, startOf, testFolder, turnOf } from "../../episodes/log-file.ts";
import { writer } from "./dialogues.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const own = join(root, "tests/fixtures/coser-own.json");

/** Runs the command in this process. */
async function repair(args: readonly string[], ask?: AskWriter, env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runRepairCommand(args, {
    env,
    signal: new AbortController().signal,
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    ...(ask === undefined ? {} : { ask }),
  });
  return { status, out: out.join("\n"), err: err.join("\n") };
}
const rowsIn = (folder: string) =>
  readFileSync(join(folder, "rows.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

test("[K29] without --yes the cost is told, nothing is asked and nothing written", async () => {
  const folder = join(testFolder(), "out");
  const ask = writer(() => null);
  const { status, out } = await repair(
    ["role-thinking", "--from", `${own}#0`, "--out", folder],
    ask,
  );
  expect(status).toBe(0);
  expect(out).toMatch(/2 dialogues with 3 turns/);
  expect(out).toMatch(/estimate: 2 calls to dramatis\/understudy \(at most 4, .* about \d+ tokens/);
  expect(out).toContain("mean nothing");
  expect(out).toContain("--yes");
  expect(ask.prompts).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test("[K30] with the understudy it runs, and every row that it wrote is marked", async () => {
  for (const task of ["role-thinking", "system-thinking", "settings", "reorder"]) {
    const folder = join(testFolder(), "out");
    const { status, out } = await repair([
      task,
      "--from",
      `${own}#1`,
      "--out",
      folder,
      "--yes",
      "--seed",
      "5",
    ]);
    expect([task, status]).toEqual([task, 0]);
    const asked = rowsIn(folder).filter(({ model }) => model !== null);
    for (const row of asked) expect(row).toMatchObject({ task, synthetic: true });
    const manifest = manifestIn(folder);
    expect(manifest).toMatchObject({ task, complete: true, seed: 5, synthetic: true });
    expect(manifest.rows).toMatchObject({ count: rowsIn(folder).length, synthetic: asked.length });
    if (task !== "reorder") expect(JSON.stringify(manifest.about)).toContain("mean nothing");
    expect(out).toContain("rows in");
  }
});

test("[K31] after kill -9 the same command goes on with what is not finished", async () => {
  const understudy = await startUnderstudy({ ttft: 60, think: 0 });
  onTestFinished(() => understudy.close());
  const folder = join(testFolder(), "out");
  const endpoint = ["--base-url", understudy.url, "--model", "dramatis/understudy"];
  const args = ["role-thinking", "--from", own, "--out", folder, "--yes", "--concurrency", "1"];
  const child = spawn(process.execPath, ["server/cli/repair.ts", ...args, ...endpoint], {
    cwd: root,
    stdio: "ignore",
  });
  const journal = join(folder, "journal.jsonl");
  const finished = (): string[] =>
    existsSync(journal) ? readFileSync(journal, "utf8").split("\n").slice(1, -1) : [];
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (finished().length < 2 && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGKILL");
  await ended;
  const before = finished();
  expect(before.length).toBeGreaterThanOrEqual(2);
  const { status } = await repair([...args, ...endpoint]);
  expect(status).toBe(0);
  const manifest = manifestIn(folder);
  expect(manifest.estimate.calls).toBeGreaterThan(before.length);
  expect(finished().slice(0, before.length)).toEqual(before);
  expect(finished()).toHaveLength(manifest.estimate.calls);
  // The stand-in's answers are no JSON, so each question was asked twice.
  expect(manifest.calls).toBe(2 * (manifest.estimate.calls - before.length));
}, 20_000);

test("[K30] a log's rows name episode and turn, and say that a stand-in spoke in it", async () => {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  const persona = {
    id: "mara",
    name: "Mara Quill",
    public: { appearance: "Grey.", known: "Keeps the light." },
    profile: "A keeper.",
  };
  await log.append([
    { ...startOf("e"), personas: [persona] },
    turnOf("e", "e.1"),
    turnOf("e", "e.2"),
  ]);
  await log.close();
  const ask = writer(({ asked, lines }) =>
    JSON.stringify({
      turns: lines
        .filter(({ id }) => (asked as string[]).includes(id))
        .map(({ id, text }) => ({ id, text })),
    }),
  );
  const folder = join(testFolder(), "out");
  const real = { DRAMATIS_BASE_URL: "http://127.0.0.1:8000/v1", DRAMATIS_MODEL: "a-model" };
  const args = ["role-thinking", "--from", file, "--out", folder, "--yes"];
  expect(await repair(args, ask, real)).toMatchObject({ status: 0, err: "" });
  expect(rowsIn(folder)).toMatchObject(
    ["e.1", "e.2"].map((turn) => ({
      source: { kind: "episode", log: file, episode: "e", turn },
      outcome: "kept",
      model: "a-model",
      synthetic: true,
      syntheticSource: true,
    })),
  );
});

const PERSONA = [
  "id: tully",
  "name: Tully",
  "public: { appearance: Thin., known: Weighs. }",
  "profile: A clerk.",
  "",
].join("\n");

test("[K28] a diff is printed, and written into the file with --apply and --yes alone", async () => {
  const folder = testFolder();
  const file = join(folder, "tully.yaml");
  writeFileSync(file, PERSONA);
  const ask = writer(({ lines }) => {
    const line = lines.find(({ text }) => text.includes("show me a paper"));
    const fact = {
      field: "profile",
      fact: "Tully asks for papers.",
      line: line?.id,
      quote: "whoever can show me a paper",
    };
    return JSON.stringify({
      facts: [fact, { ...fact, fact: "Invented.", quote: "I am a rich man" }],
    });
  });
  const args = ["settings", "--from", `${own}#0`, "--persona", file, "--yes"];
  const real = {
    DRAMATIS_BASE_URL: "http://127.0.0.1:8000/v1",
    DRAMATIS_MODEL: "a-model",
  };
  const out = ["--out", join(folder, "out")];
  const shown = await repair([...args, ...out], ask, real);
  expect(shown).toMatchObject({ status: 0, err: "" });
  expect(shown.out).toContain("+Tully asks for papers.");
  expect(shown.out).toContain('because "whoever can show me a paper"');
  expect(shown.out).toContain("dropped: quote-not-found 1");
  expect(readFileSync(file, "utf8")).toBe(PERSONA);
  const without = args.filter((one) => one !== "--yes");
  expect((await repair([...without, ...out, "--apply"], ask, real)).status).toBe(2);
  expect(readFileSync(file, "utf8")).toBe(PERSONA);

  const calls = ask.prompts.length;
  const applied = await repair([...args, ...out, "--apply"], ask, real);
  expect(applied).toMatchObject({ status: 0, err: "" });
  expect(ask.prompts).toHaveLength(calls);
  expect(readFileSync(file, "utf8")).toContain("profile: A clerk. Tully asks for papers.");

  writeFileSync(file, PERSONA);
  const other = ["--out", join(folder, "other"), "--apply"];
  const standIn = await repair([...args, ...other], ask);
  expect(standIn.status).toBe(1);
  expect(standIn.err).toContain("stand-in");
  expect(readFileSync(file, "utf8")).toBe(PERSONA);
});

test("[K26] a wrong command line is answered with what to do", async () => {
  const base = ["--from", own, "--out", "x"];
  for (const args of [
    [],
    ["frob", ...base],
    ["settings"],
    ["settings", ...base, "--limit", "0"],
    ["settings", ...base, "--seed", "x"],
    ["reorder", ...base, "--persona", "x.yaml"],
    ["settings", ...base, "--apply", "--yes"],
    ["settings", ...base, "--frob"],
  ]) {
    const { status, err } = await repair(args);
    expect([args, status]).toEqual([args, 2]);
    expect(err).toContain("npm run repair -- --help");
  }
  expect((await repair(["--help"])).out).toContain("Usage: npm run repair");
  const nowhere = await repair(["settings", "--from", "nowhere.json", "--out", "x"]);
  expect(nowhere).toMatchObject({ status: 1 });
  expect(nowhere.err).toContain("nowhere.json");
});
