import { answerOf, TEXT_MASKS, type Format } from "../format.ts";
import { steadyOrigin, steadySpans } from "./steady-columns.ts";

/**
 * OpenRLHF: `input` and `output` for fine-tuning, `input` and `label` for RL, `prompt`, `chosen` and `rejected` for
 * preferences; all with `apply_chat_template`.
 */
export const openrlhf: Format = {
  name: "openrlhf",
  about: "OpenRLHF: JSON lines with input, output and label, and pairs where there are any",
  files: { "": {}, preference: {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      out.row("", sample, () => ({
        input: sample.messages,
        output: answerOf(sample),
        label: sample.played,
        datasource: "dramatis",
        untaught: steadySpans(sample.untaught),
        ...steadyOrigin(sample),
      }));
    },
    pair({ id, chosen, rejected }, out) {
      out.row("preference", chosen, () => ({
        prompt: chosen.messages,
        chosen: answerOf(chosen),
        rejected: answerOf(rejected),
        pair: id,
        ...steadyOrigin(chosen),
      }));
    },
  }),
};
