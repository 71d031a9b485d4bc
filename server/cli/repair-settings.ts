import { parseArgs } from "node:util";
import { REPAIR_TASKS, type RepairTask } from "../training/repair/repair-item.ts";
import type { Config } from "./config.ts";
import { readDoctorSettings } from "./doctor-settings.ts";
import type { Environment } from "./setting-sources.ts";

export const REPAIR_USAGE = `Usage: npm run repair -- TASK --from SOURCE --out DIR [options]

  role-thinking     thoughts of characters added or reworded; speech and actions stay word for word
  system-thinking   planning thoughts drafted where there are none, and rewritten into third person
  reorder           small actions and thoughts change places by rule; long thoughts are spread by a model
  settings          facts that a dialogue shows and a sheet lacks, each with its quote, as a diff

  --from SOURCE     an episode log, or a file of CoSER cases (FILE.json, or FILE.json#3 for case 3)
  --out DIR         rows.jsonl, manifest.json, and the journal that a stopped run goes on from
  --yes             ask the model; without it only the estimate is printed and nothing is asked
  --limit N         at most N dialogues (a dialogue is one character's part of an episode or case)
  --seed S          the seed sent with each call (default 0)
  --concurrency N   calls at once (default 4)
  --no-drafts       system-thinking: write what is missing in the rewrite, without a draft of its own
  --persona FILE    settings: show the diff of this persona's YAML file alone
  --apply           settings: write the shown facts into --persona FILE; only together with --yes

  --base-url URL, --model NAME, --api-key-file FILE, --dialect raw|chat, --config FILE
                    the endpoint; otherwise the configured one, else the understudy, whose rows mean nothing
`;

/** Everything a repair is started with. */
export interface RepairSettings {
  readonly task: RepairTask;
  readonly from: string;
  readonly out: string;
  readonly yes: boolean;
  readonly limit: number | null;
  readonly seed: number;
  readonly concurrency: number;
  readonly drafting: boolean;
  readonly persona: string | null;
  readonly apply: boolean;
  readonly config: Config;
  readonly notes: readonly string[];
}

export type RepairSettingsRead =
  | { readonly kind: "ready"; readonly settings: RepairSettings }
  | { readonly kind: "help" }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Reads the command line and the environment; each problem is a sentence that says what to do. */
export function readRepairSettings(args: readonly string[], env: Environment): RepairSettingsRead {
  const read = readArguments(args);
  if (typeof read === "string") return { kind: "refused", problems: [read] };
  const { values, positionals } = read;
  if (values.help) return { kind: "help" };
  const problems: string[] = [];
  const task = REPAIR_TASKS.find((one) => one === positionals[0]);
  if (task === undefined || positionals.length > 1) {
    problems.push(`Which task? Name one: ${REPAIR_TASKS.join(", ")}.`);
  }
  const { from = "", out = "" } = values;
  if (from === "") problems.push("--from: name an episode log, or a file of CoSER cases.");
  if (out === "") problems.push("--out: name a folder for the rows.");
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most) {
      problems.push(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
    }
    return value;
  };
  const limit =
    values.limit === undefined ? null : whole("limit", values.limit, 1, Number.MAX_SAFE_INTEGER);
  const seed = whole("seed", values.seed, 0, 2 ** 31 - 1);
  const concurrency = whole("concurrency", values.concurrency, 1, 256);
  if (values.persona !== undefined && task !== "settings") {
    problems.push("--persona belongs to the task settings.");
  }
  if (values.apply && values.persona === undefined) {
    problems.push("--apply: name the file to change with --persona.");
  }
  if (values.apply && !values.yes) {
    problems.push("--apply changes a file, and does so only together with --yes.");
  }
  const endpoint = readDoctorSettings(env, {
    baseUrl: values["base-url"],
    model: values.model,
    apiKeyFile: values["api-key-file"],
    dialect: values.dialect,
    file: values.config,
  });
  if (endpoint.kind === "refused") problems.push(...endpoint.problems);
  else if (endpoint.kind === "no-address") problems.push(endpoint.problem);
  else if (!endpoint.modelNamed) problems.push("--base-url: name its model with --model as well.");
  if (problems.length > 0 || task === undefined || endpoint.kind !== "ready") {
    return { kind: "refused", problems };
  }
  const { yes, apply, persona = null } = values;
  const drafting = !values["no-drafts"];
  const { config } = endpoint;
  const notes = endpoint.notes.map(({ say }) => say);
  return {
    kind: "ready",
    settings: {
      task,
      from,
      out,
      yes,
      limit,
      seed,
      concurrency,
      drafting,
      persona,
      apply,
      config,
      notes,
    },
  };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: "string" },
        out: { type: "string" },
        yes: { type: "boolean", default: false },
        limit: { type: "string" },
        seed: { type: "string", default: "0" },
        concurrency: { type: "string", default: "4" },
        "no-drafts": { type: "boolean", default: false },
        persona: { type: "string" },
        apply: { type: "boolean", default: false },
        "base-url": { type: "string" },
        model: { type: "string" },
        "api-key-file": { type: "string" },
        dialect: { type: "string" },
        config: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}
