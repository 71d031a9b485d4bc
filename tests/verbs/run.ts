import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { matchAction } from "../../server/roleplay/verbs/match-action.ts";
import { matchKeywords } from "./keyword-matcher.ts";
import { HALVES, labelledActions, LANGUAGES } from "./labelled-actions.ts";
import { deedText, scoreOf, type Matcher, type Score } from "./matching-score.ts";

/** `npm run verbs [-- --misses]`: how often a deed that is read from an action was meant, and how often a meant one is read. */

const GOAL = 0.95;
const matcher: Matcher = (text, names) => matchAction(text, BUILT_IN_VERBS, names).deeds;
const naive: Matcher = (text, names) => matchKeywords(text, BUILT_IN_VERBS, names);
const all = labelledActions();

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(8);
function row(name: string, { actions, labelled, precision, recall, found, right }: Score): string {
  const counts = `${right} right of ${found} found, ${labelled} meant`;
  return `${name.padEnd(26)}${String(actions).padStart(7)}${percent(precision)}${percent(recall)}   ${counts}`;
}

console.log(`${"".padEnd(26)}actions   prec.  recall`);
for (const language of LANGUAGES)
  for (const half of HALVES) {
    const some = all.filter((one) => one.language === language && one.half === half);
    console.log(row(`${language} ${half}`, scoreOf(some, matcher)));
  }
const whole = scoreOf(all, matcher);
console.log(row("all", whole));
console.log(row("all, by keywords alone", scoreOf(all, naive)));
const none = all.filter(({ deeds }) => deeds.length === 0).length;
console.log(`${none} of ${all.length} actions do nothing (${percent(none / all.length).trim()})`);

const times = all
  .map(({ text, names }) => {
    const before = performance.now();
    matchAction(text, BUILT_IN_VERBS, names);
    return performance.now() - before;
  })
  .sort((a, b) => a - b);
const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
console.log(`one action takes ${at(0.5)} ms in the middle, ${at(0.95)} ms at the 95th percentile`);

if (process.argv.includes("--misses"))
  for (const { action, wrong, missed } of whole.misses) {
    console.log(`\n${action.language} ${action.half}: ${action.text}`);
    if (wrong.length > 0) console.log(`  wrong:  ${wrong.map(deedText).join(", ")}`);
    if (missed.length > 0) console.log(`  missed: ${missed.map(deedText).join(", ")}`);
  }

if (whole.precision < GOAL) console.log(`\nPrecision is below ${percent(GOAL).trim()}.`);
process.exit(whole.precision < GOAL ? 1 : 0);
