import { parseArgs } from "node:util";
import { scoreScrubbing, type KindScore } from "./score.ts";

/** `npm run scrub-recall [-- --items N --seed N --faults]`: how much of names and personal data is found. */

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "4000" },
    seed: { type: "string", default: "20261121" },
    faults: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const half = Math.floor(Number(values.items) / 2);
const seed = Number(values.seed);
const scores = {
  fresh: scoreScrubbing("fresh", half, seed + 2),
  held: scoreScrubbing("held", half, seed),
  tuned: scoreScrubbing("tuned", half, seed + 1),
};
const CALLED = { fresh: "fresh", held: "held out", tuned: "tuned on" } as const;

if (values.json) console.log(JSON.stringify({ items: half * 2, seed, ...scores }, null, 2));
else {
  const row = (...cells: readonly (string | number)[]): void =>
    console.log(
      cells
        .map((cell, at) => (at === 0 ? String(cell).padEnd(22) : String(cell).padStart(9)))
        .join(""),
    );
  row("", "items", "found", "recall", "torn");
  for (const name of ["fresh", "held", "tuned"] as const) {
    const { kinds } = scores[name];
    const whole = kinds.reduce(
      (sum, one) => ({
        kind: "all",
        items: sum.items + one.items,
        found: sum.found + one.found,
        torn: sum.torn + one.torn,
      }),
      { kind: "all", items: 0, found: 0, torn: 0 } as KindScore,
    );
    for (const { kind, items, found, torn } of [whole, ...kinds])
      row(
        `${CALLED[name]}, ${kind}`,
        items,
        found,
        `${((found / items) * 100).toFixed(2)} %`,
        torn,
      );
  }
  for (const name of ["fresh", "held", "tuned"] as const) {
    const { innocent } = scores[name];
    console.log(
      `innocent texts with the ${CALLED[name]} roster: ${innocent.changed} of ${innocent.texts} changed`,
    );
  }
  console.log(
    `seed ${seed}; free text may identify a person all the same, and is not counted here`,
  );
}
if (values.faults)
  for (const [name, { faults }] of Object.entries(scores))
    console.log(`\n${name}\n  ${faults.join("\n  ")}`);
