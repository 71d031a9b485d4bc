import { loadDotEnv } from "./config.ts";
import { runDoctor } from "./doctor-run.ts";
import { systemClock } from "./system-clock.ts";

/** `npm run doctor`: walks the way to the model, hop by hop, and says what is wrong and what to do next. */

loadDotEnv();
process.exitCode = await runDoctor(process.argv.slice(2), {
  env: process.env,
  clock: systemClock(),
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
});
