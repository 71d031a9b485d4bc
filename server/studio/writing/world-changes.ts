import type { SheetChanged } from "../../../shared/studio/writing.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { keyOfSheet } from "./sheet-keys.ts";

/** What changes in a world from now on, until the caller is gone. */
export async function* changesOf(
  shelf: WorldShelf,
  world: string,
  gone: AbortSignal,
): AsyncGenerator<SheetChanged> {
  const waiting: SheetChanged[] = [];
  let wake = () => {};
  const stop = shelf.onChange((change) => {
    if (change.world !== world) return;
    waiting.push({ sheet: keyOfSheet(change.sheet), what: change.what, by: change.by });
    // Whoever reads slowly loads a sheet anew anyway: the oldest news are of no use.
    if (waiting.length > 200) waiting.shift();
    wake();
  });
  gone.addEventListener("abort", () => wake());
  try {
    while (!gone.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
  }
}
