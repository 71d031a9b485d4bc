import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMemoryFile } from "../../server/episodes/memory/memory-store.ts";
import { runRecallSuite, type Outcome, type RecallReport } from "./recall-suite.ts";

/** `npm run recall [-- --json] [--misses]`: what personas remember of what they were told, and to whom it never comes back. */

const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "recall-"));
const reports = new Map<string, RecallReport>();
try {
  for (const language of ["en", "zh"] as const) {
    const file = join(folder, `${language}.sqlite`);
    let store = await openMemoryFile({ file });
    reports.set(
      language,
      await runRecallSuite({
        language,
        store,
        reopen: async () => {
          await store.close();
          store = await openMemoryFile({ file });
          return store;
        },
      }),
    );
    await store.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const share = (outcomes: readonly Outcome[], of: "recalled" | "first" | "answered"): string => {
  const hits = outcomes.filter((one) => one[of]).length;
  return `${hits}/${outcomes.length} (${((100 * hits) / Math.max(1, outcomes.length)).toFixed(0)} %)`;
};
const leaks = [...reports.values()].flatMap((report) => report.leaks);
if (args.includes("--json")) {
  console.log(JSON.stringify(Object.fromEntries(reports), null, 2));
} else {
  for (const [language, { outcomes, probes, stillInTalk, fillerTurns }] of reports) {
    console.log(
      `\n${language}: ${outcomes.length / 2} facts, ${fillerTurns} turns in between, ${stillInTalk} still in the talk`,
    );
    for (const when of ["after 100 turns", "after a restart"] as const) {
      for (const set of ["first", "held"] as const) {
        const some = outcomes.filter((one) => one.when === when && one.fact.set === set);
        if (some.length === 0) continue;
        console.log(
          `  ${when.padEnd(16)} ${set.padEnd(6)} recalled into the prompt ${share(some, "recalled")}, before all else ${share(some, "first")}, answered ${share(some, "answered")}`,
        );
      }
    }
    console.log(`  ${probes} probes for what is not theirs to know`);
    if (args.includes("--misses")) {
      for (const { fact, when, recalled, answered, first } of outcomes)
        if (!recalled || !answered || !first)
          console.log(
            `    ${fact.id} ${when} ${recalled ? (first ? "first, not said" : "recalled, not first") : "NOT RECALLED"}: ${fact.said} | ${fact.asked}`,
          );
    }
  }
  console.log(`\n${leaks.length} leaks`);
  for (const { how, fact, where } of leaks)
    console.log(`  LEAK in the ${where}: ${fact.id}, ${how}`);
}
process.exit(leaks.length === 0 ? 0 : 1);
