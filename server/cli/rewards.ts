import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEpisodeReader, type EpisodeReader } from "../episodes/reader.ts";
import { openEpisodeLog, type EpisodeLogFile } from "../episodes/sqlite-log.ts";
import { DIALECTS } from "../model/endpoint-config.ts";
import { openEvidenceFile } from "../training/rewards/evidence-file.ts";
import { createLoggedTurns } from "../training/rewards/logged-turns.ts";
import { createRewardServer, MEANS_NOTHING } from "../training/rewards/reward-server.ts";
import { createRewardService } from "../training/rewards/reward-service.ts";
import { loadDotEnv } from "./config.ts";
import { readDoctorSettings } from "./doctor-settings.ts";
import { openJudge } from "./open-judge.ts";
import { readPrinciples } from "./read-principles.ts";
import { systemClock } from "./system-clock.ts";

/** `npm run rewards`: holds a policy's responses against stored baselines, over HTTP, for trainers. */

const USAGE = `Usage: npm run rewards -- [options]

  --port N              listen here (default 8765; 0 for any free port)
  --host ADDRESS        default 127.0.0.1; any other address needs a token
  --token-file FILE     a file that holds the bearer token; or DRAMATIS_REWARDS_TOKEN

  --base-url URL        the judge's endpoint, up to and with /v1; otherwise the configured one, else the understudy
  --model NAME          the judge's model
  --api-key-file FILE   a file that holds its key
  --dialect raw|chat    how to talk to it; chat for models that were not trained on ChatML
  --config FILE         settings to read instead of dramatis.config.json
  --own-principles      the judge writes its own principles, as HER-RM does, instead of being given some
  --principles FILE     principles of your own beside ours, or instead of them with replaces: true
  --concurrency N       questions to the judge at once (default 8)
  --max-tokens N        the longest answer of the judge (default 4096)

  --file LOG            baselines may be turns of this episode log, and their rewards are written into it
  --evidence FILE       evidence of all others, one JSON object a line (default rewards.jsonl in DRAMATIS_DATA_DIR)
  --begins HOW          how responses begin where their prompts do not tell: expected (default: with system thinking,
                        opening tag included), prefilled (inside it), none (speech at once)
`;

function refuse(problems: readonly string[], usage = false): never {
  for (const problem of problems) console.error(problem);
  if (usage) console.error(`\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "8765" },
        host: { type: "string", default: "127.0.0.1" },
        "token-file": { type: "string" },
        "base-url": { type: "string" },
        model: { type: "string" },
        "api-key-file": { type: "string" },
        dialect: { type: "string" },
        config: { type: "string" },
        "own-principles": { type: "boolean", default: false },
        principles: { type: "string" },
        concurrency: { type: "string", default: "8" },
        "max-tokens": { type: "string", default: "4096" },
        file: { type: "string" },
        evidence: { type: "string" },
        begins: { type: "string", default: "expected" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse([error instanceof Error ? error.message : "The arguments cannot be read."], true);
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most)
    return value;
  return refuse([`--${name} takes a whole number from ${least} to ${most}, not "${text}".`], true);
}

function tokenFrom(path: string | undefined): string | null {
  let token = process.env["DRAMATIS_REWARDS_TOKEN"] ?? "";
  if (path !== undefined) {
    try {
      token = readFileSync(path, "utf8").trim();
    } catch {
      return refuse([`--token-file: ${path} cannot be read.`]);
    }
    if (token === "") return refuse([`--token-file: ${path} holds no token.`]);
  }
  if (token === "") return null;
  if (!/^[\x21-\x7e]{16,512}$/u.test(token)) {
    return refuse(["The token must be 16 to 512 printable characters without spaces."]);
  }
  return token;
}

loadDotEnv();
const values = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = whole("port", values.port, 0, 65_535);
const concurrency = whole("concurrency", values.concurrency, 1, 512);
const maxTokens = whole("max-tokens", values["max-tokens"], 256, 65_536);
const begins = (["expected", "prefilled", "none"] as const).find((one) => one === values.begins);
if (begins === undefined) refuse([`--begins takes expected, prefilled or none.`], true);
if (values.dialect !== undefined && !DIALECTS.some((one) => one === values.dialect)) {
  refuse([`--dialect takes ${DIALECTS.join(" or ")}.`], true);
}
if (values["own-principles"] && values.principles !== undefined) {
  refuse([
    "--own-principles and --principles exclude each other: the judge writes its own, or is given some.",
  ]);
}
const token = tokenFrom(values["token-file"]);
const loopback = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/u.test(values.host);
if (!loopback && token === null) {
  refuse([
    `--host ${values.host} lets other machines ask; set DRAMATIS_REWARDS_TOKEN or give --token-file first.`,
  ]);
}
const settings = readDoctorSettings(process.env, {
  baseUrl: values["base-url"],
  model: values.model,
  apiKeyFile: values["api-key-file"],
  dialect: values.dialect,
  file: values.config,
});
if (settings.kind === "refused") refuse(settings.problems);
if (settings.kind === "no-address") refuse([settings.problem]);
if (!settings.modelNamed) refuse(["--base-url: name the judge's model with --model as well."]);
for (const { say } of settings.notes) console.error(say);
const principles = await readPrinciples(values.principles ?? null);
if (!principles.ok) refuse(principles.problems);

const clock = systemClock();
let reader: EpisodeReader | null = null;
let log: EpisodeLogFile | null = null;
if (values.file !== undefined) {
  try {
    reader = await openEpisodeReader(values.file);
    log = await openEpisodeLog({ file: values.file });
  } catch (error) {
    refuse([error instanceof Error ? error.message : "The log cannot be opened."]);
  }
}
const evidencePath = values.evidence ?? join(settings.config.dataDir, "rewards.jsonl");
const evidence = await openEvidenceFile(evidencePath).catch((error: unknown) =>
  refuse([
    `The evidence cannot be written to ${evidencePath} (${codeOf(error)}); name another file with --evidence.`,
  ]),
);
const judge = await openJudge(settings.config, { concurrency, maxTokens }, clock);
const list = values["own-principles"] ? null : principles.list;
const service = createRewardService({
  judge: { ...judge, principles: list },
  clock,
  turns: reader === null ? null : createLoggedTurns(reader),
  log,
  file: evidence,
  begins,
  trouble: (problem) => console.error(problem),
});
const server = createRewardServer({ service, token });
const listening = await server
  .listen(port, values.host)
  .catch((error: unknown) =>
    refuse([
      `Port ${port} on ${values.host} cannot be used (${codeOf(error)}); choose another with --port.`,
    ]),
  );

console.log(
  judge.synthetic
    ? `  ${MEANS_NOTHING}`
    : `  judged by ${judge.model}, ${list === null ? "by principles of its own" : `by ${list.principles.length} principles (${list.edition})`}`,
);
if (list !== null) console.log(`  ${principles.about.replaceAll(/\s+/gu, " ").trim()}`);
const host = values.host.includes(":") ? `[${values.host}]` : values.host;
console.log(`  rewards at http://${host}:${listening}/reward, evidence in ${evidencePath}`);

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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
}
