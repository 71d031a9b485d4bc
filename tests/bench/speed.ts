import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readConfig, type Config } from "../../server/cli/config.ts";
import { DEFAULT_WORLD, readStaging } from "../../server/worlds/read-staging.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import type { EpisodeLog } from "../../server/stage/ports.ts";
import { quantile, type BenchReport, type Goal } from "./report.ts";
import { ARMS, ASIDES, AUTO, DEMO, type Arm } from "./speed-arms.ts";
import { openCompany, type Company, type CompanyOptions } from "./speed-company.ts";
import { startProcess, type BenchProcess, type EndpointReport } from "./speed-process.ts";
import { armFigures, tableOf, type ArmFigures } from "./speed-table.ts";

/**
 * How soon a persona answers, and at what cost: the same scripted players in every arm, against an endpoint of a
 * fixed pace, arms interleaved within one run.
 */

/** Turns at once, which arms share a moment, and how long or how often they play. */
interface Sitting {
  readonly size: number;
  readonly groups: readonly (readonly Arm[])[];
  /** Every arm of a group plays waves until so many ms have passed. */
  readonly ms: number;
}

const SEED = 11;
/** Streams at once that the endpoint is said to carry. */
const CARRIED = 128;
const PACE = { first: 150, each: 25 } as const;
const [demo, full, budget, ahead, reflex, auto] = ARMS as [Arm, Arm, Arm, Arm, Arm, Arm];

const WHOLE: readonly Sitting[] = [
  { size: 1, groups: [ARMS], ms: 30_000 },
  { size: 8, groups: [[...ARMS, ASIDES.silent, ASIDES.inn, ASIDES.unset]], ms: 72_000 },
  {
    size: 32,
    groups: [
      [demo, full, ahead],
      [budget, reflex, auto],
    ],
    ms: 20_000,
  },
  {
    size: 128,
    groups: [[demo], [full], [budget], [ahead], [reflex], [auto], [ASIDES.burst], [ASIDES.unset]],
    ms: 1_000,
  },
];
const QUICK: readonly Sitting[] = [
  { size: 8, groups: [ARMS], ms: 25_000 },
  { size: 128, groups: [[auto], [budget]], ms: 1_000 },
];

