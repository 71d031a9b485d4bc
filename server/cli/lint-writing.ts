import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { LANGUAGES, type Language } from "../../shared/protocol.ts";
import { wordsOf } from "../roleplay/writing/finding-words.ts";
import { lintWorld } from "../roleplay/writing/lint-world.ts";
import { sheetTokens } from "../roleplay/writing/lint-length.ts";
import { readNamedWorld } from "../worlds/read-staging.ts";

/** `npm run lint-writing -- WORLD [--language en|zh] [--context TOKENS]`: reads a world as an editor would. */

const USAGE =
  "usage: npm run lint-writing -- WORLD [--language en|zh] [--context TOKENS]   (WORLD: a name below assets/worlds, or a folder)";

function orders() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { language: { type: "string", default: "en" }, context: { type: "string" } },
    });
    const [world] = positionals;
    const language = LANGUAGES.find((one): one is Language => one === values.language);
    const context = values.context === undefined ? 8_192 : Number(values.context);
    if (world === undefined || positionals.length > 1 || language === undefined) return null;
    return Number.isInteger(context) && context >= 512 ? { world, language, context } : null;
  } catch {
    return null;
  }
}

const given = orders();
if (given === null) {
  console.error(USAGE);
  process.exit(2);
}
const { world: named, language, context } = given;
const read = await readNamedWorld(named, join(resolve(import.meta.dirname, "../.."), "assets"));
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  console.error("\nThis world is not sound yet, and only a sound world is read.");
  process.exit(2);
}
const { world } = read;
const findings = lintWorld(world, { contextTokens: context });
for (const finding of findings) {
  const { what, why, todo } = wordsOf(finding, language);
  const { where, path } = finding;
  const sheet = where.part === "persona" ? `personas/${where.key}` : where.part;
  console.log(`${sheet}: ${path.join(".")} [${finding.code}, ${finding.severity}]`);
  console.log(`  ${what}\n  ${why}\n  ${todo}\n`);
}
for (const { id, name } of world.personas) {
  const tokens = sheetTokens(world, id);
  const share = Math.round((tokens / context) * 100);
  console.log(`${name}: about ${tokens} tokens, ${share} % of a prompt of ${context}`);
}
const problems = findings.filter(({ severity }) => severity === "problem").length;
console.log(
  `\n${problems} ${problems === 1 ? "problem" : "problems"}, ${findings.length - problems} to consider`,
);
process.exit(problems === 0 ? 0 : 1);
