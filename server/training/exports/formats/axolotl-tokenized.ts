import type { Format } from "../format.ts";
import { missingEnd } from "./end-token.ts";

/** Axolotl's pre-tokenised rows, one for each call: exactly what was sampled, with -100 where nothing is learned. */
export const axolotlTokenized: Format = {
  name: "axolotl-tokenized",
  about: "Axolotl: input_ids, attention_mask and labels, without any template",
  files: { "": {} },
  tokens: true,
  template: false,
  masks:
    "labels are -100 for the prompt with all that was forced or prefilled, for tokens of cut text, and for nothing else. " +
    "Where an endpoint leaves the token that ends a turn out of its ids, it is added and learned.",
  open: () => ({
    turn(sample, out) {
      for (const { call, mask, used, exact } of sample.calls) {
        if (!used) continue;
        const { promptTokenIds: prompt, completionTokenIds: sampled } = call;
        if (!exact) out.leaveOut("calls", "names-in-tokens");
        else if (!prompt || !sampled || mask === null) out.leaveOut("calls", "no-token-ids");
        else {
          const labels = sampled.map((id, at) => (mask[at] === 1 ? id : -100));
          if (labels.every((label) => label === -100)) {
            out.leaveOut("calls", "empty");
            continue;
          }
          const token = missingEnd(call);
          const end = token === null ? [] : [token];
          const input_ids = [...prompt, ...sampled, ...end];
          out.row("", sample, () => ({
            input_ids,
            attention_mask: input_ids.map(() => 1),
            labels: [...prompt.map(() => -100), ...labels, ...end],
          }));
        }
      }
    },
  }),
};
