import { parseArgs } from "node:util";
import {
  FAULTS,
  parseFault,
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type PlannedFault,
} from "../model/understudy/index.ts";

/** `npm run understudy`: the stand-in alone, for trying clients against it. */

const USAGE = `Usage: npm run understudy -- [options]
  --port N        listen here (default: any free port)
  --host ADDRESS  default 127.0.0.1: nobody outside this machine
  --seed N        the same seed and prompt give the same turn (default 1)
  --ttft MS       to the first token (default 0)
  --tps N         tokens per second, 0 for as fast as possible (default 0)
  --think TOKENS  length of system thinking (default 60)
  --fault NAME[@before|during|after][:rate]   may be given several times
Faults:
${Object.entries(FAULTS)
  .map(([name, what]) => `  ${name.padEnd(18)}${what}`)
  .join("\n")}
One request alone can ask for a fault with the header x-understudy-fault.`;

function fail(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function read(): ReturnType<typeof parsed> {
  try {
    return parsed();
  } catch (error) {
    return fail(error instanceof Error ? error.message : "These options cannot be read.");
  }
}

function parsed() {
  return parseArgs({
    options: {
      port: { type: "string" },
      host: { type: "string" },
      seed: { type: "string" },
      ttft: { type: "string" },
      tps: { type: "string" },
      think: { type: "string" },
      fault: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  }).values;
}

function number(name: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0 || value > most)
    fail(`--${name} takes a number from 0 to ${most}, not "${text}".`);
  return value;
}

const values = read();
if (values.help === true) {
  console.log(USAGE);
  process.exit(0);
}
const faults: PlannedFault[] = (values.fault ?? []).map((text) => {
  const fault = parseFault(text);
  return typeof fault === "string" ? fail(fault) : fault;
});

try {
  const understudy = await startUnderstudy({
    port: number("port", values.port, 0, 65_535),
    host: values.host ?? "127.0.0.1",
    seed: number("seed", values.seed, 1, Number.MAX_SAFE_INTEGER),
    ttft: number("ttft", values.ttft, 0, 600_000),
    tps: number("tps", values.tps, 0, 1_000_000),
    think: number("think", values.think, 60, 20_000),
    faults,
  });
  console.log(
    `The understudy plays at ${understudy.url} as ${UNDERSTUDY_MODEL}: a scripted stand-in, not a model (synthetic: true).`,
  );
  const stop = (): void => void understudy.close().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE")
    fail(
      `Port ${values.port} is taken: choose another with --port, or leave it out for any free one.`,
    );
  if (code === "EACCES")
    fail(`This user may not listen on port ${values.port}: choose one above 1023.`);
  fail(`The understudy could not start: ${code ?? "unknown reason"}.`);
}
