import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { branchEpisode, type BranchRequest } from "../../../server/episodes/replay/branch.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import { DEFAULT_PLAY } from "../../../server/stage/scene-context.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aPersona, aStaging, seeded } from "../../doubles/a-scene.ts";
import { fakeClock, type FakeClock } from "../../doubles/fake-clock.ts";
import { memoryLog, type MemoryLog } from "../../doubles/memory-log.ts";
import { scriptedModel, turnOf, type ScriptedModel } from "../../doubles/scripted-model.ts";
import { thinkingModel, type ThinkingModel } from "../../doubles/thinking-model.ts";
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

interface Branching {
  readonly model: ScriptedModel | ThinkingModel;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
}

/** Branches an episode, lets `ms` pass for it, and gives what came of it. */
async function branched(
  events: readonly EpisodeEvent[],
  at: string,
  more: Partial<BranchRequest> = {},
  ms = 60_000,
  { model, clock, log }: Branching = branching(),
) {
  const done = await branchEpisode({
    events: events.map((event, seq) => ({ seq, event: structuredClone(event) })),
    at,
    model,
    clock,
    log,
    play: { ...DEFAULT_PLAY, prefill: "<system_thinking>" },
    random: seeded(4),
    seed: 4,
    software: "test",
    ...more,
  });
  if (!done.ok) return { ok: false as const, problem: done.problem, log: log.events, model };
  await clock.pass(ms);
  return { ok: true as const, ...(await done.ended), log: log.events, model, branch: done };
}

function branching(): Branching & { readonly model: ScriptedModel } {
  const clock = fakeClock();
  return { clock, log: memoryLog(), model: scriptedModel(clock, turnOf("Ask the almanac.")) };
}

