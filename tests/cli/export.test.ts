import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { theLog } from "../training/exports/an-evening.ts";

const command = resolve(import.meta.dirname, "../../server/cli/export.ts");
let folder = "";

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, "--file", join(folder, "episodes.sqlite"), ...args],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("[T16] npm run export", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dramatis-export-"));
    const log = await openEpisodeLog({ file: join(folder, "episodes.sqlite") });
    for (const event of theLog()) await log.append([event]);
    await log.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("[T16] writes a log, says what was left out, and shows how far it is", () => {
    const out = join(folder, "sft");
    const { status, stdout, stderr } = run("--format", "trl-sft", "--out", out);
    expect(status).toBe(0);
    expect(stdout).toContain(`Written: 13 rows of trl-sft in ${out}`);
    expect(stdout).toContain("1 synthetic, played by a stand-in (--include-synthetic)");
    expect(stderr).toMatch(/7 of 7 episodes, 13 rows, \d+ records\/s, \d/u);
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as object;
    expect(manifest).toMatchObject({ format: "trl-sft", counts: { turns: { taken: 13 } } });
    const again = run("--format", "trl-sft", "--out", out, "--quiet");
    expect(again).toMatchObject({ status: 1, stdout: "" });
    expect(again.stderr).toContain("holds a finished export");
  });
  test("[T16] takes filters and switches, and prints the manifest as JSON", () => {
    const out = join(folder, "tokens");
    const { status, stdout } = run(
      ..."--format calls --exact --json --quiet --persona Tomas --from 2023-11-01".split(" "),
      ..."--validation 0 --out".split(" "),
      out,
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      asked: { exact: true, filters: { personas: ["Tomas"] } },
      counts: { rows: { train: 3 } },
    });
  });
  test.each([
    [["--format", "trl-stf", "--out", "x"], "Did you mean trl-sft?", 2],
    [["--format", "trl-sft"], "--out", 2],
    [["--out", "x"], "Which format?", 2],
    [["--format", "trl-sft", "--out", "x", "--from", "yesterday"], "2026-03-01", 2],
    [["--format", "trl-sft", "--out", "x", "--feedback", "loud"], "up, down or any", 2],
    [["--format", "trl-sft", "--out", "x", "--validation", "2"], "from 0 to 1", 2],
    [["--format", "trl-sft", "--out", "x", "--scene", "moon"], "in other scenes", 1],
    [["--format", "trl-sft", "--out", "x", "--file", "/none/at/all"], "Play a scene first", 1],
  ])("[T16] %j", (args, words, code) => {
    const { status, stderr } = run(...args.map((one) => (one === "x" ? join(folder, "x") : one)));
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /u);
    expect(status).toBe(code);
  });
  test("[T16] help names every format", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    for (const name of ["verl", "calls", "her-rm", "llamafactory"]) expect(stdout).toContain(name);
  });
});
