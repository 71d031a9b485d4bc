import { answerOf, TEXT_MASKS, type Format } from "../format.ts";
import { steadyOrigin, steadySpans } from "./steady-columns.ts";

/** TRL's four kinds of rows, in its conversational form; further columns are kept and reach reward functions. */

export const trlSft: Format = {
  name: "trl-sft",
  about: "TRL SFTTrainer: prompt and completion, so that the loss is on the completion alone",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      out.row("", sample, () => ({
        prompt: sample.messages,
        completion: answerOf(sample),
        untaught: steadySpans(sample.untaught),
        ...steadyOrigin(sample),
      }));
    },
  }),
};

export const trlDpo: Format = {
  name: "trl-dpo",
  about: "TRL DPOTrainer: prompt, chosen and rejected, from players' preferences",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    pair({ id, chosen, rejected, shownFirst }, out) {
      out.row("", chosen, () => ({
        prompt: chosen.messages,
        chosen: answerOf(chosen),
        rejected: answerOf(rejected),
        pair: id,
        shown_first: shownFirst,
        ...steadyOrigin(chosen),
      }));
    },
  }),
};

export const trlKto: Format = {
  name: "trl-kto",
  about: "TRL KTOTrainer: prompt, completion and label, from players' opinions",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      const { feedback } = sample.marks;
      if (feedback === null) return out.leaveOut("turns", "no-feedback");
      if (feedback === "mixed") return out.leaveOut("turns", "feedback-mixed");
      out.row("", sample, () => ({
        prompt: sample.messages,
        completion: answerOf(sample),
        label: feedback === "up",
        ...steadyOrigin(sample),
      }));
    },
  }),
};

export const trlGrpo: Format = {
  name: "trl-grpo",
  about: "TRL GRPOTrainer: prompts alone, with the played turn for the reward function",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      out.row("", sample, () => ({
        prompt: sample.messages,
        ground_truth: sample.played,
        ...steadyOrigin(sample),
      }));
    },
  }),
};
