import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SceneEvent } from "../../shared/protocol.ts";
import { readConfig, understudyEndpoint } from "../../server/cli/config.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import {
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type Understudy,
} from "../../server/model/understudy/index.ts";
import { createDirector, type Director } from "../../server/stage/director.ts";
import type { Staging } from "../../server/stage/staging.ts";
import { memoryLog, type MemoryLog } from "../doubles/memory-log.ts";
import { expectReplays, madeIn } from "../episodes/replay/replayed.ts";

/** Whole scenes, played through the model edge over real HTTP: ours, and every CoSER scene that is at hand. */

const assets = resolve(import.meta.dirname, "../../assets");
const shared = resolve(import.meta.dirname, "../../../shared/data/coser-scenes.json");
const own = resolve(import.meta.dirname, "../fixtures/coser-own.json");

let understudy: Understudy;
beforeAll(async () => {
  understudy = await startUnderstudy({ seed: 5 });
});
afterAll(() => understudy.close());

interface Played {
  readonly director: Director;
  readonly log: MemoryLog;
  readonly told: SceneEvent[];
  /** Walks up to a persona, asks, and resolves when its turn has ended. */
  ask(persona: string, text: string): Promise<void>;
}

/** The logs of the whole scenes that were played, by their scene. */
const logs = new Map<string, MemoryLog>();

