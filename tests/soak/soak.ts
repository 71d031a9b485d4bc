import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { startProcess } from "../bench/speed-process.ts";
import { createBot, type Bot } from "./bot.ts";
import type { Inside, MapSeen } from "./inside.ts";
import { mapDifferences } from "./map-differences.ts";
import { slopeOf, surelyAbove, type Slope } from "./slope.ts";
import { createStepLedger, type StepLedger } from "./step-ledger.ts";

/** Players and personas who go on for a long time, and what must hold all the while. Times in ms, sizes in MiB. */
export interface SoakOptions {
  readonly length: number;
  readonly bots: number;
  readonly seed: number;
  /** A world's folder, from the repository's root. */
  readonly world: string;
  /** Told now and then how far it is. */
  readonly said?: (line: string) => void;
}

export interface SoakReport {
  readonly length: number;
  readonly seed: number;
  readonly bots: number;
  readonly personas: number;
  readonly figures: StepLedger["figures"];
  readonly deeds: Readonly<Record<string, number>>;
  readonly received: number;
  readonly quietPoints: number;
  /** What stood still and was compared, over all quiet points and players. */
  readonly compared: { readonly bodies: number; readonly things: number };
  readonly planted: number;
  /** How often the server said that its log cannot be written. */
  readonly stalls: number;
  /** How late an event loop was at worst, the server's or the players', in ms: a machine that is short of time is late. */
  readonly late: number;
  readonly records: number;
  readonly measurements: readonly (Inside & { readonly at: number })[];
  readonly heap: Slope | null;
  readonly rss: Slope | null;
  /** Whether the run was long enough to say whether memory is flat. */
  readonly judged: boolean;
  readonly broken: readonly string[];
}

const NAMES = ["Ayla", "Ben", "Cato", "Dara", "Edgar", "Fenna", "Goran", "Hana", "Ivo", "Jun"];

/** Growth an hour, in MiB, above which memory is not flat. A scene's own history may grow up to its bounds. */
export const LIMITS = { heap: 24, rss: 64 } as const;
/** Code is compiled and histories fill at first: what is measured before is not looked at. */
const WARM_UP = { share: 0.34, most: 8 * 60_000 } as const;
/** Below this, growth an hour is a guess. */
const JUDGED_FROM = 5 * 60_000;
const MEASURE_EVERY = 5_000;
const QUIET_EVERY = 45_000;
/** So long bodies have to stand still to be compared: many patches. */
const STILL = 500;
const MAP_TRIES = 20;
/** What may wait in the server at a quiet point. */
const BOUNDS = { logBacklog: 1_000, waitingCalls: 256 } as const;

