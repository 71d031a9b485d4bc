import { answerOf, TEXT_MASKS, type Format, type RowOut } from "../format.ts";
import type { Row } from "../row-file.ts";
import type { Sample } from "../sample.ts";
import { steadyOrigin, steadySpans } from "./steady-columns.ts";

/** HER's two sets for fine-tuning: conversations, and single turns of which each thinks for itself. */

export const herSftSingle: Format = {
  name: "her-sft-single",
  about: "HER: one row for each turn, each with its own system thinking",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      if (sample.systemThinking === "") return out.leaveOut("turns", "no-system-thinking");
      out.row("", sample, () => herRow(sample));
    },
  }),
};

/**
 * A persona's whole conversation is the prompt of its last turn with that turn. A conversation whose oldest lines were
 * cut from the prompt goes on in a new row.
 */
export const herSftMulti: Format = {
  name: "her-sft-multi",
  about: "HER: one row for each conversation of a persona, system thinking in its last turn alone",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open() {
    const held = new Map<string, Sample>();
    function release(persona: string, out: RowOut): void {
      const sample = held.get(persona);
      if (sample !== undefined) out.row("", sample, () => herRow(sample));
      held.delete(persona);
    }
    return {
      turn(sample, out) {
        if (sample.systemThinking === "") return out.leaveOut("turns", "no-system-thinking");
        const { id } = sample.persona;
        if (sample.afterCut) release(id, out);
        else if (held.has(id)) out.leaveOut("turns", "earlier-turn");
        held.set(id, sample);
      },
      episodeEnd(out) {
        for (const persona of held.keys()) release(persona, out);
      },
    };
  },
};

function herRow(sample: Sample): Row {
  return {
    messages: [...sample.messages, ...answerOf(sample)],
    trace_id: `${sample.episode}_${sample.persona.id}`,
    character: sample.persona.name,
    source_id: sample.turn,
    turn_index: sample.turnIndex,
    untaught: steadySpans(sample.untaught),
    ...steadyOrigin(sample),
  };
}
