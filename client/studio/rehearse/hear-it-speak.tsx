import { useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { BeginRehearsal, Begun, SheetWish } from "../../../shared/studio/rehearsal.ts";
import { ask } from "../api.ts";
import { words } from "./words.ts";

/** From the form of a persona to its first words with one press, however unfinished it is. */
export function HearItSpeak({
  world,
  persona,
  written,
  failed,
}: {
  readonly world: string;
  readonly persona: string;
  /** What stands in the form, once it is kept; `kept` names what the server has it as. */
  readonly written: () => Promise<{
    readonly yaml: string;
    readonly kept: "draft" | "plays" | null;
  }>;
  readonly failed: (problem: StudioProblem) => void;
}) {
  const [busy, setBusy] = useState(false);

  async function hear(): Promise<void> {
    setBusy(true);
    const { yaml, kept } = await written();
    const sheet: SheetWish =
      kept === null
        ? { version: null, yaml, unfinished: true }
        : { version: kept === "draft" ? "draft" : null, unfinished: true };
    const order: Partial<BeginRehearsal> = {
      world,
      personas: [persona],
      stage: "alone",
      sheets: { [persona]: sheet },
    };
    const begun = await ask<Begun>("/rehearsals", { method: "POST", body: order });
    setBusy(false);
    if (!begun.ok) {
      failed(begun.problem);
      return;
    }
    // Its own first words; should they not come, one can say something to it all the same.
    await ask(`/rehearsals/${begun.value.id}/play`, { method: "POST", body: { turns: 1 } });
    location.hash = `#/rehearse/r/${begun.value.id}`;
  }

  return (
    <button type="button" class="hear" disabled={busy} onClick={() => void hear()}>
      {busy ? words.beginning : words.hear}
    </button>
  );
}
