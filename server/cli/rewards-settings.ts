import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DIALECTS } from "../model/endpoint-config.ts";
import type { Speaker } from "../training/rewards/judged-text.ts";
import type { Config } from "./config.ts";
import { readDoctorSettings } from "./doctor-settings.ts";
import type { Environment } from "./setting-sources.ts";

/** What `npm run rewards` was told, and how it is told. */
export const REWARDS_USAGE = `Usage: npm run rewards -- [options]

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

/** Everything the reward service is started with. */
export interface RewardsSettings {
  readonly config: Config;
  /** What else the operator should know of the endpoint that was named. */
  readonly notes: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly token: string | null;
  /** The judge writes its own principles. */
  readonly ownPrinciples: boolean;
  /** A designer's file; null for none. */
  readonly principles: string | null;
  readonly concurrency: number;
  readonly maxTokens: number;
  /** The episode log; null for none. */
  readonly log: string | null;
  readonly evidence: string;
  readonly begins: Speaker["begins"];
}

export type RewardsSettingsRead =
  | { readonly kind: "ready"; readonly settings: RewardsSettings }
  | { readonly kind: "help" }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Reads the command line and the environment; each problem is a sentence that says what to do. */
export function readRewardsSettings(
  args: readonly string[],
  env: Environment,
): RewardsSettingsRead {
  const values = readArguments(args);
  if (typeof values === "string") return refused(values);
  if (values.help) return { kind: "help" };
  const problems: string[] = [];
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    const fits = text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most;
    if (!fits)
      problems.push(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
    return value;
  };
  const port = whole("port", values.port, 0, 65_535);
  const concurrency = whole("concurrency", values.concurrency, 1, 512);
  const maxTokens = whole("max-tokens", values["max-tokens"], 256, 65_536);
  const begins = BEGINS.find((one) => one === values.begins);
  if (begins === undefined) problems.push(`--begins takes ${BEGINS.join(", ")}.`);
  const { dialect, host, file } = values;
  if (dialect !== undefined && !DIALECTS.some((one) => one === dialect)) {
    problems.push(`--dialect takes ${DIALECTS.join(" or ")}.`);
  }
  if (values["own-principles"] && values.principles !== undefined) {
    problems.push(
      "--own-principles and --principles exclude each other: the judge writes its own, or is given some.",
    );
  }
  const endpoint = readDoctorSettings(env, {
    baseUrl: values["base-url"],
    model: values.model,
    apiKeyFile: values["api-key-file"],
    dialect,
    file: values.config,
  });
  if (endpoint.kind === "refused") problems.push(...endpoint.problems);
  else if (endpoint.kind === "no-address") problems.push(endpoint.problem);
  else if (!endpoint.modelNamed)
    problems.push("--base-url: name the judge's model with --model as well.");
  const path = values["token-file"];
  const token =
    path !== undefined
      ? tokenIn(path, problems)
      : endpoint.kind === "ready"
        ? (endpoint.config.rewardsToken?.expose() ?? null)
        : null;
  if (!LOOPBACK.test(host) && token === null && problems.length === 0) {
    problems.push(
      `--host ${host} lets other machines ask; set DRAMATIS_REWARDS_TOKEN or give --token-file first.`,
    );
  }
  if (problems.length > 0 || endpoint.kind !== "ready" || begins === undefined) {
    return refused(...problems);
  }
  const { config, notes } = endpoint;
  return {
    kind: "ready",
    settings: {
      config: values.model === undefined ? config : withoutExpectation(config),
      notes: notes.map(({ say }) => say),
      port,
      host,
      token,
      ownPrinciples: values["own-principles"],
      principles: values.principles ?? null,
      concurrency,
      maxTokens,
      log: file ?? null,
      evidence: values.evidence ?? join(config.dataDir, "rewards.jsonl"),
      begins,
    },
  };
}

const BEGINS = ["expected", "prefilled", "none"] as const;
const LOOPBACK = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/u;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
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
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

/** Null where the file has no token that can be used, which is told. */
function tokenIn(path: string, problems: string[]): string | null {
  let token = "";
  try {
    token = readFileSync(path, "utf8").trim();
  } catch {
    problems.push(`--token-file: ${path} cannot be read.`);
    return null;
  }
  if (/^[\x21-\x7e]{16,512}$/u.test(token)) return token;
  problems.push(
    `--token-file: ${path} holds no token; expected 16 visible ASCII characters or more.`,
  );
  return null;
}

/** The name that is expected of the model that plays says nothing of another one. */
function withoutExpectation(config: Config): Config {
  return config.endpoint === null
    ? config
    : { ...config, endpoint: { ...config.endpoint, expectModel: null } };
}

function refused(...problems: readonly string[]): RewardsSettingsRead {
  return { kind: "refused", problems };
}
