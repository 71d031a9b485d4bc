import { parseArgs } from "node:util";
import { LIMITS, runSoak, type SoakReport } from "./soak.ts";
import type { Slope } from "./slope.ts";

/**
 * `npm run soak -- --minutes N [--bots 8] [--seed S] [--json]`: players over real sockets and six personas who go on for
 * a long time; ends with a table, and with status 1 if anything was out of step, leaked, grew, stuck or was lost.
 */

const WORLD = "tests/fixtures/worlds/long-evening";

function refuse(message: string): never {
  console.error(`${message}; npm run soak -- --minutes N [--bots 8] [--seed S] [--json]`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "30" },
        bots: { type: "string", default: "8" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
        json: { type: "boolean", default: false },
      },
    });
    const [minutes, bots, seed] = [values.minutes, values.bots, values.seed].map(Number) as [
      number,
      number,
      number,
    ];
    if (!(minutes > 0 && minutes <= 10_000))
      refuse(`--minutes is '${values.minutes}'; a number is expected`);
    if (!(Number.isInteger(bots) && bots >= 2 && bots <= 20))
      refuse(`--bots is '${values.bots}'; a whole number from 2 to 20 is expected`);
    if (!(Number.isSafeInteger(seed) && seed >= 0))
      refuse(`--seed is '${values.seed}'; a whole number from 0 is expected`);
    return { minutes, bots, seed, json: values.json };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : "bad arguments");
  }
}

function print(report: SoakReport): void {
  const { figures, measurements } = report;
  const [first, last] = [measurements[0], measurements.at(-1)];
  const most = (key: "logBacklog" | "waitingCalls" | "resources") =>
    Math.max(...measurements.map((one) => one[key]));
  const row = (name: string, text: string) => console.log(`${name.padEnd(16)}${text}`);
  const listed = Object.entries(report.deeds).toSorted(([, a], [, b]) => b - a);
  row("players", `${report.bots} over ${(report.received / 2 ** 20).toFixed(1)} MiB of sockets`);
  row("did", listed.map(([deed, n]) => `${deed} ${n}`).join(", "));
  row("heard", `${figures.lines} lines and ${figures.turns} turns of ${report.personas} personas`);
  row(
    "in step",
    `${figures.held} entries held, ${figures.shared} turns and lines by several players`,
  );
  row(
    "quiet points",
    `${report.quietPoints}, ${report.compared.bodies} bodies and ${report.compared.things} things compared`,
  );
  row(
    "longest turn",
    `${(figures.longestTurn / 1_000).toFixed(1)} s; loops late by at most ${(report.late / 1_000).toFixed(2)} s`,
  );
  row(
    "log",
    `${report.records} records, ${figures.acknowledged} acknowledged lines, most waiting ${most("logBacklog")}`,
  );
  if (report.stalls > 0) {
    row(
      "",
      `the disk was stuck ${report.stalls} times, as the server said: ${figures.unlogged} turns and lines are not on it`,
    );
  }
  row("private words", `${report.planted} planted`);
  row(
    "heap",
    `${first?.heap.toFixed(1)} to ${last?.heap.toFixed(1)} MiB; ${slope(report.heap, LIMITS.heap)}`,
  );
  row(
    "rss",
    `${first?.rss.toFixed(0)} to ${last?.rss.toFixed(0)} MiB; ${slope(report.rss, LIMITS.rss)}`,
  );
  row("waiting calls", `at most ${most("waitingCalls")}; ${most("resources")} timers and sockets`);
  if (!report.judged) console.log("                growth is not judged in less than five minutes");
  console.log(
    report.broken.length === 0
      ? "nothing out of step, nothing leaked, nothing stuck, nothing lost"
      : `BROKEN\n${report.broken.map((one) => `  ${one}`).join("\n")}`,
  );
}

function slope(found: Slope | null, limit: number): string {
  if (found === null) return "too few measurements";
  const { perHour, error } = found;
  return `${perHour.toFixed(1)} ± ${(2 * error).toFixed(1)} MiB an hour after the warm-up (limit ${limit})`;
}

const { minutes, bots, seed, json } = readArguments();
// The Colyseus client tells of every try to come back, and lines are cut all the time.
console.info = () => {};
if (!json) console.log(`seed ${seed}, ${minutes} minutes, ${bots} players`);
const report = await runSoak({
  length: minutes * 60_000,
  bots,
  seed,
  world: WORLD,
  ...(json ? {} : { said: (line: string) => console.log(`  ${line}`) }),
});
if (json) console.log(JSON.stringify(report));
else print(report);
process.exit(report.broken.length === 0 ? 0 : 1);
