import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openEpisodeReader } from "../../episodes/reader.ts";
import { openEpisodeLog } from "../../episodes/sqlite-log.ts";
import type { AlertCode } from "../../model/backend/alerts.ts";
import { createModelChain } from "../../model/model-chain.ts";
import { DEFAULT_QUEUE } from "../../model/queue/queue-settings.ts";
import type { Caps } from "../../model/queue/ledger.ts";
import type { DeadlineSettings, EndpointConfig } from "../../model/endpoint-config.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "../../model/endpoint-config.ts";
import { createDirector } from "../../stage/director.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Staging } from "../../stage/staging.ts";
import { seededRandom } from "../seeded-random.ts";
import { systemClock } from "../system-clock.ts";
import { createCanaries } from "./canaries.ts";
import { createLedger, figuresOf, type CallFigures } from "./ledger.ts";
import { playPlayer, type PlayerFigures } from "./players.ts";
import { scheduleOf, troubleAt, type Spell } from "./schedule.ts";
import { startTroubledEndpoint } from "./troubled-endpoint.ts";

/** One run: scenes with players over a troubled endpoint, for `length` ms. */
export interface ChaosOptions {
  readonly length: number;
  readonly seed: number;
  readonly staging: Staging;
  readonly rooms: number;
  readonly playersPerRoom: number;
  readonly deadlines?: Partial<DeadlineSettings>;
  /** How soon after the outage a turn has to be complete, in ms; 5 s unless told otherwise. */
  readonly recoveryGoal?: number;
}

/** What came of it. Times in ms. */
export interface ChaosReport extends CallFigures {
  readonly seed: number;
  readonly length: number;
  readonly schedule: readonly Spell[];
  readonly turns: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly longestTurn: number;
  readonly players: Readonly<PlayerFigures>;
  readonly requests: { readonly first: number; readonly second: number };
  readonly openings: number;
  readonly failovers: number;
  readonly notices: Readonly<Record<string, number>>;
  readonly alerts: Readonly<Record<string, number>>;
  readonly planted: number;
  /** From the endpoint's return after the outage of both to the end of the first complete turn; null if none came. */
  readonly recovery: number | null;
  /** Turns that ended during that outage, by outcome. */
  readonly duringOutage: Readonly<Record<string, number>>;
  readonly loopDelayP99: number;
  /** What must not be; empty when all is well. */
  readonly broken: readonly string[];
}

const NO_CAP = { tokens: Number.MAX_SAFE_INTEGER, calls: Number.MAX_SAFE_INTEGER } as const;
const NO_CAPS: Caps = { npc: NO_CAP, scene: NO_CAP, player: NO_CAP, server: NO_CAP };

