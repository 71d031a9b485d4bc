import { mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { chromium } from "playwright-core";
import { ARGUMENTS, CHROMIUM } from "./browser.ts";
import { playFile } from "./play-file.ts";
import { serveStage } from "./stage/build.ts";

/**
 * Plays the built game in Chromium: `npm run build && npm run e2e [-- part of a file's name [part of a check's name]]`.
 * `E2E_SHOTS` names a folder for pictures, `E2E_CHROMIUM` another browser, `E2E_URL` a server that runs already,
 * `E2E_PATIENCE` how many milliseconds one check may take, `E2E_LANES` how many files play side by side. A check that
 * fails is played once more; one that holds only then is told as `AGAIN`, with what went wrong at first.
 */

const PICTURES = process.env["E2E_SHOTS"] ?? "";
/** How long one check may take, in milliseconds; a busy machine needs more. */
const PATIENCE = Number(process.env["E2E_PATIENCE"] ?? 240_000);
/** Checks wait for words to be spoken more than they compute. */
const LANES = Number(process.env["E2E_LANES"] ?? Math.min(3, availableParallelism()));

const [wanted = "", named = ""] = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".e2e.ts") && file.includes(wanted))
  .toSorted();
if (PICTURES !== "") mkdirSync(PICTURES, { recursive: true });

/** Built once for all files that need it. */
let stage: ReturnType<typeof serveStage> | undefined;
let passed = 0;
let failed = 0;
try {
  await Promise.all(Array.from({ length: Math.min(LANES, files.length) }, playLane));
} finally {
  await (await stage)?.close();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** Plays files until none is left, in a browser of its own: one that hangs holds up no other. */
async function playLane(): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
  try {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const started = performance.now();
      const played = await playFile(file, {
        browser,
        named,
        pictures: PICTURES,
        patience: PATIENCE,
        running: process.env["E2E_URL"],
        stageUrl: async () => (await (stage ??= serveStage())).url,
      }).catch((error: unknown) => ({
        passed: 0,
        failed: 1,
        told: [`  FAIL  ${error instanceof Error ? error.message : String(error)}`],
      }));
      passed += played.passed;
      failed += played.failed;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      if (played.told.length > 0)
        console.log([`\n${file} (${seconds} s)`, ...played.told].join("\n"));
    }
  } finally {
    await browser.close();
  }
}
