import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { aPlayer } from "../doubles/a-server.ts";
import { newSchemaUrl, POSTGRES } from "../doubles/postgres.ts";
import { collect } from "../episodes/log-file.ts";

/** The whole server with its log in a database. */

const root = resolve(import.meta.dirname, "../..");
const PASSWORD = "CANARY-77a1";

function start(log: string) {
  const data = mkdtempSync(join(tmpdir(), "dramatis-main-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const child = spawn(process.execPath, [join(root, "server/main.ts")], {
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "",
      PORT: "0",
      DRAMATIS_DATA_DIR: data,
      DRAMATIS_LOG: log,
      DRAMATIS_UNDERSTUDY_TTFT: "0",
      DRAMATIS_UNDERSTUDY_TPS: "5000",
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  const exit = new Promise<number | null>((done) => child.once("exit", done));
  const url = new Promise<string>((found, failed) => {
    const read = (bytes: Buffer) => {
      output += bytes.toString();
      const at = /listening on (http:\/\/\S+)/u.exec(output)?.[1];
      if (at !== undefined) found(at);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => failed(new Error(output)));
  });
  url.catch(() => {});
  return { child, data, exit, url, output: () => output };
}

async function playedEvening(log: string): Promise<{ data: string; output: string }> {
  const { child, data, exit, url, output } = start(log);
  const player = await aPlayer(await url, "Ayla");
  player.room.reconnection.enabled = false;
  expect(await player.say({ text: "Dorcas, are you there?" })).toMatchObject({ ok: true });
  expect(await player.event((event) => event.type === "turn-end")).toMatchObject({ logged: true });
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  return { data, output: output() };
}

describe.skipIf(POSTGRES === null)("npm start with DRAMATIS_LOG", () => {
  test("[E21] two servers play into one database, turns are durable there, and no password is said", async () => {
    const url = newSchemaUrl();
    const withPassword = new URL(url);
    withPassword.searchParams.set("password", PASSWORD);
    const evenings = await Promise.all([
      playedEvening(withPassword.href),
      playedEvening(withPassword.href),
    ]);
    for (const { data, output } of evenings) {
      expect(existsSync(join(data, "episodes.sqlite"))).toBe(false);
      expect(output).not.toContain(PASSWORD);
    }
    const reader = await openEpisodeReader(url);
    onTestFinished(() => reader.close());
    const episodes = await reader.list();
    expect(episodes).toHaveLength(2);
    for (const { id, turns, endedAt } of episodes) {
      expect([turns > 0, endedAt !== null]).toEqual([true, true]);
      const types = (await collect(reader.events(id))).map(({ event }) => event.type);
      expect([types[0], types.at(-1)]).toEqual(["episode-start", "episode-end"]);
      expect(types).toEqual(expect.arrayContaining(["line", "model-call", "turn"]));
    }
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
  });

  test("[E26] a database that cannot be used stops the start with its place and a reason", async () => {
    const gone = new URL(newSchemaUrl());
    gone.pathname = "/dramatis_no_such_database";
    gone.searchParams.set("password", PASSWORD);
    const { exit, output } = start(gone.href);
    expect(await exit).toBe(2);
    expect(output()).toContain("dramatis_no_such_database");
    expect(output()).toContain("create the database");
    expect(output()).not.toContain(PASSWORD);
  });
});
