import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Page } from "playwright-core";
import { quantile } from "../bench/report.ts";
import { ARGUMENTS, CHROMIUM } from "../e2e/browser.ts";
import { Player, type PlayerOptions } from "../e2e/player.ts";
import { startServer } from "../e2e/server.ts";
import { createTalkers, type Talkers } from "./talkers.ts";

/**
 * `npm run build && npm run frames [-- --json]`: how fast the game draws in Chromium while six personas stream at once,
 * beside the same scene in silence, in turns within one run. Ends with status 1 only if nothing streamed.
 */

const WORLD = resolve(import.meta.dirname, "../fixtures/worlds/long-evening");
const ROUNDS = 2;
/** Each way for so long in each round, in ms. */
const WINDOW = 6_000;
/** The first word of six answers. */
const STREAMS_WITHIN = 20_000;

const VIEWS: Record<string, PlayerOptions> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
};

interface Drawn {
  /** Between two frames of the browser, in ms. */
  readonly frames: number[];
  /** Steps of the game's own loop. */
  steps: number;
  ms: number;
  /** What the page's own code took, and layout and style, in ms. */
  script: number;
  layout: number;
  letters: number;
  /** How many personas streamed, looked at ten times a second. */
  readonly streaming: number[];
}
const nothing = (): Drawn => ({
  frames: [],
  steps: 0,
  ms: 0,
  script: 0,
  layout: 0,
  letters: 0,
  streaming: [],
});

/** The soak's six, who here hear everyone and stay where they are. */
async function world(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dramatis-frames-"));
  await cp(WORLD, folder, { recursive: true });
  const file = join(folder, "scene.yaml");
  const scene = await readFile(file, "utf8");
  await writeFile(file, scene.replace(/^hearing: .*$/mu, "hearing: 200"));
  await writeFile(join(folder, "life.yaml"), "greets: false\n");
  return folder;
}

async function watch(page: Page, player: Player, talkers: Talkers, into: Drawn): Promise<void> {
  const steps = (await player.probe()).frames;
  const letters = talkers.letters;
  const before = await spent(page);
  const looking = setInterval(() => into.streaming.push(talkers.streaming), 100);
  const seen = await page.evaluate(
    (ms) =>
      new Promise<{ frames: number[]; ms: number }>((done) => {
        const frames: number[] = [];
        const from = performance.now();
        let last = from;
        const draw = (now: number) => {
          frames.push(now - last);
          last = now;
          if (now - from < ms) requestAnimationFrame(draw);
          else done({ frames: frames.slice(1), ms: now - from });
        };
        requestAnimationFrame(draw);
      }),
    WINDOW,
  );
  clearInterval(looking);
  into.frames.push(...seen.frames);
  into.ms += seen.ms;
  into.steps += (await player.probe()).frames - steps;
  into.letters += talkers.letters - letters;
  const after = await spent(page);
  into.script += after.script - before.script;
  into.layout += after.layout - before.layout;
}

/** What Chromium says that a page has cost so far, in ms. */
async function spent(page: Page): Promise<{ script: number; layout: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const of = (name: string) => 1_000 * (metrics.find((one) => one.name === name)?.value ?? 0);
  return { script: of("ScriptDuration"), layout: of("LayoutDuration") + of("RecalcStyleDuration") };
}

const folder = await world();
const server = await startServer(
  {
    // Words alone, at the pace of a small model, so that a turn streams for seconds.
    DRAMATIS_THINKING: "reflex",
    DRAMATIS_UNDERSTUDY_TTFT: "100",
    DRAMATIS_UNDERSTUDY_TPS: "10",
    DRAMATIS_CONCURRENCY_MIN: "12",
  },
  ["--scene", folder],
);
// The Colyseus client prints what the talkers' connections do.
console.info = () => {};
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
const json = process.argv.includes("--json");
const rows: Record<string, Record<string, number | string>> = {};
let streamed = true;
try {
  for (const [view, options] of Object.entries(VIEWS)) {
    const player = await Player.open(browser, server.url, options);
    await player.enter("Watcher");
    const talkers = await createTalkers(server.url);
    const [silent, loud] = [nothing(), nothing()];
    for (let round = 0; round < ROUNDS; round++) {
      await watch(player.page, player, talkers, silent);
      talkers.start();
      for (let waited = 0; waited < STREAMS_WITHIN && talkers.streaming < 6; waited += 50)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await watch(player.page, player, talkers, loud);
      await talkers.stop();
    }
    const heard = (await player.probe()).transcript?.entries.filter(
      ({ kind }) => kind === "persona",
    );
    const shown = new Set(heard?.map(({ speaker }) => speaker)).size;
    rows[`${view}, silent`] = rowOf(silent);
    rows[`${view}, six stream`] = {
      ...rowOf(loud),
      ratio: (mean(silent.frames) / mean(loud.frames)).toFixed(2),
    };
    if (loud.letters < 200 || shown < 6) {
      streamed = false;
      console.log(
        `${view}: ${loud.letters} letters of ${shown} personas came: nothing was measured`,
      );
    }
    for (const fault of player.faults) console.log(`${view}: the page said: ${fault}`);
    await talkers.leave();
    await player.close();
  }
} finally {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
if (json) console.log(JSON.stringify(rows));
else {
  console.log(
    `Frames of the game in ${CHROMIUM}, drawn without a graphics card; each row ${(ROUNDS * WINDOW) / 1_000} s, taken in turns.`,
  );
  console.table(rows);
}
process.exit(streamed ? 0 : 1);

function rowOf({
  frames,
  steps,
  ms,
  script,
  layout,
  letters,
  streaming,
}: Drawn): Record<string, number | string> {
  return {
    "frames/s": ((frames.length * 1_000) / ms).toFixed(1),
    "game steps/s": ((steps * 1_000) / ms).toFixed(1),
    "frame p50 ms": quantile(frames, 0.5).toFixed(1),
    "frame p95 ms": quantile(frames, 0.95).toFixed(1),
    "frames/s, p5": (1_000 / quantile(frames, 0.95)).toFixed(1),
    "script ms/frame": (script / Math.max(1, frames.length)).toFixed(2),
    "layout ms/frame": (layout / Math.max(1, frames.length)).toFixed(2),
    "letters/s": ((letters * 1_000) / ms).toFixed(0),
    "streams at once": mean(streaming).toFixed(1),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
