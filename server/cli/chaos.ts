import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { runChaos, type ChaosReport } from "./chaos/run.ts";
import { DEFAULT_WORLD, readStaging } from "../worlds/read-staging.ts";

/**
 * `npm run chaos -- --minutes N --seed S [--json]`: scenes full of players over an endpoint that fails in every way it
 * can, by a schedule that follows from the seed; ends with a report, and with status 1 if anything broke that must not.
 */

const ROOMS = 3;
const PLAYERS = 6;

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function readArguments(): { minutes: number; seed: number; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "3" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
        json: { type: "boolean", default: false },
      },
    });
    const minutes = Number(values.minutes);
    const seed = Number(values.seed);
    if (!(minutes > 0 && minutes <= 10_000))
      return refuse(`--minutes is '${values.minutes}'; a number of minutes is expected`);
    if (!Number.isSafeInteger(seed) || seed < 0)
      return refuse(`--seed is '${values.seed}'; a whole number from 0 is expected`);
    return { minutes, seed, json: values.json };
  } catch (error) {
    return refuse(
      `${error instanceof Error ? error.message : error}; npm run chaos -- --minutes N [--seed S] [--json]`,
    );
  }
}

function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.length === 0 ? "none" : entries.map(([key, n]) => `${key} ${n}`).join(", ");
}

function print(report: ChaosReport): void {
  const { players, requests, recovery } = report;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  console.log(`trouble        ${report.schedule.length} spells in ${seconds(report.length)}`);
  for (const { from, until, trouble, share, both } of report.schedule) {
    const who = both ? "both endpoints" : "the first endpoint";
    console.log(
      `  ${seconds(from).padStart(8)} to ${seconds(until).padStart(8)}  ${trouble} for ${Math.round(share * 100)} % at ${who}`,
    );
  }
  console.log(
    `players        ${players.lines} lines, ${players.refused} refused, ${players.joined} joined, ${players.left} left`,
  );
  console.log(`turns          ${report.turns}: ${listed(report.outcomes)}`);
  console.log(`causes         ${listed(report.causes)}`);
  console.log(`calls          ${listed(report.calls)}`);
  console.log(`retries        ${report.retries}`);
  console.log(
    `requests       ${requests.first} to the first endpoint, ${requests.second} to the second`,
  );
  console.log(`breakers       opened ${report.openings} times; ${report.failovers} failovers`);
  console.log(`notices        ${listed(report.notices)}; alerts: ${listed(report.alerts)}`);
  console.log(`in the outage  ${listed(report.duringOutage)}`);
  console.log(`recovery       ${recovery === null ? "none" : seconds(recovery)} after the outage`);
  console.log(
    `longest turn   ${seconds(report.longestTurn)}; loop delay p99 ${report.loopDelayP99.toFixed(1)} ms`,
  );
  console.log(`private words  ${report.planted} planted`);
  console.log(
    report.broken.length === 0
      ? "nothing stuck, nothing lost, nothing leaked"
      : `BROKEN\n${report.broken.map((one) => `  ${one}`).join("\n")}`,
  );
}

const { minutes, seed, json } = readArguments();
const read = await readStaging(DEFAULT_WORLD, resolve(import.meta.dirname, "../../assets"));
if (!read.ok) refuse(read.problems.join("\n"));
if (!json) console.log(`seed ${seed}, ${minutes} minutes, ${ROOMS} scenes of ${PLAYERS} players`);
const report = await runChaos({
  length: minutes * 60_000,
  seed,
  staging: read.staging,
  rooms: ROOMS,
  playersPerRoom: PLAYERS,
});
if (json) console.log(JSON.stringify(report));
else print(report);
process.exit(report.broken.length === 0 ? 0 : 1);
