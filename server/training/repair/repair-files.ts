import { createHash } from "node:crypto";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { RepairCost } from "./cost.ts";
import type { RepairEnd } from "./repair-job.ts";
import type { RepairTask } from "./repair-item.ts";

/** The layout of rows and manifest, raised when either changes. */
export const REPAIR_FORMAT = 1;
export const ROWS_FILE = "rows.jsonl";
export const JOURNAL_FILE = "journal.jsonl";
export const MANIFEST_FILE = "manifest.json";

/** What is said wherever a stand-in wrote. */
export const MEANS_NOTHING =
  "A stand-in was asked, not a model: these rows show that the way works, and mean nothing.";

/** What a manifest tells beside the figures of the run. */
export interface RepairOrder {
  readonly task: RepairTask;
  readonly from: string;
  readonly model: string;
  readonly synthetic: boolean;
  readonly seed: number;
  readonly limit: number | null;
  readonly drafting: boolean;
  readonly dialogues: number;
  /** What of the source was not asked about, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly estimate: RepairCost;
}

/** Puts rows and manifest into the folder, each whole or not at all; for their owner alone, as the log is. */
export async function writeRepairFiles(
  folder: string,
  order: RepairOrder,
  end: RepairEnd,
): Promise<void> {
  const rows = end.rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await writeWhole(join(folder, ROWS_FILE), rows);
  const { rows: all, ...figures } = end;
  const manifest = {
    format: REPAIR_FORMAT,
    ...order,
    complete: end.unanswered === 0,
    rows: {
      file: ROWS_FILE,
      count: all.length,
      sha256: createHash("sha256").update(rows).digest("hex"),
      synthetic: all.filter(({ synthetic }) => synthetic).length,
    },
    promptVersions: [...new Set(all.flatMap(({ promptVersion }) => promptVersion ?? []))].sort(),
    ...figures,
    about: [
      ...(order.synthetic && all.some(({ model }) => model !== null) ? [MEANS_NOTHING] : []),
      "Rows hold thoughts of characters and ids of the log: they are as private as their source.",
    ],
  };
  await writeWhole(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function writeWhole(path: string, text: string): Promise<void> {
  const handle = await open(`${path}.partial`, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.partial`, path);
}