describe("[E53] a turn is taken again, as an episode of its own", () => {
  test("[E53] with the prompt that it had, from its persona's mind as it stood", async () => {
    const events = await evening();
    const before = structuredClone(events);
    const [, second = ""] = turnsOf(events);
    const { log, model, ...done } = await branched(events, second);
    expect(done).toMatchObject({ ok: true, reason: "turns", turns: 1, logged: true });
    const asked = events.findLast((e) => e.type === "model-call")?.call;
    const { system, messages } = model.requests[0]?.prompt ?? {};
    expect({ messages, system }).toEqual(asked?.["request"]);
    expect(events).toEqual(before);
    expect(log[0]).toMatchObject({
      type: "episode-start",
      branchOf: { episodeId: "ep-1", turnId: second, players: "left-out" },
    });
    expect(log.at(-1)).toMatchObject({ type: "episode-end", reason: "branched" });
    expect(log.filter((e) => e.type === "turn")).toMatchObject([
      {
        chosenBy: "branch",
        addressee: "p-1",
        trainable: true,
        segments: expect.arrayContaining([{ kind: "speech", text: "Ask the almanac." }]),
      },
    ]);
    expect(await expectReplays(log)).toMatchObject({ prompts: 1, turns: 1, skipped: [] });
  });

  test("[E53] with another version of its sheet, and in another mode of thinking", async () => {
    const events = await evening();
    const [first = "", second = ""] = turnsOf(events);
    const persona = aPersona({ ...MARA, profile: "Mara Quill came from the hills last year." });
    const other = await branched(events, second, { changes: { personas: [persona] } });
    const [asked] = other.model.requests;
    expect(asked?.prompt.system).toContain("came from the hills");
    expect(JSON.stringify(asked?.prompt.messages)).toContain("She asks too much.");
    expect(other.log[0]).toMatchObject({ branchOf: { changes: { personas: ["mara"] } } });
    expect(await expectReplays(other.log)).toMatchObject({ prompts: 1, turns: 1 });
    for (const mode of ["full", "budget", "reflex"] as const) {
      const clock = fakeClock();
      const with_ = { clock, log: memoryLog(), model: thinkingModel(clock) };
      const done = await branched(events, first, { changes: { mode } }, 60_000, with_);
      const phases = with_.model.requests.map(
        ({ thinking }) => `${thinking.mode} ${thinking.phase}`,
      );
      expect(phases).toEqual(
        {
          full: ["full whole"],
          budget: ["budget think", "budget speak"],
          reflex: ["reflex speak"],
        }[mode],
      );
      expect(done.log[0]).toMatchObject({ branchOf: { changes: { mode } } });
      expect(await expectReplays(done.log)).toMatchObject({ turns: 1, skipped: [] });
    }
  });

  test("[E53] with other sampling, which the call's record shows", async () => {
    const events = await evening();
    const [first = ""] = turnsOf(events);
    const changes = { sampling: { temperature: 1.2, topP: 0.5 } };
    const { model, log } = await branched(events, first, { changes });
    expect(model.requests[0]?.sampling).toMatchObject({ temperature: 1.2, topP: 0.5 });
    expect(log[0]).toMatchObject({
      branchOf: { changes: { sampling: { temperature: 1.2, topP: 0.5 } } },
    });
  });

  test("[E53] what cannot be branched is told, and nothing is written", async () => {
    const events = await evening();
    const [first = ""] = turnsOf(events);
    const none = await branched(events, "ep-1.99");
    expect(none).toMatchObject({
      ok: false,
      problem: expect.stringContaining("there is no turn ep-1.99"),
    });
    const older = events.map((event) => {
      if (event.type !== "model-call") return event;
      const { basis: _, ...call } = event.call;
      return { ...event, call };
    });
    const early = await branched(older, first);
    expect(early).toMatchObject({
      ok: false,
      problem: expect.stringContaining("earlier version"),
    });
    const stranger = aPersona({ id: "lin", name: "Lin" });
    const wrong = await branched(events, first, { changes: { personas: [stranger] } });
    expect(wrong).toMatchObject({
      ok: false,
      problem:
        "the persona's file is of lin, who is not in this episode; its cast is mara, tomas, and the turn is mara's.",
    });
    expect([...none.log, ...early.log, ...wrong.log]).toEqual([]);
  });

  test("[E53] one of an earlier version, that does not say where anyone stood, by who heard it", async () => {
    const events = (await evening()).flatMap((event): EpisodeEvent[] => {
      if (event.type === "places" || event.type === "turn-began") return [];
      if (event.type !== "episode-start") return [event];
      const { ground: _, ...start } = event;
      return [start];
    });
    const [, second = ""] = turnsOf(events);
    const { log, model } = await branched(events, second);
    const asked = events.findLast((e) => e.type === "model-call")?.call;
    const { system, messages } = model.requests[0]?.prompt ?? {};
    expect({ messages, system }).toEqual(asked?.["request"]);
    expect(await expectReplays(log)).toMatchObject({ prompts: 1, turns: 1, skipped: [] });
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
    const own = file.replace(/\.sqlite$/u, "-branches.sqlite");
    const asked = ["first", "--turn", second, "--mode", "budget", "--persona", persona];
    const done = await run("branch", ...asked);
    expect(done).toMatchObject({ status: 0, err: "" });
    expect(done.out).toMatch(
      /^first\.b-[0-9a-z]+, in .*-branches\.sqlite:\n {2}Mara Quill:\n {4}[“*]/u,
    );
    const there = (...args: string[]) => episodes(...args, "--file", own);
    expect(await there("replay", "--all", "--check")).toMatchObject({ status: 0 });
    expect((await there("list")).out).toMatch(/first\.b-.*branch of first at first\.\d+/u);
    const same = await run("branch", ...asked, "--same-log", "--players", "recorded");
    expect(same).toMatchObject({ status: 0, err: "" });
    expect(await run("replay", "--all", "--check")).toMatchObject({ status: 0 });
    const reader = await openEpisodeReader(own);
    const [branch] = await reader.list();
    const starts = [];
    for await (const { event } of reader.events(branch?.id ?? ""))
      if (event.type === "episode-start") starts.push(event);
    expect(starts).toMatchObject([
      {
        branchOf: {
          episodeId: "first",
          turnId: second,
          changes: { mode: "budget", personas: ["mara"] },
        },
        synthetic: true,
      },
    ]);
    await reader.close();
    const wrong = await run("branch", "first", "--turn", second, "--mode", "ahead");
    expect(wrong).toMatchObject({
      status: 2,
      err: expect.stringContaining("expected full, budget or reflex"),
    });
  }, 240_000);
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
