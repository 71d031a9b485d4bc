import { parseArgs } from "node:util";
import { DIALECTS } from "../model/endpoint-config.ts";
import type { ProbePatience } from "../model/probe/probe.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type { Clock } from "../stage/ports.ts";
import { understudyEndpoint } from "./config.ts";
import { readDoctorSettings, type DoctorSettings } from "./doctor-settings.ts";
import { examine, type Examination } from "./doctor-walk.ts";
import { fault, type Finding } from "./finding.ts";
import type { Environment } from "./setting-sources.ts";

const USAGE = `Usage: npm run doctor -- [options]
Without options it examines the endpoint that the server would use.
  --base-url URL       the endpoint, up to and with /v1
  --model NAME         the model; by default the configured one, else the first that is listed
  --api-key-file FILE  a file that holds the key
  --dialect raw|chat   which way to talk to it (default raw)
  --config FILE        settings to read instead of dramatis.config.json
  --json               the verdict as one JSON object
Exit code: 0 healthy, 1 something must be mended, 2 the options or settings cannot be read.`;

/** What the doctor needs of the world: its words' way out, its time, and how long it waits. */
export interface DoctorsRoom {
  readonly env: Environment;
  readonly clock: Clock;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly patience?: ProbePatience;
}

/** Examines an endpoint as the arguments say; resolves with the exit code. */
export async function runDoctor(args: readonly string[], room: DoctorsRoom): Promise<0 | 1 | 2> {
  const read = readArguments(args);
  if ("problem" in read) {
    room.complain(`${read.problem}\n\n${USAGE}`);
    return 2;
  }
  if (read.help === true) {
    room.print(USAGE);
    return 0;
  }
  const settings = readDoctorSettings(room.env, {
    baseUrl: read["base-url"],
    model: read.model,
    apiKeyFile: read["api-key-file"],
    dialect: read.dialect,
    file: read.config,
  });
  if (settings.kind === "refused") {
    for (const problem of settings.problems) room.complain(problem);
    return 2;
  }
  const examination = await examined(settings, room);
  const healthy = examination.findings.every(({ state }) => state !== "fault");
  room.print(
    read.json === true
      ? JSON.stringify({ healthy, ...examination }, null, 2)
      : [...examination.findings.map(lineOf), "", healthy ? WELL : ILL].join("\n"),
  );
  return healthy ? 0 : 1;
}

const WELL = "Healthy: this endpoint can be played on.";
const ILL = "Not healthy: mend what is marked with ✗ and run the doctor again.";

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "base-url": { type: "string" },
        model: { type: "string" },
        "api-key-file": { type: "string" },
        dialect: { type: "string" },
        config: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    const { dialect } = values;
    return dialect === undefined || DIALECTS.some((one) => one === dialect)
      ? values
      : { problem: `--dialect takes ${DIALECTS.join(" or ")}.` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "These options cannot be read." };
  }
}

async function examined(
  settings: Exclude<DoctorSettings, { kind: "refused" }>,
  { clock, patience }: DoctorsRoom,
): Promise<Examination> {
  if (settings.kind === "no-address") {
    const next = "Give an address such as http://127.0.0.1:8000/v1.";
    const finding = fault("address", `The address cannot be read. ${settings.problem}`, next);
    return { findings: [finding], capabilities: null, pace: null };
  }
  const { config, modelNamed, notes } = settings;
  const waits = patience === undefined ? {} : { patience };
  if (config.endpoint !== null) {
    const found = await examine(config.endpoint, clock, { modelNamed, ...waits });
    return { ...found, findings: [...notes, ...found.findings] };
  }
  const understudy = await startUnderstudy({ seed: config.seed });
  try {
    const endpoint = understudyEndpoint(config, understudy.url, UNDERSTUDY_MODEL);
    return await examine(endpoint, clock, waits);
  } finally {
    await understudy.close();
  }
}

const MARKS = { ok: "✓", note: "·", fault: "✗" } as const;

function lineOf({ hop, state, say, next }: Finding): string {
  return `${MARKS[state]} ${hop}: ${say}${next === "" ? "" : `\n    ${next}`}`;
}
