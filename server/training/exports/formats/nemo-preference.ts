import { answerOf, TEXT_MASKS, type Format } from "../format.ts";
import { steadyOrigin } from "./steady-columns.ts";

/**
 * NeMo-RL's preferences: a context and exactly two completions, rank 0 the better one. Its reader adds a column `task_name`
 * of its own and rejects rows that have one.
 */
export const nemoPreference: Format = {
  name: "nemo-preference",
  about: "NeMo-RL: context and two ranked completions, from players' preferences",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    pair({ id, chosen, rejected }, out) {
      out.row("", chosen, () => ({
        context: chosen.messages,
        completions: [
          { rank: 0, completion: answerOf(chosen) },
          { rank: 1, completion: answerOf(rejected) },
        ],
        pair: id,
        ...steadyOrigin(chosen),
      }));
    },
  }),
};