/** Recovery after an outage may take so long. */
const RECOVERY_GOAL = 5_000;
/** After the last line, turns get so long to end by themselves. */
const DRAIN = 20_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { length, seed, staging, rooms, playersPerRoom } = options;
  const clock = systemClock();
  const began = clock.elapsed();
  const now = () => clock.elapsed() - began;
  const schedule = scheduleOf(seed, length);
  const canaries = createCanaries(seed);
  const dice = seededRandom(seed + 1);
  const endpoints = await Promise.all(
    [false, true].map((second) =>
      startTroubledEndpoint({
        random: seededRandom(seed + (second ? 3 : 2)),
        canaries,
        trouble: () => {
          const spell = troubleAt(schedule, now(), second);
          return spell !== null && dice() < spell.share ? spell.trouble : null;
        },
      }),
    ),
  );
  const [first, second] = endpoints;
  if (!first || !second) throw new Error("two endpoints are started");
  const folder = await mkdtemp(join(tmpdir(), "dramatis-chaos-"));
  const file = join(folder, "episodes.sqlite");
  const log = await openEpisodeLog({ file });
  const ledger = createLedger();
  const [notices, alerts, outcomes, duringOutage] = [tally(), tally(), tally(), tally()];
  const chain = createModelChain({
    first: configOf(first.baseUrl, options),
    second: configOf(second.baseUrl, options),
    clock,
    alert: ({ code }: { code: AlertCode }) => alerts.add(code),
    queue: DEFAULT_QUEUE,
    // Players who talk without end would reach an hour's caps within minutes, and nothing else would be seen.
    caps: NO_CAPS,
  });
  const figures: PlayerFigures = { lines: 0, refused: 0, joined: 0, left: 0 };
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();

  const scenes = Array.from({ length: rooms }, (_, scene) => ({
    staging,
    director: createDirector({
      scene: staging,
      model: chain.model,
      availability: chain.availability,
      episodeLog: log,
      clock,
      random: seededRandom(seed * 100 + scene),
      play: { prefill: "<system_thinking>" },
      tell: (batch) => {
        for (const { event } of batch) {
          ledger.told(event, now());
          if (event.type === "notice") notices.add(event.code);
        }
      },
      show: ({ id, status }) => ledger.status(scene, id, status, now()),
    }),
  }));

  const over = new AbortController();
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      if (over.signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      over.signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        over.signal.removeEventListener("abort", done);
        resolve();
      }
    });
  const walking = setInterval(() => {
    for (const { director } of scenes) director.step(50);
  }, 50);
  const players = scenes.flatMap((scene, room) =>
    Array.from({ length: playersPerRoom }, (_, n) =>
      playPlayer(scene, `p-${room}-${n}`, seededRandom(seed * 1_000 + room * 50 + n), {
        wait,
        over: () => over.signal.aborted,
        figures,
      }),
    ),
  );

  const outages = schedule.filter(({ trouble }) => trouble === "outage");
  const returns: number[] = [];
  for (const outage of outages) {
    await wait(outage.from - now());
    const hit = outage.both ? endpoints : [first];
    await Promise.all(hit.map((one) => one.down(true)));
    await wait(outage.until - now());
    await Promise.all(hit.map((one) => one.down(false)));
    if (outage.both) returns.push(now());
  }
  await wait(length - now());
  over.abort();
  await Promise.all(players);
  const drainUntil = now() + DRAIN;
  while (ledger.open > 0 && now() < drainUntil) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(walking);
  await Promise.all(scenes.map(({ director }) => director.close("chaos is over")));
  delay.disable();
  chain.close();
  await Promise.all(endpoints.map((one) => one.stop()));
  await log.close();

  const record: EpisodeEvent[] = [];
  const reader = await openEpisodeReader(file);
  for (const { id } of await reader.list()) {
    for await (const { event } of reader.events(id)) record.push(event);
  }
  const verdict = await reader.verify();
  await reader.close();
  await rm(folder, { recursive: true });

  const broken = [...ledger.settle(record, now())];
  for (const problem of verdict.problems) broken.push(`the log is not whole: ${problem.kind}`);
  for (const { outcome } of ledger.ends) outcomes.add(outcome);
  const whole = outages.find(({ both }) => both);
  for (const { endedAt, outcome } of ledger.ends) {
    if (whole && endedAt >= whole.from && endedAt < whole.until) duringOutage.add(outcome);
  }
  const returned = returns[0];
  const recovered = ledger.ends.find(
    ({ endedAt, outcome }) =>
      returned !== undefined && endedAt >= returned && outcome === "complete",
  );
  const recovery =
    returned === undefined || recovered === undefined ? null : recovered.endedAt - returned;
  if (recovery === null || recovery > (options.recoveryGoal ?? RECOVERY_GOAL)) {
    broken.push(
      `the first complete turn came ${recovery === null ? "never" : `${Math.round(recovery)} ms`} after the endpoint's return`,
    );
  }
  if (ledger.ends.length === 0) broken.push("no turn was played");
  return {
    seed,
    length,
    schedule,
    turns: ledger.ends.length,
    outcomes: outcomes.counts,
    longestTurn: Math.max(0, ...ledger.ends.map(({ startedAt, endedAt }) => endedAt - startedAt)),
    ...figuresOf(record),
    players: figures,
    requests: { first: first.requests, second: second.requests },
    ...chain.figures,
    notices: notices.counts,
    alerts: alerts.counts,
    planted: canaries.planted,
    recovery,
    duringOutage: duringOutage.counts,
    loopDelayP99: delay.percentile(99) / 1e6,
    broken,
  };
}

function configOf(baseUrl: string, { deadlines }: ChaosOptions): EndpointConfig {
  return {
    baseUrl,
    apiKey: null,
    model: "chaos",
    dialect: "raw",
    capture: false,
    vendorFields: true,
    chatTemplateKwargs: null,
    expectModel: null,
    synthetic: true,
    deadlines: { ...DEFAULT_DEADLINES, ...deadlines },
    limits: DEFAULT_LIMITS,
  };
}

function tally() {
  const counts: Record<string, number> = {};
  return { counts, add: (key: string) => void (counts[key] = (counts[key] ?? 0) + 1) };
}
