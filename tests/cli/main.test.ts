import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { aPlayer } from "../doubles/a-server.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";

/** The whole server as a process of its own: how it starts, refuses to start, and ends. */

const root = resolve(import.meta.dirname, "../..");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly data: string;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  /** The address it says it listens on. */
  readonly url: Promise<string>;
}

function start(env: Record<string, string>, args: readonly string[] = []): Running {
  const data = mkdtempSync(join(tmpdir(), "dramatis-main-"));
  folders.push(data);
  const child = spawn(process.execPath, [join(root, "server/main.ts"), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", DRAMATIS_DATA_DIR: data, ...env },
  });
  let text = "";
  const exit = new Promise<number | null>((done) => child.once("exit", done));
  const url = new Promise<string>((found, failed) => {
    const read = (bytes: Buffer) => {
      text += bytes.toString();
      const at = /listening on (http:\/\/\S+)/u.exec(text)?.[1];
      if (at !== undefined) found(at);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => failed(new Error(text)));
  });
  url.catch(() => undefined);
  return { child, data, output: () => text, exit, url };
}

describe("[N5] starting", () => {
  test("[N5] with nothing set, it plays and says that a stand-in plays", async () => {
    const { child, url, exit, output } = start({});
    const health = (await fetch(`${await url}/healthz`).then((r) => r.json())) as object;
    expect(health).toMatchObject({ ok: true, scene: "salt-lantern", synthetic: true });
    expect(health).toMatchObject({ endpoint: expect.stringMatching(/^(?:ok|unknown)$/u) });
    expect(output()).toContain("stand-in");
    const figures = await fetch(`${await url}/metrics`).then((r) => r.text());
    expect(figures).toContain('her_llm_queue_depth{lane="answer"} 0');
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
  });
  test.each([
    [{ PORT: "many" }, [], /PORT/u],
    [{ DRAMATIS_BASEURL: "http://x" }, [], /DRAMATIS_BASE_URL/u],
    [{}, ["--scene", "atlantis"], /no world 'atlantis'.*salt-lantern/u],
    [{}, ["--scene", "nowhere.json#2"], /nowhere\.json.*no such file/u],
    [{}, ["--frobnicate"], /known: --scene/u],
  ])("[N5] %j %j is refused in words that name it", async (env, args, words) => {
    const { exit, output } = start(env, args);
    expect(await exit).toBe(2);
    expect(output()).toMatch(words);
  });
  test("[N5] a port in use is said so", async () => {
    const taken = createServer();
    const port = await new Promise<number>((done) => {
      taken.listen(0, "127.0.0.1", () => done((taken.address() as { port: number }).port));
    });
    const { exit, output } = start({ PORT: String(port) });
    expect(await exit).toBe(2);
    expect(output()).toMatch(/EADDRINUSE.*PORT/u);
    taken.close();
  });
});

describe("[N6] ending", () => {
  test("[N6] SIGTERM ends it cleanly although a model's stream hangs, and the turn is on record", async () => {
    const endpoint = await startSseEndpoint(async (answer) => {
      answer.head();
      await answer.event({
        choices: [{ index: 0, text: "Someone is thinking", finish_reason: null }],
      });
      await answer.pause(60_000);
    });
    const { child, url, exit, data } = start({
      DRAMATIS_BASE_URL: endpoint.baseUrl,
      DRAMATIS_MODEL: "her",
      DRAMATIS_IDLE_MS: "40000",
    });
    const player = await aPlayer(await url, "Ayla");
    player.room.reconnection.enabled = false;
    await player.say({ text: "Dorcas, are you there?" });
    await player.event((e) => e.type === "turn-start");
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
    await endpoint.stop();
    const reader = await openEpisodeReader(join(data, "episodes.sqlite"));
    const [episode] = await reader.list();
    const events: string[] = [];
    for await (const event of reader.events(episode?.id ?? "")) events.push(JSON.stringify(event));
    expect(events.filter((e) => e.includes('"cancelled"'))).toHaveLength(1);
    expect(events.at(-1)).toContain("episode-end");
    reader.close();
  });
});
