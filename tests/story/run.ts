import { readAdmissions, scoreAdmissions, type Score } from "./score.ts";

/** `npm run findings`: how well admissions are told from hints, denials, questions and other people's words. */

function line(name: string, { lines, right, wrong, missed, precision, recall }: Score): string {
  const share = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(8);
  return `${name.padEnd(26)}${String(lines).padStart(6)}${String(right).padStart(7)}${String(wrong).padStart(7)}${String(missed).padStart(8)}${share(precision).padStart(12)}${share(recall).padStart(10)}`;
}

const all = readAdmissions();
const held = all.filter((one) => one.held);
const tuned = all.filter((one) => !one.held);
console.log(
  `${"".padEnd(26)}${"lines".padStart(6)}${"right".padStart(7)}${"wrong".padStart(7)}${"missed".padStart(8)}${"precision".padStart(12)}${"recall".padStart(10)}`,
);
const scores: [string, Score][] = [
  ["by signs, held out", await scoreAdmissions(held)],
  ["by signs, tuned on", await scoreAdmissions(tuned)],
  ["by likeness, held out", await scoreAdmissions(held, false)],
  ["by likeness, tuned on", await scoreAdmissions(tuned, false)],
];
for (const [name, score] of scores) console.log(line(name, score));
if (process.argv.includes("--faults"))
  for (const [name, { faults }] of scores) console.log(`\n${name}\n  ${faults.join("\n  ")}`);
