import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import type { ModelCall } from "../../server/stage/ports.ts";
import { ExportError, exportEpisodes } from "../../server/training/exports/index.ts";
import { seeded } from "../doubles/a-scene.ts";
import { pythonWith } from "../doubles/find-python.ts";
import { logOf, playEvenings, type Evening, type PlayedTurn } from "./evenings.ts";
import { eveningLines, UNHEARD } from "./lines.ts";
import { runPython, serve, type Said } from "./python-steps.ts";

/**
 * `npm run loop`: the understudy plays, its turns are exported, a tiny model in Qwen3's shape with random weights is
 * trained on them, and Dramatis plays a scene with that model, logs it and exports it again. Needs Python with torch and
 * nothing else; takes a GPU where torch finds one.
 */

const USAGE = `Usage: npm run loop [-- options]
  --evenings N   evenings that the understudy plays, three lines each (80)
  --steps N      steps of fine-tuning (400), two turns each
  --dpo N        steps of preference tuning after it (20)
  --keep DIR     keep logs, exports and weights in this folder
  --json FILE    the figures as JSON
`;

const { values } = parseArgs({
  options: {
    evenings: { type: "string", default: "80" },
    steps: { type: "string", default: "400" },
    dpo: { type: "string", default: "20" },
    keep: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const python = pythonWith(["torch"]);
if (!python.found) {
  console.error(python.words);
  process.exit(1);
}
const folder = resolve(values.keep ?? mkdtempSync(join(tmpdir(), "dramatis-loop-")));
try {
  const figures = await closeTheLoop(python.command);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
  process.exitCode = figures.spoke > 0 && figures.exportedAgain > 0 && figures.replays ? 0 : 1;
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

async function closeTheLoop(command: string) {
  console.log(`Python: ${python.found ? python.versions : ""}`);
  const [stageOne, stageTwo] = [join(folder, "understudy"), join(folder, "tiny")];
  for (const one of [stageOne, stageTwo]) mkdirSync(one, { recursive: true });

  const random = seeded(11);
  const evenings = Array.from({ length: Number(values.evenings) }, (): Evening => {
    return { lines: eveningLines(random), retakeEvery: 3 };
  });
  let played = 0;
  await playEvenings(
    stageOne,
    {
      DRAMATIS_PROFILE: "capture",
      DRAMATIS_UNDERSTUDY_TTFT: "0",
      DRAMATIS_UNDERSTUDY_TPS: "100000",
      DRAMATIS_UNDERSTUDY_THINK: "8",
    },
    evenings,
    () => {
      played += 1;
    },
  );
  console.log(
    `1. The understudy played ${evenings.length} evenings: ${played} turns, each third one twice.`,
  );

  const rows = await exported(stageOne, "axolotl-tokenized", {
    exact: true,
    includeSynthetic: true,
  });
  const pairs = await exported(stageOne, "trl-dpo", { includeSynthetic: true });
  console.log(`2. Exported: ${rows.rows} rows of axolotl-tokenized, ${pairs.rows} of trl-dpo.`);

  console.log("3. Fine-tuning on axolotl-tokenized, with its labels for a mask:");
  const tuned = join(folder, "tuned.pt");
  const sft = await runPython(
    command,
    "train.py",
    ["sft", "--rows", rows.train, "--out", tuned, "--steps", values.steps, "--batch", "2"],
    print,
  );
  const shape = await runPython(command, "shape.py", [tuned]);
  print(shape);
  console.log("4. Preference tuning on trl-dpo:");
  const preferring = join(folder, "preferring.pt");
  const dpo = await runPython(
    command,
    "train.py",
    ["dpo", "--rows", pairs.train, "--model", tuned, "--out", preferring, "--steps", values.dpo],
    print,
  );

  const served = await serve(command, preferring);
  const stages: Stage[] = [];
  try {
    for (const profile of ["capture", "play"] as const) {
      const words =
        profile === "capture" ? "captured, as the policy is" : "with the sampling of play";
      console.log(
        `5. ${served.model} (weights ${served.weights}) plays lines it never met, ${words}:`,
      );
      const turns: PlayedTurn[] = [];
      await playEvenings(
        stageTwo,
        {
          DRAMATIS_PROFILE: profile,
          DRAMATIS_BASE_URL: served.url,
          DRAMATIS_MODEL: served.model,
          DRAMATIS_SEED: profile === "capture" ? "1" : "2",
        },
        [0, 3, 6, 9].map((from) => ({ lines: UNHEARD.slice(from, from + 3), retakeEvery: 0 })),
        (turn) => {
          turns.push(turn);
          console.log(`   Player: ${turn.asked}\n   Hanna [${turn.outcome}]: ${shownOf(turn)}`);
        },
      );
      const whole = turns.filter(({ outcome }) => outcome === "complete");
      stages.push({
        profile,
        turns: turns.length,
        complete: whole.length,
        visible: whole.filter(({ visible }) => visible.length > 0).length,
        spoke: turns.filter(speaks).length,
      });
    }
  } finally {
    await served.close();
  }
  const spoke = stages.reduce((sum, one) => sum + one.spoke, 0);

  const again = await exported(stageTwo, "axolotl-tokenized", { exact: true });
  const calls = await exported(stageTwo, "calls", { exact: true });
  const replay = spawnSync(
    process.execPath,
    ["server/cli/episodes.ts", "replay", "latest", "--check", "--file", logOf(stageTwo)],
    { cwd: resolve(import.meta.dirname, "../.."), encoding: "utf8" },
  );
  const speed = await speedOf(stageTwo);
  console.log(
    `6. Its turns, exported again: ${again.rows} rows of axolotl-tokenized, ${calls.rows} of calls.`,
  );
  console.log(`   Replay: ${replay.stdout.trim().split("\n").at(-1) ?? replay.stderr}`);

  const figures = {
    python: python.found ? python.versions : null,
    device: sft["device"] ?? null,
    evenings: evenings.length,
    turns: played,
    rows: rows.rows,
    pairs: pairs.rows,
    sft,
    dpo,
    shape,
    stages,
    spoke,
    tokensPerSecond: speed,
    exportedAgain: again.rows,
    replays: replay.status === 0,
  };
  console.log("");
  for (const { profile, turns, complete, visible, spoke: said } of stages) {
    console.log(
      `${profile.padEnd(8)} ${turns} turns: ${complete} complete, ${visible} with something to see or hear, ${said} with speech`,
    );
  }
  console.log(
    `loss     ${lossOf(sft, "first")} to ${lossOf(sft, "last")}, held out ${String(sft["held"])}; preferences ${String(dpo["before"])} to ${String(dpo["after"])} on ${String(dpo["of"])} pairs, ${String(dpo["won"])} of them learned`,
  );
  console.log(`speed    ${speed} tokens/s`);
  return figures;
}

interface Stage {
  readonly profile: string;
  readonly turns: number;
  readonly complete: number;
  readonly visible: number;
  readonly spoke: number;
}

function shownOf({ visible }: PlayedTurn): string {
  return visible.map(({ kind, text }) => (kind === "action" ? `*${text}*` : text)).join(" ");
}

/** A model's own words: what an author wrote for when it fails does not count. */
function speaks({ outcome, visible }: PlayedTurn): boolean {
  const own = outcome === "complete" || outcome === "cut";
  return own && visible.some(({ kind, text }) => kind === "speech" && text.trim() !== "");
}

async function exported(
  from: string,
  format: string,
  more: { readonly exact?: boolean; readonly includeSynthetic?: boolean },
): Promise<{ rows: number; train: string }> {
  const reader = await openEpisodeReader(logOf(from));
  try {
    const out = join(from, format);
    const { rows, files } = await exportEpisodes({ reader, format, out, validation: 0, ...more });
    return { rows, train: join(out, files[0] ?? "") };
  } catch (error) {
    // A model that learned too little says nothing that may be learned.
    if (error instanceof ExportError && error.code === "nothing") return { rows: 0, train: "" };
    throw error;
  } finally {
    await reader.close();
  }
}

/** Sampled tokens a second from the first to the last, over all calls. */
async function speedOf(stage: string): Promise<number> {
  const reader = await openEpisodeReader(logOf(stage));
  let [tokens, seconds] = [0, 0];
  for (const { id } of await reader.list()) {
    for await (const { event } of reader.events(id)) {
      if (event.type !== "model-call") continue;
      const { completionTokenIds, timing } = event.call as unknown as ModelCall;
      if (!completionTokenIds || timing.firstText === null) continue;
      tokens += completionTokenIds.length;
      seconds += (timing.end - timing.firstText) / 1000;
    }
  }
  await reader.close();
  return Math.round(tokens / Math.max(0.001, seconds));
}

function lossOf(said: Said, when: "first" | "last"): string {
  return String((said[when] as { loss?: number } | undefined)?.loss);
}

function print(line: Said): void {
  console.log(`   ${JSON.stringify(line)}`);
}
