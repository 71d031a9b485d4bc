import type { ExportOrder } from "./export-order.ts";
import type { FormatRun } from "./format.ts";
import { reasonsInWords, type Tally } from "./left-out.ts";

/** Why no row came of an order, and which switch would change that. */
export function nothingInWords(
  order: ExportOrder,
  tallies: Readonly<Record<"turns" | "calls" | "pairs", Tally>>,
  episodes: number,
  run: FormatRun,
): string {
  const { turns, calls, pairs } = tallies;
  if (turns.seen === 0) {
    return episodes === 0
      ? "There is nothing to export: the log holds no episode. Play a scene first."
      : "There is nothing to export: no episode that was asked for holds a turn of a persona.";
  }
  const parts = [`Of ${turns.seen} turns: ${reasonsInWords(turns).join("; ") || "none left out"}.`];
  if (calls.taken > 0 && reasonsInWords(calls).length > 0) {
    parts.push(`Of ${calls.seen} calls: ${reasonsInWords(calls).join("; ")}.`);
  }
  if (run.pair !== undefined && run.turn === undefined) {
    parts.push(
      pairs.seen === 0
        ? `No player said which of two versions is better, and ${order.format.name} is made of that.`
        : `Of ${pairs.seen} preferences: ${reasonsInWords(pairs).join("; ")}.`,
    );
  }
  return `There is nothing to export. ${parts.join(" ")}`;
}
