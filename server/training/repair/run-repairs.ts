import { createHash } from "node:crypto";
import { repairPrompt } from "./dialogue-prompt.ts";
import type { Finished, Journal } from "./journal.ts";
import { nameOfDialogue } from "./own-dialogue.ts";
import type { AskWriter, RepairItem } from "./repair-item.ts";

export interface RunOptions {
  readonly ask: AskWriter;
  readonly journal: Journal;
  /** Questions asked at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** Calls made by this run, repairs among them. */
  readonly calls: number;
  readonly failed: number;
}

/** What a run came to. `unanswered` questions got no answer and are asked again by the next run. */
export interface RunEnd {
  readonly finished: readonly { readonly item: RepairItem; readonly outcome: Finished }[];
  readonly unanswered: number;
  readonly calls: number;
}

/** After so many questions in a row without any answer a run stops: nobody is there. */
const SILENT = 5;

/**
 * Asks what the journal has not finished, a bounded number at once. An answer that does not hold is repaired at most
 * once. Outcomes come in the order of the items. Rejects with the signal's reason on abort; what is finished stays.
 */
export async function runRepairs(
  items: readonly RepairItem[],
  { ask, journal, concurrency, signal, progress }: RunOptions,
): Promise<RunEnd> {
  let calls = 0;
  let silent = 0;
  let failed = 0;
  const keys = items.map(keyOf);
  const open = items
    .map((_, index) => index)
    .filter((index) => !journal.finished.has(keys[index]!));
  let done = items.length - open.length;

  const asked = (...args: Parameters<AskWriter>): ReturnType<AskWriter> => {
    signal.throwIfAborted();
    calls += 1;
    return ask(...args);
  };

  async function finish(item: RepairItem, key: string): Promise<Finished | null> {
    const first = await asked(item.prompt, item.maxTokens, signal);
    if (first === null) return null;
    let read = item.read(first);
    const repaired = read.problems.length > 0;
    if (repaired) {
      const prompt = repairPrompt(item.prompt, first, read.problems);
      const second = await asked(prompt, item.maxTokens, signal);
      if (second === null) return null;
      const again = item.read(second);
      // A repair that is worse than what it repairs counts for nothing.
      if (again.rows !== null || read.rows === null) read = again;
    }
    const { rows, dropped = {} } = read;
    const failed = rows === null ? (read.why ?? "wrong-shape") : null;
    return { key, rows: rows ?? item.left(failed ?? ""), failed, repaired, dropped };
  }

  async function work(): Promise<void> {
    for (let next = open.shift(); next !== undefined && silent < SILENT; next = open.shift()) {
      const outcome = await finish(items[next]!, keys[next]!);
      signal.throwIfAborted();
      if (outcome === null) {
        silent += 1;
        continue;
      }
      silent = 0;
      await journal.add(outcome);
      done += 1;
      if (outcome.failed !== null) failed += 1;
      progress({ done, all: items.length, calls, failed });
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;

  const finished = items.flatMap((item, index) => {
    const outcome = journal.finished.get(keys[index]!);
    return outcome === undefined ? [] : [{ item, outcome }];
  });
  return { finished, unanswered: items.length - finished.length, calls };
}

/** Names a question by its place and by every word of it: what was changed is asked anew. */
export function keyOf(item: RepairItem): string {
  const words = createHash("sha256").update(JSON.stringify([item.edition, item.prompt]));
  return `${nameOfDialogue(item.dialogue)}:${words.digest("hex").slice(0, 24)}`;
}