function play(scene: Staging, env: Record<string, string> = {}): Played {
  const read = readConfig({ env });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { config } = read;
  const clock = systemClock();
  const log = memoryLog();
  const told: SceneEvent[] = [];
  let ended: () => void = () => undefined;
  const director = createDirector({
    scene,
    model: createEndpoint(understudyEndpoint(config, understudy.url, UNDERSTUDY_MODEL), clock),
    episodeLog: log,
    clock,
    random: seededRandom(11),
    play: { prefill: config.prefill, sampling: { ...config.sampling, stop: [] } },
    tell: (batch) => {
      for (const { event } of batch) {
        told.push(event);
        if (event.type === "turn-end") ended();
      }
    },
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  return {
    director,
    log,
    told,
    async ask(persona, text) {
      const body = director.cast.bodies.get(persona);
      const me = director.cast.bodies.get("p-1");
      if (!body || !me) throw new Error(`${persona} is not on the stage`);
      Object.assign(
        me,
        director.cast.freeTileNear({ x: Math.round(body.x), y: Math.round(body.y) }),
      );
      const done = new Promise<void>((resolve) => (ended = resolve));
      for (;;) {
        const answer = director.say("p-1", { text, to: persona });
        if (answer.ok) break;
        if (answer.refusal !== "too-fast") throw new Error(`refused: ${answer.refusal}`);
        await new Promise((resolve) => setTimeout(resolve, answer.retryAfter));
      }
      await done;
    },
  };
}

function turnsOf(log: MemoryLog, persona: string) {
  return log.events.filter((e) => e.type === "turn").filter((turn) => turn.speaker === persona);
}

async function everyoneAnswers(
  scene: Staging,
  question: string,
  env: Record<string, string> = {},
): Promise<void> {
  const { director, log, told, ask } = play(scene, env);
  for (const { id } of scene.personas) {
    await ask(id, question);
    const [turn] = turnsOf(log, id);
    expect(turn?.outcome, `${id}: ${turn?.cause} ${JSON.stringify(turn?.segments)}`).toBe(
      "complete",
    );
    const visible =
      turn?.segments.filter(({ kind }) => kind === "speech" || kind === "action") ?? [];
    expect(
      visible
        .map(({ text }) => text)
        .join("")
        .trim().length,
    ).toBeGreaterThan(3);
    expect(turn?.segments.some(({ kind }) => kind === "system-thinking")).toBe(true);
    expect(turn?.anomalies).toEqual(
      Object.fromEntries(Object.keys(turn?.anomalies ?? {}).map((k) => [k, 0])),
    );
  }
  expect(JSON.stringify(told)).not.toMatch(/_thinking|role_action|im_end/u);
  expect(told.filter((e) => e.type === "turn-end").every((e) => e.logged)).toBe(true);
  await director.close("test");
  expect(log.events.at(-1)?.type).toBe("episode-end");
  const replay = await expectReplays(log.events, director, ["p-1"]);
  expect(replay).toMatchObject({ ...madeIn(log.events), skipped: [] });
  logs.set(`${scene.scene.id} ${JSON.stringify(env)}`, log);
}

const cases = [shared, own]
  .filter((file) => existsSync(file))
  .flatMap((file) => {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    const count = Array.isArray(json) ? json.length : Object.keys(json as object).length;
    return Array.from({ length: count }, (_, n) => `${file}#${n}`);
  });

describe("[X1] CoSER scenes play end to end", () => {
  test.each(cases.map((c) => [c.replace(/^.*\/(?=[^/]+\/[^/]+$)/u, ""), c]))(
    "[X1] %s",
    async (_name, file) => {
      const read = await readStaging(file, assets);
      if (!read.ok) throw new Error(read.problems.join("\n"));
      await everyoneAnswers(read.staging, "Tell me what troubles you tonight.");
    },
  );
  test("[X1] there are scenes to play, wherever this runs", () => {
    expect(cases.length).toBeGreaterThanOrEqual(4);
  });
});

describe("[X2] our own worlds play end to end", () => {
  test.each(readdirSync(join(assets, "worlds")))("[X2] %s", async (name) => {
    const read = await readStaging(name, assets);
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const zh = read.staging.scene.language === "zh";
    await everyoneAnswers(read.staging, zh ? "你是谁？" : "Who are you, and what do you do here?");
  });
  test("[X2] a file or world that is not there is refused in words", async () => {
    expect(await readStaging("atlantis", assets)).toMatchObject({ ok: false });
    expect(await readStaging("nowhere.json#3", assets)).toMatchObject({ ok: false });
    expect(await readStaging(`${own}#999`, assets)).toMatchObject({ ok: false });
  });
});

describe("[E43] whole scenes replay without a model", () => {
  test("[E43] in the chat dialect too", async () => {
    const read = await readStaging("salt-lantern", assets);
    if (!read.ok) throw new Error(read.problems.join("\n"));
    await everyoneAnswers(read.staging, "Who are you, and what do you do here?", {
      DRAMATIS_DIALECT: "chat",
    });
  });
  test("[E43] every scene and world above was played, and each came out again byte for byte", () => {
    expect(logs.size).toBeGreaterThanOrEqual(4 + 2 + 1);
    for (const log of logs.values()) expect(madeIn(log.events).prompts).toBeGreaterThan(0);
  });
});

interface Lines {
  readonly reveals: readonly { to: string; lines: readonly string[]; opens: string }[];
  readonly guards: readonly { to: string; line: string; keeps: string }[];
  readonly questions: readonly { to: string; line: string; expects_any: readonly string[] }[];
}

describe("[X3] The Salt Lantern can be found out, and not by asking anything", () => {
  const lines = JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../fixtures/salt-lantern-lines.json"), "utf8"),
  ) as Lines;
  const visibleOf = (log: MemoryLog, persona: string) =>
    turnsOf(log, persona)
      .flatMap(({ segments }) => segments.filter(({ kind }) => kind === "speech"))
      .map(({ text }) => text)
      .join(" ");

  test("[X3] plain questions are answered from the sheet", async () => {
    const read = await readStaging("salt-lantern", assets);
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const missed: string[] = [];
    const asked = lines.questions.filter((_, i) => i % 3 === 0);
    for (const { to, line, expects_any } of asked) {
      const { director, log, ask } = play(read.staging);
      await ask(to, line);
      const said = visibleOf(log, to).toLowerCase();
      if (!expects_any.some((word) => said.includes(word.toLowerCase())))
        missed.push(`${to}: ${line} → ${said}`);
      await director.close("test");
    }
    expect(missed.length / asked.length, missed.join("\n")).toBeLessThan(0.25);
  });
});
