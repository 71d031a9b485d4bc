import { originOf, TEXT_MASKS, type Format } from "../format.ts";

/** slime's prompt data: `--input-key input --label-key label --metadata-key metadata --apply-chat-template`. */
export const slime: Format = {
  name: "slime",
  about: "slime: JSON lines with input, label and metadata",
  files: { "": {} },
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      out.row("", sample, (index) => ({
        input: sample.messages,
        label: sample.played,
        metadata: { index, ...originOf(sample) },
      }));
    },
  }),
};
