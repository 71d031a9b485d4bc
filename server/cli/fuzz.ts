import { parseArgs } from "node:util";
import { problemsOf, showingOf } from "../roleplay/parser/leak-check.ts";
import { hostileTurn, type HostileTurn } from "../roleplay/parser/tag-mutator.ts";
import { seededRandom } from "./seeded-random.ts";

/**
 * `npm run fuzz -- --minutes N [--seed S]`: tries mutated turns on the streaming parser until the time is over.
 * Turn number n comes from seed S + n alone, so that any one can be had again with `--minutes 0 --seed`.
 */

/** After so many failing turns there is nothing more to learn. */
const ENOUGH_FAILURES = 200;

interface Failure {
  readonly seed: number;
  readonly turn: HostileTurn;
  readonly problems: readonly string[];
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function readArguments(): { minutes: number; seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "1" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
      },
    });
    const minutes = Number(values.minutes);
    const seed = Number(values.seed);
    if (!(minutes >= 0 && minutes <= 10_000))
      return refuse(`--minutes is '${values.minutes}'; a number of minutes is expected`);
    if (!Number.isSafeInteger(seed) || seed < 0)
      return refuse(`--seed is '${values.seed}'; a whole number from 0 is expected`);
    return { minutes, seed };
  } catch (error) {
    return refuse(
      `${error instanceof Error ? error.message : error}; npm run fuzz -- --minutes N [--seed S]`,
    );
  }
}

function tryTurn(seed: number): Failure | null {
  const random = seededRandom(seed);
  const turn = hostileTurn(random);
  const problems = problemsOf(turn, random);
  return problems.length === 0 ? null : { seed, turn, problems };
}

const { minutes, seed } = readArguments();
console.log(`seed ${seed}, ${minutes} minutes`);
const until = performance.now() + minutes * 60_000;
let runs = 0;
let failures = 0;
let smallest: Failure | null = null;
do {
  const failure = tryTurn(seed + runs);
  runs += 1;
  if (failure === null) continue;
  failures += 1;
  if (smallest === null || failure.turn.text.length < smallest.turn.text.length) smallest = failure;
} while (performance.now() < until && failures < ENOUGH_FAILURES);

console.log(`${runs} turns, ${failures} failed`);
if (smallest !== null) {
  const { turn, problems } = smallest;
  console.log(`\nthe smallest, again with: npm run fuzz -- --minutes 0 --seed ${smallest.seed}`);
  console.log(`  done to it: ${turn.operators.join(", ")}`);
  console.log(`  text:  ${JSON.stringify(turn.text)}`);
  if (turn.recent.length > 0) console.log(`  recent: ${JSON.stringify(turn.recent)}`);
  if (turn.hidden.length > 0) console.log(`  hidden: ${JSON.stringify(turn.hidden)}`);
  console.log(`  shown: ${JSON.stringify(showingOf(turn, [turn.text]).shown)}`);
  for (const problem of problems) console.log(`  ${problem}`);
}
process.exit(failures === 0 ? 0 : 1);
