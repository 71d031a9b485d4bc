import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EpisodeLogError } from "../../server/episodes/episode-log-error.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { collect, endOf, testFolder } from "./log-file.ts";

/** For longer runs: `KILL_CYCLES=5000 KILL_SEED=7 npx vitest run ... kill-loop`. */
const CYCLES = Number(process.env["KILL_CYCLES"] ?? 50);
const SEED = Number(process.env["KILL_SEED"] ?? 20_260_101);
/** A new file now and then: its first moments are worth as many kills as its later ones. */
const CYCLES_PER_FILE = 10;

const child = join(dirname(fileURLToPath(import.meta.url)), "kill-child.ts");

test(
  `[E15] killed ${CYCLES} times, the log always opens and no acknowledged turn is lost (seed ${SEED})`,
  async () => {
    const random = seeded(SEED);
    const folder = testFolder();
    let acknowledged = new Map<string, Set<string>>();
    let total = 0;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const file = join(folder, `${Math.floor(cycle / CYCLES_PER_FILE)}.sqlite`);
      if (cycle % CYCLES_PER_FILE === 0) acknowledged = new Map();
      // Every fifth kill comes while the child starts, opens or recovers; the others while it writes.
      const early = cycle % 5 === 0;
      const printed = await killedRun(file, cycle, early, random() * (early ? 300 : 60));
      total += printed.length;
      for (const [episode, turn] of printed) {
        const turns = acknowledged.get(episode) ?? new Set();
        acknowledged.set(episode, turns.add(turn));
      }
      const where = `cycle ${cycle} of seed ${SEED}`;
      await expectAllThere(file, acknowledged, where);
      if (cycle % CYCLES_PER_FILE === CYCLES_PER_FILE - 1) await expectGoesOn(file, where);
    }
    expect(total).toBeGreaterThan(CYCLES);
  },
  CYCLES * 5_000,
);

test("[E18] an idle log lets its program end, and what was acknowledged is there", async () => {
  const file = join(testFolder(), "idle.sqlite");
  const run = spawn(process.execPath, [child, file, "0", "2"], { stdio: "ignore" });
  const status = await new Promise((resolve) => run.once("exit", resolve));
  expect(status).toBe(0);
  const reader = await openEpisodeReader(file);
  expect(await reader.verify()).toMatchObject({ ok: true, records: 24 });
  await reader.close();
});

/** Runs the child until it is killed; gives back what it had acknowledged by then. */
async function killedRun(
  file: string,
  cycle: number,
  early: boolean,
  delay: number,
): Promise<[episode: string, turn: string][]> {
  const run = spawn(process.execPath, [child, file, String(cycle)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let complaints = "";
  let timer: NodeJS.Timeout | undefined;
  const killLater = (): void => {
    timer ??= setTimeout(() => run.kill("SIGKILL"), delay);
  };
  if (early) killLater();
  run.stdout.on("data", (text: Buffer) => {
    printed += text.toString();
    killLater();
  });
  run.stderr.on("data", (text: Buffer) => {
    complaints += text.toString();
  });
  const signal = await new Promise((resolve) => {
    run.once("close", (_status, signal: string | null) => resolve(signal));
  });
  clearTimeout(timer);
  expect({ signal, complaints }).toEqual({ signal: "SIGKILL", complaints: "" });
  // What follows the last line end was cut by the kill and acknowledges nothing.
  const lines = printed.split("\n").slice(0, -1);
  return lines.map((line) => line.split(" ") as [string, string]);
}

async function expectAllThere(
  file: string,
  acknowledged: ReadonlyMap<string, ReadonlySet<string>>,
  where: string,
): Promise<void> {
  let reader;
  try {
    reader = await openEpisodeReader(file);
  } catch (error) {
    // Killed before the file was made: then nothing can have been acknowledged.
    expect(error, where).toBeInstanceOf(EpisodeLogError);
    expect([(error as EpisodeLogError).code, acknowledged.size], where).toEqual(["missing", 0]);
    return;
  }
  expect((await reader.verify()).problems, where).toEqual([]);
  for (const [episode, turns] of acknowledged) {
    const calls = new Set<string>();
    const ended = new Set<string>();
    for (const { event } of await collect(reader.events(episode))) {
      if (event.type === "model-call") calls.add(event.turnId);
      if (event.type === "turn") ended.add(event.turnId);
    }
    // An append is there whole or not at all.
    expect(calls, where).toEqual(ended);
    expect(
      [...turns].filter((turn) => !ended.has(turn)),
      where,
    ).toEqual([]);
  }
  await reader.close();
}

async function expectGoesOn(file: string, where: string): Promise<void> {
  const log = await openEpisodeLog({ file });
  await log.append([endOf("episode-0"), endOf("after")]);
  await log.close();
  const reader = await openEpisodeReader(file);
  expect((await reader.verify()).ok, where).toBe(true);
  await reader.close();
}

/** Mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