/** `quick`: fewer sizes and waves, for under a minute and a half. */
export async function benchSpeed({ quick = false } = {}): Promise<BenchReport> {
  const assets = join(import.meta.dirname, "../../assets");
  const staged = await readStaging(DEFAULT_WORLD, assets);
  if (!staged.ok) throw new Error(staged.problems.join("\n"));
  const folder = mkdtempSync(join(tmpdir(), "dramatis-speed-"));
  const log = await openEpisodeLog({ file: join(folder, "episodes.sqlite") });
  const endpoint = await startProcess("./speed-endpoint.ts", [
    String(SEED),
    String(PACE.first),
    String(PACE.each),
  ]);
  try {
    const options = {
      world: staged.staging,
      endpoint: `http://127.0.0.1:${endpoint.ready.port}/v1`,
      log: log satisfies EpisodeLog,
      seed: SEED,
    };
    const tables: string[] = [];
    const bySize = new Map<number, readonly ArmFigures[]>();
    for (const sitting of quick ? QUICK : WHOLE) {
      const { rows, title } = await sit(sitting, options, endpoint);
      bySize.set(sitting.size, rows);
      tables.push(tableOf(title, rows));
    }
    return { table: [about(quick), ...tables].join("\n"), goals: goalsOf(bySize) };
  } finally {
    endpoint.stop();
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The settings of `npm start`. */
function settings(env: Record<string, string>): Config {
  const read = readConfig({ env });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}
const unset = settings({});
/** An operator who knows what the endpoint carries says so. */
const informed = settings({
  DRAMATIS_CONCURRENCY_MIN: String(CARRIED),
  DRAMATIS_CONCURRENCY_MAX: String(CARRIED),
});

async function sit(
  { size, groups, ms }: Sitting,
  options: Omit<CompanyOptions, "arm" | "size" | "config">,
  endpoint: BenchProcess,
): Promise<{ rows: ArmFigures[]; title: string }> {
  const companies: Company[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  for (const group of groups) {
    const open = group.map((arm) =>
      openCompany({ ...options, arm, size, config: arm.queueUnset ? unset : informed }),
    );
    companies.push(...open);
    const end = performance.now() + ms;
    await Promise.all(
      open.map(async (company) => {
        do await company.wave();
        while (performance.now() < end);
        await company.close();
      }),
    );
  }
  loop.disable();
  const used = process.cpuUsage(cpu);
  const share = (used.user + used.system) / 1_000 / (performance.now() - begun);
  const { figures, lateP99, mostAtOnce } = await endpoint.ask<EndpointReport>("report");
  const rows = companies.flatMap((company) => {
    const counted = figures[company.model];
    return counted === undefined ? [] : [armFigures(company.arm, { ...company, counted })];
  });
  const together = groups.length === 1 ? "all arms together" : `${groups.length} groups of arms`;
  const title =
    `## ${size} turn${size === 1 ? "" : "s"} at once in each arm, ${together}; at most ${mostAtOnce} streams at the endpoint, ` +
    `its tokens late by p99 ${lateP99.toFixed(0)} ms;\n   the measuring process: ${(share * 100).toFixed(0)} % of a core, loop delay p99 ${(loop.percentile(99) / 1e6).toFixed(0)} ms`;
  return { rows, title };
}

function about(quick: boolean): string {
  return [
    `Speed${quick ? " (quick)" : ""}: an endpoint in a process of its own, over HTTP and SSE on loopback: first token after ${PACE.first} ms,`,
    `then one every ${PACE.each} ms; hidden thoughts of 580 tokens on average, 77 at least; seed ${SEED}. In each wave all of an arm's`,
    "players say a line within one second (where they type: after 3 to 10 s, told every 2 s; one line in 12 is given up), and",
    "wait for the answer. The default world's people at separate tables; settings, caps, queue, breaker, model edge and log as in",
    `\`npm start\`, with a queue that is told that the endpoint carries ${CARRIED} calls at once.`,
    "Times from the moment a line is due: to acknowledgement and turn-start, to the first visible text, to the last.",
  ].join("\n");
}

function goalsOf(bySize: ReadonlyMap<number, readonly ArmFigures[]>): Goal[] {
  const at = (size: number, arm: Arm) => bySize.get(size)?.find((row) => row.arm === arm);
  const goals: Goal[] = [];
  const below = (name: string, value: number | undefined, limit: number, unit: string) => {
    if (value === undefined) return;
    goals.push({ name, goal: `<= ${limit} ${unit}`, value, met: value <= limit });
  };
  const ours = at(8, AUTO);
  const theirs = at(8, DEMO);
  if (ours && theirs) {
    const first = quantile(ours.firstVisible, 0.5);
    const sooner = quantile(theirs.firstVisible, 0.5) / first;
    below("speed.default-first-visible-p50-at-8", first / 1_000, 1, "s");
    below(
      "speed.default-first-visible-p95-at-8",
      quantile(ours.firstVisible, 0.95) / 1_000,
      2,
      "s",
    );
    goals.push({
      name: "speed.times-sooner-than-her-demo-at-8",
      goal: ">= 10",
      value: sooner,
      met: sooner >= 10,
    });
  }
  const crowd = at(128, AUTO);
  below("speed.acknowledgement-p95-at-128", crowd && quantile(crowd.acknowledged, 0.95), 100, "ms");
  const thinkers = [...bySize.values()]
    .flat()
    .filter(({ arm, turns }) => (arm.id === "auto" || arm.id === "ahead") && turns > 0);
  const sum = (part: (row: ArmFigures) => number) =>
    thinkers.reduce((all, row) => all + part(row), 0);
  const lost = sum((row) => worstShare(row) * row.tokensPerLine * row.turns);
  const generated = sum((row) => row.tokensPerLine * row.turns);
  below("speed.thrown-away-by-thinking-ahead", (lost / generated) * 100, 15, "%");
  below(
    "speed.thrown-away-by-thinking-ahead-worst-arm",
    Math.max(...thinkers.map(worstShare)) * 100,
    15,
    "%",
  );
  return goals;
}

/** Of what is recorded and what the endpoint counted, the worse. */
function worstShare({ thrownAway, thrownAwayCounted }: ArmFigures): number {
  return Math.max(thrownAway, thrownAwayCounted);
}
