import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve as absolute } from "node:path";
import { createInterface } from "node:readline";
import { exportEpisodes, FORMATS } from "../../server/training/exports/index.ts";
import { pythonWith } from "../doubles/find-python.ts";
import { readerOf, theLog } from "../training/exports/an-evening.ts";

/**
 * `npm run readers [-- FOLDER]`: every format, read by the code of those who take it. With a folder, one export each in
 * folders named like the formats; otherwise the evenings of the tests. TRAINERS is a folder of checkouts (trl, verl,
 * datasets, OpenRLHF, slime, LLaMA-Factory, axolotl, RL, peft); what is installed for Python is taken from there.
 */

const [given] = process.argv.slice(2);
const python = pythonWith(["pyarrow"]);
if (!python.found) {
  console.error(python.words);
  process.exit(1);
}
const folder = given ?? mkdtempSync(join(tmpdir(), "dramatis-readers-"));
try {
  if (given === undefined) {
    for (const { name, tokens } of FORMATS) {
      // A file for each row shows whether columns keep their type from one to the next.
      for (const [out, shardRows] of [
        [join(folder, name), 50_000],
        [join(folder, "one-by-one", name), 1],
      ] as const) {
        mkdirSync(join(folder, "one-by-one"), { recursive: true });
        await exportEpisodes({
          reader: readerOf(theLog()),
          format: name,
          out,
          key: new Uint8Array(32),
          validation: 0,
          keepUnbalanced: true,
          exact: tokens === true,
          shardRows,
        });
      }
    }
  }
  const rewards = await startRewards(folder);
  try {
    const reading = spawn(python.command, [join(import.meta.dirname, "readers.py"), folder], {
      stdio: "inherit",
      env: { ...process.env, REWARD_SERVICE_URL: rewards.url },
    });
    process.exitCode = await new Promise<number>((resolve) => {
      reading.once("error", () => resolve(1));
      reading.once("close", (code) => resolve(code ?? 1));
    });
  } finally {
    rewards.stop();
  }
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}

/** The real service with the understudy for a judge, as `npm run rewards` starts it. */
async function startRewards(evidence: string): Promise<{ url: string; stop(): void }> {
  const root = absolute(import.meta.dirname, "../..");
  const child = spawn(
    process.execPath,
    ["server/cli/rewards.ts", "--port", "0", "--evidence", join(evidence, "rewards.evidence")],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+\/reward/u.exec(line) ?? [];
    if (url !== undefined) return { url, stop: () => child.kill() };
  }
  throw new Error("the reward service did not start");
}
