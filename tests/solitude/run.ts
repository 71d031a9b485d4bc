import { parseArgs } from "node:util";
import { figuresOf } from "./figures.ts";
import { playAlone } from "./solitude.ts";

/** `npm run solitude`: the default world without players, what its people say to each other, and how often again. */

const { values } = parseArgs({
  options: {
    world: { type: "string", default: "salt-lantern" },
    turns: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    quiet: { type: "boolean", default: false },
  },
});
const began = performance.now();
const run = await playAlone(values.world, {
  turns: Number(values.turns),
  seed: Number(values.seed),
});
const figures = figuresOf(run.turns, run.minutes);
if (!values.quiet) console.log(`${run.transcript.join("\n")}\n`);

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
console.log(
  [
    `${values.world} without players: ${run.turns.length} turns in ${run.minutes.toFixed(1)} simulated minutes, played by the understudy (a stand-in) in ${((performance.now() - began) / 1000).toFixed(1)} s`,
    `4-grams said before in the run   ${percent(figures.repeated)}`,
    ...[...figures.repeatedBy].map(([name, share]) => `  ${name.padEnd(30)} ${percent(share)}`),
    `self-replies                     ${figures.selfReplies}`,
    `longest back-and-forth           ${figures.longestExchange} turns`,
    `turns a simulated minute         ${figures.perMinute.toFixed(2)}`,
    `turns without a word             ${figures.silent}`,
    `why they spoke                   ${[...figures.rules].map(([rule, n]) => `${rule} ${n}`).join(", ")}`,
  ].join("\n"),
);
