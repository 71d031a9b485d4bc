import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as z from "zod";
import { LeakCase, tryCase } from "../roleplay/parser/conformance.ts";
import { seededRandom } from "./seeded-random.ts";

/** `npm run conformance -- FILE [--seed N]`: tries a file of hostile model outputs on the streaming parser. */

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function readArguments(): { file: string; seed: number } {
  try {
    const { values, positionals } = parseArgs({
      options: { seed: { type: "string", default: "1" } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined) return refuse("which file? npm run conformance -- FILE [--seed N]");
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed))
      return refuse(`--seed is '${values.seed}'; a whole number is expected`);
    return { file, seed };
  } catch (error) {
    return refuse(
      `${error instanceof Error ? error.message : error}; npm run conformance -- FILE [--seed N]`,
    );
  }
}

function readCases(file: string): LeakCase[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return refuse(`${file} cannot be read; is the path right?`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = z.array(LeakCase).min(1).safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(
    `${file} is not a list of cases {id, chunks, must_not_contain, must_contain}: at ${issue?.path.join(".") || "the top"}: ${issue?.message}`,
  );
}

const { file, seed } = readArguments();
const random = seededRandom(seed);
let passed = 0;
let failed = 0;
for (const leak of readCases(file)) {
  const failures = tryCase(leak, random);
  if (failures.length === 0) {
    passed += 1;
    continue;
  }
  failed += 1;
  console.log(
    `\n${leak.id}${leak.why === undefined ? "" : ` (${leak.why})`}: ${failures.length} of its cuttings failed`,
  );
  // Many cuttings fail in the same way: each way is told once, with all the cuttings it stands for.
  const ways = Map.groupBy(failures, ({ problem }) => problem);
  for (const [problem, same] of ways) {
    console.log(`  ${problem}`);
    console.log(`    in ${same.map(({ cutting }) => cutting).join(", ")}`);
  }
}
console.log(`\nseed ${seed}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
