import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { branchEpisode, type BranchOptions } from "../../../server/episodes/replay/branch.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import { DEFAULT_PLAY } from "../../../server/stage/scene-context.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aPersona, aStaging, seeded } from "../../doubles/a-scene.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { memoryLog } from "../../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { thinkingModel } from "../../doubles/thinking-model.ts";
import { newLogFile, testFolder } from "../log-file.ts";
import { expectReplays } from "./replayed.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Two turns of Mara's, and the log of them. */
async function evening(episodeId = "ep-1"): Promise<EpisodeEvent[]> {
  const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId });
  play.join("p-1", "Ayla");
  play.model.script("Mara Quill", turnOf("The tide is early.", "She asks too much."));
  play.say("p-1", "Mara, when is the tide?");
  await play.live(3_000);
  play.model.script("Mara Quill", turnOf("Never you mind."));
  play.say("p-1", "Mara, who told you?");
  await play.live(3_000);
  await play.director.close("test");
  return play.log.events;
}
const turnsOf = (events: readonly EpisodeEvent[]) =>
  events.flatMap((event) => (event.type === "turn" ? [event.turnId] : []));

function branching(more: Partial<BranchOptions> = {}) {
  const clock = fakeClock();
  const model = scriptedModel(clock, turnOf("Ask the almanac."));
  const log = memoryLog();
  const options: BranchOptions = {
    turnId: "",
    model,
    play: { ...DEFAULT_PLAY, prefill: "<system_thinking>" },
    clock,
    random: seeded(4),
    log,
    seed: 4,
    software: "test",
    within: 10_000,
    ...more,
  };
  const take = async (events: readonly EpisodeEvent[], turnId: string) => {
    const logged = events.map((event, seq) => ({ seq, event }));
    const done = branchEpisode(logged, { ...options, turnId });
    await clock.pass(30_000);
    return done;
  };
  return { model, log, take, clock };
}

