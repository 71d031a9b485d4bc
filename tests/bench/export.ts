import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchReport } from "./report.ts";

interface Measured {
  readonly arm: string;
  readonly seconds: number;
  readonly cpu: number;
  /** Peak resident size. */
  readonly megabytes: number;
  readonly rows: number;
  /** Of the files, in MB. */
  readonly size: number;
}

/** Limits of the export: time against the same rows as plain JSON lines, and peak resident size in MB. */
const GOALS = { ratio: 1.3, megabytes: 700 } as const;
/** What is compared is written twice, the arms in turns, so that what else the machine does meets both. */
const ORDER = ["read", "jsonl", "parquet", "jsonl", "parquet"];

/** Writes turns that are made on the way as token-level parquet and as plain JSON lines, each in its own process. */
export async function benchExport(how: {
  quick: boolean;
  turns: number | null;
}): Promise<BenchReport> {
  const turns = how.turns ?? (how.quick ? 10_000 : 100_000);
  const load = loadavg()[0] ?? 0;
  const measured = (turns > 200_000 ? ORDER.slice(0, 3) : ORDER).map((arm) => measure(arm, turns));
  const best = (arm: string, of: "seconds" | "cpu"): number =>
    Math.min(...measured.filter((one) => one.arm === arm).map((one) => one[of]));
  const ratio = (of: "seconds" | "cpu"): number => best("parquet", of) / best("jsonl", of);
  const peak = Math.max(
    ...measured.filter(({ arm }) => arm === "parquet").map(({ megabytes }) => megabytes),
  );
  const table = [
    `Export of ${turns} turns, one call each: ~650 token ids, 150 log probabilities, 4 KB of text`,
    `Load of the machine before it: ${load.toFixed(1)} on ${availableParallelism()} cores`,
    line("arm", "seconds", "CPU s", "rows/s", "peak MB", "size MB"),
    ...measured.map((one) =>
      line(
        NAMES[one.arm] ?? one.arm,
        one.seconds.toFixed(1),
        one.cpu.toFixed(1),
        String(Math.round(turns / one.seconds)),
        one.megabytes.toFixed(0),
        one.size.toFixed(0),
      ),
    ),
    `Best time against best time ${ratio("seconds").toFixed(2)}, CPU against CPU ${ratio("cpu").toFixed(2)}`,
  ].join("\n");
  return {
    table,
    goals: [
      {
        name: `export: ${turns} turns as parquet, time against plain JSON lines`,
        goal: `<= ${GOALS.ratio}`,
        value: ratio("seconds"),
        met: ratio("seconds") <= GOALS.ratio,
      },
      {
        name: `export: ${turns} turns as parquet, peak resident size, MB`,
        goal: `< ${GOALS.megabytes}`,
        value: peak,
        met: peak < GOALS.megabytes,
      },
    ],
  };
}

const NAMES: Readonly<Record<string, string>> = {
  read: "rows made, none written",
  jsonl: "plain JSON lines",
  parquet: "calls, parquet with zstd",
};

function measure(arm: string, turns: number): Measured {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-bench-"));
  try {
    const program = join(import.meta.dirname, "export-process.ts");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, arm, String(turns), join(folder, "out")],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`the arm ${arm} failed: ${stderr}`);
    return { arm, ...(JSON.parse(stdout) as Omit<Measured, "arm">) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function line(name: string, ...cells: string[]): string {
  return [name.padEnd(28), ...cells.map((cell) => cell.padStart(10))].join("");
}
