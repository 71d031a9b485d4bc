import { openEpisodeReader, type EpisodeReader } from "../episodes/reader.ts";
import { LogPlace } from "../episodes/log-place.ts";
import { openLogAt } from "../episodes/postgres-log.ts";
import type { EpisodeLogFile } from "../episodes/sqlite-log.ts";
import { openEvidenceFile } from "../training/rewards/evidence-file.ts";
import { createLoggedTurns } from "../training/rewards/logged-turns.ts";
import { MEANS_NOTHING } from "../training/rewards/reward-answer.ts";
import { createRewardServer } from "../training/rewards/reward-server.ts";
import { createRewardService } from "../training/rewards/reward-service.ts";
import { loadDotEnv } from "./config.ts";
import { noteOutput } from "../training/rights/outputs/known-outputs.ts";
import { dataFolderOf } from "./log-named.ts";
import { openJudge } from "./open-judge.ts";
import { readPrinciples } from "./read-principles.ts";
import { readRewardsSettings, REWARDS_USAGE } from "./rewards-settings.ts";
import { systemClock } from "./system-clock.ts";

/** `npm run rewards`: holds a policy's responses against stored baselines, over HTTP, for trainers. */

function refuse(...problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  process.exit(2);
}

loadDotEnv();
const read = readRewardsSettings(process.argv.slice(2), process.env);
if (read.kind === "help") {
  console.log(REWARDS_USAGE);
  process.exit(0);
}
if (read.kind === "refused") refuse(...read.problems, "See npm run rewards -- --help.");
const { settings } = read;
for (const note of settings.notes) console.error(note);
const principles = await readPrinciples(settings.principles);
if (!principles.ok) refuse(...principles.problems);

const clock = systemClock();
let reader: EpisodeReader | null = null;
let log: EpisodeLogFile | null = null;
if (settings.log !== null) {
  try {
    reader = await openEpisodeReader(new LogPlace(settings.log));
    log = await openLogAt(new LogPlace(settings.log));
  } catch (error) {
    refuse(error instanceof Error ? error.message : "The log cannot be opened.");
  }
}
const evidence = await openEvidenceFile(settings.evidence).catch((error: unknown) =>
  refuse(
    `The evidence cannot be written to ${settings.evidence} (${codeOf(error)}); name another file with --evidence.`,
  ),
);
// Forgetting has to find what is written there.
noteOutput(settings.config.dataDir, { kind: "rewards", path: settings.evidence });
if (settings.log !== null)
  noteOutput(dataFolderOf(new LogPlace(settings.log)), {
    kind: "rewards",
    path: settings.evidence,
  });
const judge = await openJudge(settings.config, settings, clock);
const list = settings.ownPrinciples ? null : principles.list;
const service = createRewardService({
  judge: { ...judge, principles: list },
  clock,
  turns: reader === null ? null : createLoggedTurns(reader, clock),
  log,
  file: evidence,
  begins: settings.begins,
  trouble: (problem) => console.error(problem),
});
const server = createRewardServer({ service, token: settings.token });
const port = await server
  .listen(settings.port, settings.host)
  .catch((error: unknown) =>
    refuse(
      `Port ${settings.port} on ${settings.host} cannot be used (${codeOf(error)}); choose another with --port.`,
    ),
  );
announce();

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void stop();
  });
}

async function stop(): Promise<void> {
  await server.close();
  await judge.close();
  await evidence.close();
  await log?.close();
  await reader?.close();
  process.exit(0);
}

function announce(): void {
  if (!principles.ok) return;
  const by =
    list === null
      ? "by principles of its own"
      : `by ${list.principles.length} principles (${list.edition})`;
  console.log(`  ${judge.synthetic ? MEANS_NOTHING : `judged by ${judge.model}, ${by}`}`);
  if (list !== null) console.log(`  ${principles.about.replaceAll(/\s+/gu, " ").trim()}`);
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  console.log(`  rewards at http://${host}:${port}/reward, evidence in ${settings.evidence}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
}
