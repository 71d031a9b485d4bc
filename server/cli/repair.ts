import { runRepairCommand } from "./repair-run.ts";
import { loadDotEnv } from "./config.ts";

/** `npm run repair`: HER's reverse engineering, over an episode log or a file of CoSER cases. */

loadDotEnv();
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
process.exitCode = await runRepairCommand(process.argv.slice(2), {
  env: process.env,
  signal: stop.signal,
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
});
