import type { BenchReport } from "./report.ts";

/**
 * `npm run bench [-- parser|room|wire|episodes|export|queue|speed|crowd|browse …] [--json] [--quick]`: tables to read, or one JSON object
 * with every goal. `--quick` shortens those that can be shortened; `--turns N` says how many `export` and `browse` write.
 */

interface How {
  readonly quick: boolean;
  readonly turns: number | null;
}

const BENCHES: Record<string, (how: How) => Promise<BenchReport>> = {
  parser: async () => (await import("./parser.ts")).benchParser(),
  wire: async () => (await import("./wire.ts")).benchWire(),
  episodes: async () => (await import("./episodes.ts")).benchEpisodes(),
  export: async (how) => (await import("./export.ts")).benchExport(how),
  queue: async () => (await import("./queue.ts")).benchQueue(),
  prompts: async () => (await import("./prompts.ts")).benchPrompts(),
  room: async () => (await import("./room.ts")).benchRoom(),
  crowd: async (how) => (await import("./crowd.ts")).benchCrowd(how),
  browse: async (how) => (await import("./browse.ts")).benchBrowse(how),
  speed: async (how) => (await import("./speed.ts")).benchSpeed(how),
};

const args = process.argv.slice(2);
const turnsAt = args.indexOf("--turns");
const turns = turnsAt === -1 ? null : Number(args.splice(turnsAt, 2)[1]);
if (turns !== null && !(Number.isSafeInteger(turns) && turns > 0)) {
  console.error("--turns takes a whole number from 1");
  process.exit(2);
}
const json = args.includes("--json");
const quick = args.includes("--quick");
const named = args.filter((arg) => !arg.startsWith("--"));
const unknown = named.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `there is no benchmark '${unknown.join("', '")}'; there are: ${Object.keys(BENCHES).join(", ")}`,
  );
  process.exit(2);
}

const goals: BenchReport["goals"][number][] = [];
for (const name of named.length > 0 ? named : Object.keys(BENCHES)) {
  if (!json) console.log(`\n# ${name}`);
  const report = await BENCHES[name]?.({ quick, turns });
  if (!report) continue;
  goals.push(...report.goals);
  if (!json) console.log(report.table);
}
if (json) console.log(JSON.stringify({ node: process.version, goals }));
else {
  console.log("\n# goals");
  for (const { name, goal, value, met } of goals) {
    console.log(`${met ? "met   " : "MISSED"}  ${name}: ${value.toFixed(2)} (goal ${goal})`);
  }
}
process.exit(0);
