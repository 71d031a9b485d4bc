import type { Prompt, PromptMessage } from "../observation.ts";
import { CONVERSATION_START } from "./prompt-history.ts";

/** What is left of a prompt that did not fit: reliability row 6. */
const SHARE = 0.75;

/**
 * The prompt with its oldest history dropped until three quarters of its length are left. The sheet, the mark of the
 * beginning and the last message stay, whatever they take; the first message is still the user's.
 */
export function shorterPrompt(prompt: Prompt): Prompt {
  const { system, messages, prefill } = prompt;
  const room = lengthOf(messages) + system.length + prefill.length;
  let left = Math.floor(room * SHARE) - system.length - prefill.length;
  let from = messages.length;
  while (from > 0 && (from === messages.length || left >= sizeOf(messages[from - 1]))) {
    from -= 1;
    left -= sizeOf(messages[from]);
  }
  if (from === 0) from = 1;
  // What the persona said itself answers something: it does not stand first.
  while (from < messages.length - 1 && messages[from]?.role !== "user") from += 1;
  const [first, ...rest] = messages.slice(from);
  if (first === undefined) return prompt;
  const content = first.content.startsWith(CONVERSATION_START)
    ? first.content
    : `${CONVERSATION_START}\n\n${first.content}`;
  return { system, messages: [{ ...first, content }, ...rest], prefill };
}

function sizeOf(message: PromptMessage | undefined): number {
  return message?.content.length ?? 0;
}
function lengthOf(messages: readonly PromptMessage[]): number {
  return messages.reduce((sum, message) => sum + sizeOf(message), 0);
}
