import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { newLogFile } from "../log-file.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const THOUGHT = "CANARY she lies";

function episodes(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const command = spawn(process.execPath, ["server/cli/episodes.ts", ...args], { cwd: root });
  let out = "";
  let err = "";
  command.stdout.on("data", (text: Buffer) => (out += text.toString()));
  command.stderr.on("data", (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => command.once("close", (status) => resolve({ status, out, err })));
}

/** A log of two episodes that one scene played; `change` alters what the second one holds. */
async function aLog(change: (event: EpisodeEvent) => EpisodeEvent = (e) => e): Promise<string> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  for (const [at, episodeId] of ["first", "second"].entries()) {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId });
    play.join("p-1", "Ayla");
    play.model.script("Mara Quill", turnOf("The tide is early.", THOUGHT));
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    play.say("p-1", "Mara, are you sure?");
    await play.live(3_000);
    await play.director.close("test");
    await log.append(play.log.events.map((event) => (at === 1 ? change(event) : event)));
  }
  await log.close();
  return file;
}

describe("[E47] npm run episodes -- replay", () => {
  test("[E47] shows an episode as players saw it, and nothing private", async () => {
    const file = await aLog();
    const { status, out } = await episodes("replay", "latest", "--file", file, "--speed", "100");
    expect(status).toBe(0);
    const said = out
      .split("\n")
      .flatMap((line) => /^\d\d:\d\d:\d\d {2}(.*)$/u.exec(line)?.[1] ?? []);
    expect(said).toEqual([
      "Environment: *Ayla comes in.*",
      "Ayla: “Mara, when is the tide?”",
      "Mara Quill: “The tide is early.”",
      "Ayla: “Mara, are you sure?”",
      "Mara Quill: “Aye.”",
    ]);
    expect(out).not.toContain(THOUGHT);
  });

  test("[E47] checks every episode, in words and as JSON", async () => {
    const file = await aLog();
    const checked = await episodes("replay", "--all", "--check", "--file", file);
    expect(checked).toMatchObject({ status: 0, err: "" });
    expect(checked.out).toBe(
      ["first", "second"]
        .map((id) => `OK: episode ${id}: 2 prompts and 2 turns came out as they were.\n`)
        .join(""),
    );
    const json = await episodes("replay", "first", "--check", "--json", "--file", file);
    expect(JSON.parse(json.out)).toMatchObject({
      episode: "first",
      ok: true,
      prompts: 2,
      turns: 2,
    });
  });

  test("[E47] a difference ends it with status 1, and its place is private", async () => {
    const file = await aLog((event) =>
      event.type === "observed"
        ? (JSON.parse(JSON.stringify(event).replace("she lies", "she lied")) as EpisodeEvent)
        : event,
    );
    const checked = await episodes("replay", "--all", "--check", "--file", file);
    expect(checked.status).toBe(1);
    expect(checked.out).toContain("OK: episode first:");
    expect(checked.out).toMatch(
      /DIFFERENT: episode second: 1 prompt and 2 turns .* 2 things did not\.\n {2}turn second\.3: the record of what personas observed of it differs from byte \d+ on\./u,
    );
    expect(checked.out).not.toContain("CANARY");
    const open = await episodes("replay", "second", "--check", "--private", "--file", file);
    expect(open.out).toMatch(/on record: .*she lied/u);
    expect(open.out).toMatch(/made again: .*she lies/u);
    const json = await episodes("replay", "second", "--check", "--json", "--file", file);
    expect(json.status).toBe(1);
    expect(json.out).not.toContain("CANARY");
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, differences: 2 });
  });

  test("[E47] asks for an episode, and for a speed that is one", async () => {
    const file = await aLog();
    expect(await episodes("replay", "--file", file)).toMatchObject({ status: 2 });
    expect(await episodes("replay", "first", "--all", "--file", file)).toMatchObject({ status: 2 });
    expect(await episodes("replay", "first", "--speed", "fast", "--file", file)).toMatchObject({
      status: 2,
      err: expect.stringContaining("expected a number above 0"),
    });
    expect(await episodes("replay", "third", "--check", "--file", file)).toMatchObject({
      status: 1,
    });
  });
});
