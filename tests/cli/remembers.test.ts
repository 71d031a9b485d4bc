import { Client } from "@colyseus/sdk";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { playerIn } from "../doubles/a-server.ts";

/** The whole server, stopped and started again in the same data folder. */

const root = resolve(import.meta.dirname, "../..");
const KEY = "0123456789abcdef0123456789abcdef";

async function visit(data: string, name: string, text: string): Promise<string> {
  const child = spawn(process.execPath, [join(root, "server/main.ts")], {
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "",
      PORT: "0",
      DRAMATIS_DATA_DIR: data,
      DRAMATIS_UNDERSTUDY_TTFT: "0",
      DRAMATIS_UNDERSTUDY_TPS: "5000",
    },
  });
  const url = await new Promise<string>((found, failed) => {
    let output = "";
    const read = (bytes: Buffer): void => {
      output += bytes.toString();
      const at = /listening on (http:\/\/\S+)/u.exec(output)?.[1];
      if (at !== undefined) found(at);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => failed(new Error(output)));
  });
  const client = new Client(url);
  const player = await playerIn(client, await client.joinOrCreate("scene", { name, key: KEY }));
  const cast = player.room.state as { cast: Map<string, { id: string; kind: string }> };
  const persona = [...cast.cast.values()].find(({ kind }) => kind === "persona")?.id ?? "";
  const me = cast.cast.get(player.snapshot?.you ?? "") as { x: number; y: number } | undefined;
  const them = cast.cast.get(persona) as unknown as { x: number; y: number };
  expect(me).toBeDefined();
  await player.room.request("npc:move", { x: Math.round(them.x) + 1, y: Math.round(them.y) });
  let said = await player.say({ text, to: persona });
  for (let tries = 0; tries < 60 && !said.ok; tries++) {
    await new Promise((later) => setTimeout(later, 250));
    said = await player.say({ text, to: persona });
  }
  expect(said).toMatchObject({ ok: true });
  await player.event((event) => event.type === "turn-end");
  await player.room.leave(true);
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await gone;
  return persona;
}

test("[Y10] what a player told a persona comes back after the server was stopped and started again", async () => {
  const data = mkdtempSync(join(tmpdir(), "dramatis-remembers-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  await visit(data, "Ayla", "My sister Hanne keeps bees in the valley.");
  const persona = await visit(data, "Ayla", "Do you remember what my sister Hanne keeps?");
  const reader = await openEpisodeReader(join(data, "episodes.sqlite"));
  const turns: EpisodeEvent[] = [];
  for (const { id } of await reader.list()) {
    for await (const { event } of reader.events(id)) if (event.type === "turn") turns.push(event);
  }
  await reader.close();
  const last = turns.findLast((turn) => turn.type === "turn" && turn.speaker === persona);
  expect(last).toMatchObject({
    recalled: [{ why: expect.arrayContaining([{ kind: "speaker" }]) }],
  });
  const words = last?.type === "turn" ? last.segments.map(({ text }) => text).join(" ") : "";
  expect(words).toContain("bees");
}, 60_000);
