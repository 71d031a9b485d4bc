import { TEXT_MASKS, type Format } from "../format.ts";
import type { Message } from "../sample.ts";

/** LLaMA-Factory's sharegpt rows, with a `dataset_info.json` that names each folder. */
export const llamafactory: Format = {
  name: "llamafactory",
  about: "LLaMA-Factory: sharegpt with strict turns, ranking and KTO, with dataset_info.json",
  files: { sft: {}, ranking: {}, kto: {} },
  folders: true,
  template: true,
  masks: TEXT_MASKS,
  open: () => ({
    turn(sample, out) {
      const { messages, completion, marks } = sample;
      const system = systemOf(messages);
      const conversations = alternating([...messages, { role: "assistant", content: completion }]);
      out.row("sft", sample, () => ({ conversations, system }));
      if (marks.feedback === "up" || marks.feedback === "down") {
        const kto_tag = marks.feedback === "up";
        out.row("kto", sample, () => ({ conversations, system, kto_tag }));
      }
    },
    pair({ chosen, rejected }, out) {
      out.row("ranking", chosen, () => ({
        conversations: alternating(chosen.messages),
        chosen: { from: "gpt", value: chosen.completion },
        rejected: { from: "gpt", value: rejected.completion },
        system: systemOf(chosen.messages),
      }));
    },
    beside(splits) {
      const info: Record<string, object> = {};
      for (const [file, names] of Object.entries(splits)) {
        for (const split of names) {
          info[`dramatis_${file}_${split}`] = {
            file_name: `${file}_${split}`,
            formatting: "sharegpt",
            ...(file === "ranking" ? { ranking: true } : {}),
            columns: {
              messages: "conversations",
              system: "system",
              ...(file === "ranking" ? { chosen: "chosen", rejected: "rejected" } : {}),
              ...(file === "kto" ? { kto_tag: "kto_tag" } : {}),
            },
          };
        }
      }
      return { "dataset_info.json": `${JSON.stringify(info, null, 2)}\n` };
    },
  }),
};

function systemOf(messages: readonly Message[]): string {
  return messages.find(({ role }) => role === "system")?.content ?? "";
}

/** Human and gpt in strict turn, the human first: neighbours of one side become one message. */
export function alternating(messages: readonly Message[]): { from: string; value: string }[] {
  const turns: { from: string; value: string }[] = [];
  for (const { role, content } of messages) {
    if (role === "system") continue;
    const from = role === "user" ? "human" : "gpt";
    const last = turns.at(-1);
    if (last?.from === from) last.value = `${last.value}\n\n${content}`;
    else if (last === undefined && from === "gpt") {
      turns.push({ from: "human", value: "===Conversation Start===" }, { from, value: content });
    } else turns.push({ from, value: content });
  }
  return turns;
}
