import { ORIGIN_COLUMNS, originOf, TEXT_MASKS, type Format } from "../format.ts";
import { dialogueText } from "../her-text.ts";

const MESSAGES = { list: { struct: { role: "string", content: "string" } } } as const;

/** verl's RL data set: prompts alone, with the played turn as the baseline that a reward compares with. */
export const verl: Format = {
  name: "verl",
  about: "verl: parquet of prompts with ground_truth, and HER's answer and solution beside it",
  files: {
    "": {
      columns: {
        data_source: "string",
        prompt: MESSAGES,
        ability: "string",
        reward_model: {
          struct: {
            style: "string",
            ground_truth: "string",
            answer: "string",
            solution: "string",
          },
        },
        extra_info: {
          struct: {
            index: "int",
            ...ORIGIN_COLUMNS,
            persona_name: "string",
            prompt: MESSAGES,
          },
        },
      },
    },
  },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      const { messages, played, scene } = sample;
      out.row("", sample, (index) => ({
        data_source: scene === null ? "dramatis" : `dramatis/${scene}`,
        prompt: messages,
        ability: "roleplay",
        reward_model: {
          style: "model",
          ground_truth: played,
          answer: played,
          // HER's reward service reads this one column as JSON.
          solution: JSON.stringify({
            input: dialogueText(messages),
            ref_answer: played,
            golden_type: "3",
          }),
        },
        // verl gives its reward function this and no prompt: with the baseline it is all that a judge needs.
        extra_info: {
          index,
          ...originOf(sample),
          persona_name: sample.persona.name,
          prompt: messages,
        },
      }));
    },
  }),
};