export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { length, seed, world } = options;
  const folder = await mkdtemp(join(tmpdir(), "dramatis-soak-"));
  const server = await startProcess("../soak/soak-server.ts", [folder, String(seed), world]);
  const began = performance.now();
  const now = () => performance.now() - began;
  const ledger = createStepLedger();
  const bots: Bot[] = [];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const measurements: (Inside & { at: number })[] = [];
  let quietPoints = 0;
  const compared = { bodies: 0, things: 0 };
  let personas = 0;
  try {
    for (let n = 0; n < options.bots; n++) {
      bots.push(
        await createBot({
          name: NAMES[n] ?? `Guest ${n}`,
          url: `http://127.0.0.1:${server.ready.port}`,
          random: seededRandom(seed * 100 + n),
          ledger,
          now,
        }),
      );
    }
    const measure = async () => {
      measurements.push({ ...(await server.ask<Inside>("inside")), at: now() });
    };
    const quiet = async () => {
      await Promise.all(bots.map((bot) => bot.hush()));
      await openTurnsEnd(bots, ledger);
      await Promise.all(bots.map((bot) => bot.compare()));
      const { bodies, things } = await compareMap(bots, () => server.ask<MapSeen>("map"), ledger);
      compared.bodies += bodies;
      compared.things += things;
      await measure();
      quietPoints += 1;
    };

    for (const bot of bots) bot.start();
    let nextQuiet = Math.min(QUIET_EVERY, length / 2);
    while (now() < length) {
      await pause(Math.min(MEASURE_EVERY, Math.max(1, length - now())));
      if (now() >= nextQuiet && now() < length) {
        await quiet();
        for (const bot of bots) bot.start();
        nextQuiet = now() + QUIET_EVERY;
        const { turns, lines } = ledger.figures;
        const last = measurements.at(-1);
        options.said?.(
          `${minutes(now())} min: ${lines} lines, ${turns} turns, heap ${last?.heap.toFixed(1)} MiB`,
        );
      } else await measure();
    }
    await quiet();
    personas = [...(bots[0]?.client?.cast.values() ?? [])].filter(
      ({ kind }) => kind === "persona",
    ).length;
    await Promise.all(bots.map((bot) => bot.leave()));
    const last = measurements.at(-1);
    await server.ask("end");

    const { said, records, problems } = await readLog(join(folder, "episodes.sqlite"));
    for (const problem of problems) ledger.broken(`the log is not whole: ${problem}`);
    const found = judge(measurements, length, ledger);
    const { planted = 0, stalls = 0 } = last ?? {};
    if (planted === 0) ledger.broken("no word was planted, so that no leak could be seen");
    const { turns, shared } = ledger.figures;
    if (turns === 0 || shared === 0) ledger.broken("no turn was heard by two players");
    if (compared.bodies === 0) ledger.broken("no body was compared");
    const deeds: Record<string, number> = {};
    for (const bot of bots) {
      for (const [deed, n] of Object.entries(bot.deeds)) deeds[deed] = (deeds[deed] ?? 0) + n;
    }
    for (const bot of bots) bot.close();
    const broken = ledger.settle(said, now(), stalls);
    return {
      length,
      seed,
      bots: options.bots,
      personas,
      figures: ledger.figures,
      deeds,
      received: bots.reduce((sum, bot) => sum + bot.received, 0),
      quietPoints,
      compared,
      planted,
      stalls,
      late: Math.max(delay.max / 1e6, ...measurements.map((one) => one.late)),
      records,
      measurements,
      ...found,
      broken,
    };
  } finally {
    for (const bot of bots) bot.close();
    server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits until every turn that was open when all fell silent is over. */
async function openTurnsEnd(bots: readonly Bot[], ledger: StepLedger): Promise<void> {
  const open = () =>
    bots.flatMap(({ client }) =>
      (client?.transcript.entries ?? [])
        .filter(({ state }) => state === "open")
        .map(({ turnId }) => turnId),
    );
  const awaited = new Set(open());
  for (let n = 0; n < 600; n++) {
    if (open().every((turnId) => !awaited.has(turnId))) return;
    await pause(100);
  }
  for (const turnId of new Set(open())) {
    if (awaited.has(turnId)) ledger.broken(`turn ${turnId} did not end within a minute of silence`);
  }
}

/** Holds what every player sees on the map against what the server has there, where it stands still; returns how much. */
async function compareMap(
  bots: readonly Bot[],
  ask: () => Promise<MapSeen>,
  ledger: StepLedger,
): Promise<{ bodies: number; things: number }> {
  for (let tries = 0; tries < MAP_TRIES; tries++) {
    const before = await ask();
    await pause(STILL);
    const seen = bots.map(({ client, name }) => ({
      name,
      bodies: new Map(client?.cast),
      things: new Map(client?.props),
    }));
    const after = await ask();
    const compared = { bodies: 0, things: 0 };
    for (const kind of ["bodies", "things"] as const) {
      for (const { name, [kind]: own } of seen) {
        const wrong = mapDifferences(before[kind], after[kind], own);
        compared[kind] += wrong.compared;
        for (const difference of wrong.differences) ledger.broken(`${name} sees ${difference}`);
      }
    }
    if (compared.bodies > 0) return compared;
  }
  return { bodies: 0, things: 0 };
}

function judge(
  all: readonly (Inside & { at: number })[],
  length: number,
  ledger: StepLedger,
): Pick<SoakReport, "heap" | "rss" | "judged"> {
  const from = Math.min(length * WARM_UP.share, WARM_UP.most);
  const late = all.filter(({ at }) => at >= from);
  const heap = slopeOf(late.map(({ at, heap }) => ({ at, value: heap })));
  const rss = slopeOf(late.map(({ at, rss }) => ({ at, value: rss })));
  const judged = length >= JUDGED_FROM;
  for (const [what, slope] of [
    ["heap", heap],
    ["rss", rss],
  ] as const) {
    if (judged && slope !== null && surelyAbove(slope, LIMITS[what])) {
      ledger.broken(
        `${what} grows by ${slope.perHour.toFixed(1)} MiB an hour, where ${LIMITS[what]} is the limit`,
      );
    }
  }
  for (const key of ["logBacklog", "waitingCalls"] as const) {
    const most = Math.max(0, ...all.map((one) => one[key]));
    if (most > BOUNDS[key])
      ledger.broken(`${key} reached ${most}, where ${BOUNDS[key]} is the bound`);
  }
  if (all.some(({ rooms }) => rooms !== 1)) ledger.broken("not all bots were in the one room");
  return { heap, rss, judged };
}

/** What was said by whom to whom; the rest of a log is only counted, since it holds every prompt. */
async function readLog(file: string) {
  const reader = await openEpisodeReader(file);
  const said: EpisodeEvent[] = [];
  let records = 0;
  for (const { id } of await reader.list()) {
    for await (const { event } of reader.events(id)) {
      records += 1;
      if (event.type === "line" || event.type === "turn") said.push(event);
    }
  }
  const { problems } = await reader.verify();
  await reader.close();
  return { said, records, problems: problems.map(({ kind, message }) => `${kind}, ${message}`) };
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
