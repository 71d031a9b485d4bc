import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import {
  callOf,
  endOf,
  joinedOf,
  lineOf,
  newLogFile,
  startOf,
  testFolder,
  turnOf,
} from "./log-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const THOUGHT = "CANARY-thought";

interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run episodes -- …` without npm. */
function episodes(args: readonly string[], env: { [name: string]: string } = {}): Promise<Result> {
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

/** A closed log with two episodes; a player's line tries to steer the terminal. */
async function playedLog(): Promise<string> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  const start = {
    ...startOf("first"),
    scene: { id: "salt-lantern", title: "The Salt Lantern", plot: THOUGHT },
  };
  await log.append([start, joinedOf("first"), endOf("first")]);
  await log.append([
    startOf("second"),
    joinedOf("second"),
    lineOf("second", "t1", "Who put out \u001b[2J the light?"),
    callOf("second", "t2", { promptText: THOUGHT, completionText: THOUGHT }),
    turnOf("second", "t2", THOUGHT),
  ]);
  await log.close();
  return file;
}

test("[E19] list names each episode, its scene, its turns and the stand-in", async () => {
  const file = await playedLog();
  const { status, out } = await episodes(["list", "--file", file]);
  expect(status).toBe(0);
  expect(out).toMatch(/first .* 1\.0 min .*0 turns .*The Salt Lantern {2}stand-in\n/);
  expect(out).toMatch(/second .*not ended .*1 turn \(complete 1\) {2}1 line .*stand-in\n/);
  const json = await episodes(["list", "--json", "--file", file]);
  expect(JSON.parse(json.out)).toMatchObject([{ id: "first" }, { id: "second", turns: 1 }]);
});

test("[E16] show keeps thoughts back unless it is asked for them, and says so", async () => {
  const file = await playedLog();
  const shown = await episodes(["show", "latest", "--file", file]);
  expect(shown).toMatchObject({ status: 0, err: "" });
  expect(shown.out).toContain("Ayla to Mara Quill:");
  expect(shown.out).toContain("“Who put out \\u{1b}[2J the light?”");
  expect(shown.out).toContain("*turns the glass*");
  expect(shown.out).toContain("2 private parts not shown");
  expect(shown.out).not.toContain("\u001b");
  expect(shown.out).not.toContain(THOUGHT);
  const full = await episodes(["show", "second", "--private", "--file", file]);
  expect(full.out).toContain(`[role-thinking] ${THOUGHT}`);
  expect(full.out).toContain(`| ${THOUGHT}`);
  expect(full.out).toContain("this text is private");
});

test("[E16] show as JSON keeps back the same, and with --private gives each event whole", async () => {
  const file = await playedLog();
  for (const id of ["first", "second"]) {
    const { out } = await episodes(["show", id, "--json", "--file", file]);
    const events = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(events[0]).toMatchObject({ seq: 0, type: "episode-start", synthetic: true });
    expect(out).not.toContain(THOUGHT);
    expect(out).not.toContain("thinking");
  }
  const full = await episodes(["show", "second", "--json", "--private", "--file", file]);
  const last: unknown = JSON.parse(full.out.trim().split("\n").at(-1) ?? "");
  expect(last).toEqual({ seq: 4, ...turnOf("second", "t2", THOUGHT) });
});

test("[E19] verify ends with 0 for a whole log and with 1 and the record for a damaged one", async () => {
  const file = await playedLog();
  const whole = await episodes(["verify", "--file", file]);
  expect(whole.status).toBe(0);
  expect(whole.out).toMatch(/^OK: 8 records of 2 episodes .* are whole/);
  const db = new DatabaseSync(file);
  db.exec("UPDATE records SET body = replace(body, 'wind', 'cat') WHERE type = 'turn'");
  db.close();
  const damaged = await episodes(["verify", "--file", file]);
  expect(damaged.status).toBe(1);
  expect(damaged.out).toContain("episode second: record 4 was changed");
  expect(damaged.out).toContain("DAMAGED: 1 problem");
  const json = await episodes(["verify", "--json", "--file", file]);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    ok: false,
    problems: [{ kind: "changed", seq: 4 }],
  });
});

test("[E19] where nothing was played yet, the command says what to do", async () => {
  const folder = testFolder();
  const inFolder = { DRAMATIS_DATA_DIR: folder };
  const file = join(folder, "episodes.sqlite");
  const list = await episodes(["list"], inFolder);
  expect(list.status).toBe(0);
  expect(list.err).toContain(`no episode log at ${file} yet`);
  expect(list.err).toContain("npm start");
  expect((await episodes(["list", "--json"], inFolder)).out).toBe("[]\n");
  expect((await episodes(["show", "latest"], inFolder)).status).toBe(1);
  expect((await episodes(["verify"], inFolder)).status).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(file, "no database");
  expect((await episodes(["list"], inFolder)).err).toContain("no database");
});

test("[E19] a wrong command line is answered with the right one", async () => {
  for (const args of [
    [],
    ["frob"],
    ["show"],
    ["list", "x"],
    ["list", "--frob"],
    ["show", "a", "b"],
  ]) {
    const { status, err } = await episodes(args);
    expect([args, status]).toEqual([args, 2]);
    expect(err).toContain("Usage: npm run episodes");
  }
  const file = await playedLog();
  const unknown = await episodes(["show", "third", "--file", file]);
  expect(unknown.status).toBe(1);
  expect(unknown.err).toContain("There is no episode third");
});

test("[E17] one file under server/ opens the database", () => {
  const opening = readdirSync(join(root, "server"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => readFileSync(join(root, "server", name), "utf8").includes('"node:sqlite"'));
  expect(opening).toEqual([join("episodes", "database.ts")]);
});