describe("[E53] a turn is taken again, as an episode of its own", () => {
  test("[E53] with the prompt that it had, from its persona's mind as it stood", async () => {
    const events = await evening();
    const before = structuredClone(events);
    const [, second = ""] = turnsOf(events);
    const { model, log, take } = branching();
    const done = await take(events, second);
    expect(done).toMatchObject({
      ok: true,
      outcome: "complete",
      logged: true,
      segments: [{ kind: "speech", text: "Ask the almanac." }],
    });
    const asked = events.findLast((e) => e.type === "model-call")?.call;
    const { system, messages } = model.requests[0]?.prompt ?? {};
    expect({ messages, system }).toEqual(asked?.["request"]);
    expect(events).toEqual(before);
    expect(log.events[0]).toMatchObject({
      type: "episode-start",
      branchOf: { episodeId: "ep-1", turnId: second },
    });
    expect(log.events.at(-1)).toMatchObject({ type: "episode-end", reason: "branched" });
    expect(log.events.find((e) => e.type === "turn")).toMatchObject({
      chosenBy: "branch",
      addressee: "p-1",
      trainable: true,
    });
    expect(await expectReplays(log.events)).toMatchObject({ prompts: 1, turns: 1, skipped: [] });
  });

  test("[E53] with another version of its sheet, and in another mode of thinking", async () => {
    const events = await evening();
    const [first = "", second = ""] = turnsOf(events);
    const persona = aPersona({ ...MARA, profile: "Mara Quill came from the hills last year." });
    const other = branching({ persona });
    expect(await other.take(events, second)).toMatchObject({ ok: true });
    const [asked] = other.model.requests;
    expect(asked?.prompt.system).toContain("came from the hills");
    expect(JSON.stringify(asked?.prompt.messages)).toContain("She asks too much.");
    expect(await expectReplays(other.log.events)).toMatchObject({ prompts: 1, turns: 1 });
    for (const mode of ["full", "budget", "reflex"] as const) {
      const clock = fakeClock();
      const model = thinkingModel(clock);
      const logged = events.map((event, seq) => ({ seq, event }));
      const log = memoryLog();
      const work = branchEpisode(logged, {
        turnId: first,
        mode,
        model,
        clock,
        log,
        play: { ...DEFAULT_PLAY, prefill: "<system_thinking>" },
        random: seeded(4),
        seed: 4,
        software: "test",
        within: 60_000,
      });
      await clock.pass(60_000);
      expect(await work).toMatchObject({ ok: true, outcome: "complete" });
      const phases = model.requests.map(({ thinking }) => `${thinking.mode} ${thinking.phase}`);
      expect(phases).toEqual(
        {
          full: ["full whole"],
          budget: ["budget think", "budget speak"],
          reflex: ["reflex speak"],
        }[mode],
      );
      expect(await expectReplays(log.events)).toMatchObject({ turns: 1, skipped: [] });
    }
  });

  test("[E53] what cannot be branched is told, and nothing is written", async () => {
    const events = await evening();
    const [first = ""] = turnsOf(events);
    const { log, take } = branching();
    expect(await take(events, "ep-1.99")).toMatchObject({
      ok: false,
      problem: expect.stringContaining("there is no turn ep-1.99"),
    });
    const older = events.map((event) => {
      if (event.type !== "model-call") return event;
      const { basis: _, ...call } = event.call;
      return { ...event, call };
    });
    expect(await take(older, first)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("earlier version"),
    });
    const wrong = branching({ persona: TOMAS });
    expect(await wrong.take(events, first)).toMatchObject({
      ok: false,
      problem: "the persona's file is of tomas, and the turn is mara's; give that persona's file.",
    });
    expect(log.events).toEqual([]);
    expect(wrong.log.events).toEqual([]);
  });

  test("[E53] npm run episodes -- branch runs with the understudy at once, and leaves the original whole", async () => {
    const file = newLogFile();
    const log = await openEpisodeLog({ file });
    const events = await evening("first");
    await log.append(events);
    await log.close();
    const persona = join(testFolder(), "mara.yaml");
    writeFileSync(
      persona,
      "id: mara\nname: Mara Quill\npublic: { appearance: Tall., known: She keeps the inn. }\nprofile: She is in a hurry.\n",
    );
    const [, second = ""] = turnsOf(events);
    const run = (...args: string[]) => episodes(...args, "--file", file);
    const done = await run(
      "branch",
      "first",
      "--turn",
      second,
      "--mode",
      "budget",
      "--persona",
      persona,
    );
    expect(done).toMatchObject({ status: 0, err: "" });
    expect(done.out).toMatch(/^first\.b-[0-9a-z]+: complete\n {4}[“*]/u);
    expect(await run("replay", "--all", "--check")).toMatchObject({ status: 0 });
    expect(await run("verify")).toMatchObject({ status: 0 });
    const reader = await openEpisodeReader(file);
    const [first, branch] = await reader.list();
    expect(first?.records).toBe(events.length);
    const starts = [];
    for await (const { event } of reader.events(branch?.id ?? ""))
      if (event.type === "episode-start") starts.push(event);
    expect(starts).toMatchObject([
      { branchOf: { episodeId: "first", turnId: second }, synthetic: true },
    ]);
    await reader.close();
    expect(await run("branch", "first")).toMatchObject({ status: 2 });
    expect(await run("branch", "first", "--turn", second, "--mode", "ahead")).toMatchObject({
      status: 2,
      err: expect.stringContaining("expected full, budget or reflex"),
    });
  });
});

function episodes(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const command = spawn(process.execPath, ["server/cli/episodes.ts", ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "" },
  });
  let out = "";
  let err = "";
  command.stdout.on("data", (text: Buffer) => (out += text.toString()));
  command.stderr.on("data", (text: Buffer) => (err += text.toString()));
  return new Promise((done) => command.once("close", (status) => done({ status, out, err })));
}
