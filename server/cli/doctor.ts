import { parseArgs } from "node:util";
import { DIALECTS } from "../model/endpoint-config.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import { loadDotEnv, understudyEndpoint } from "./config.ts";
import { examine, type Examination } from "./doctor-walk.ts";
import { readDoctorSettings } from "./doctor-settings.ts";
import { fault, type Finding } from "./finding.ts";
import { systemClock } from "./system-clock.ts";

/** `npm run doctor`: walks the way to the model, hop by hop, and says what is wrong and what to do next. */

const USAGE = `Usage: npm run doctor -- [options]
Without options it examines the endpoint that the server would use.
  --base-url URL       the endpoint, up to and with /v1
  --model NAME         the model; by default the configured one, else the first that is listed
  --api-key-file FILE  a file that holds the key
  --dialect raw|chat   which way to talk to it (default raw)
  --config FILE        settings to read instead of dramatis.config.json
  --json               the verdict as one JSON object
Exit code: 0 healthy, 1 something must be mended, 2 the options or settings cannot be read.`;

function refuse(problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        "base-url": { type: "string" },
        model: { type: "string" },
        "api-key-file": { type: "string" },
        dialect: { type: "string" },
        config: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    return refuse([error instanceof Error ? error.message : "bad arguments", "", USAGE]);
  }
}

const args = readArguments();
if (args.help === true) {
  console.log(USAGE);
  process.exit(0);
}
if (args.dialect !== undefined && !DIALECTS.some((one) => one === args.dialect)) {
  refuse([`--dialect takes ${DIALECTS.join(" or ")}, not "${args.dialect}".`]);
}
loadDotEnv();
const settings = readDoctorSettings(process.env, {
  baseUrl: args["base-url"],
  model: args.model,
  apiKeyFile: args["api-key-file"],
  dialect: args.dialect,
  file: args.config,
});
if (settings.kind === "refused") refuse(settings.problems);
show(await examined());

async function examined(): Promise<Examination> {
  if (settings.kind === "no-address") {
    const next = "Give an address such as http://127.0.0.1:8000/v1.";
    return {
      findings: [fault("address", `The address cannot be read. ${settings.problem}`, next)],
      capabilities: null,
      pace: null,
    };
  }
  if (settings.kind === "refused") return refuse(settings.problems);
  const { config, modelNamed, notes } = settings;
  const clock = systemClock();
  if (config.endpoint !== null) {
    const found = await examine(config.endpoint, clock, { modelNamed });
    return { ...found, findings: [...notes, ...found.findings] };
  }
  const understudy = await startUnderstudy({ seed: config.seed });
  try {
    return await examine(understudyEndpoint(config, understudy.url, UNDERSTUDY_MODEL), clock);
  } finally {
    await understudy.close();
  }
}

function show({ findings, capabilities, pace }: Examination): void {
  const healthy = findings.every(({ state }) => state !== "fault");
  process.exitCode = healthy ? 0 : 1;
  if (args.json === true) {
    console.log(JSON.stringify({ healthy, findings, capabilities, pace }, null, 2));
    return;
  }
  for (const finding of findings) console.log(lineOf(finding));
  console.log(
    healthy
      ? "\nHealthy: this endpoint can be played on."
      : "\nNot healthy: mend what is marked with ✗ and run the doctor again.",
  );
}

function lineOf({ hop, state, say, next }: Finding): string {
  const mark = { ok: "✓", note: "·", fault: "✗" }[state];
  return `${mark} ${hop}: ${say}${next === "" ? "" : `\n    ${next}`}`;
}
