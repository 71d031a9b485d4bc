import type { Prompt } from "../../roleplay/observation.ts";
import type { ModelCall } from "../../stage/ports.ts";

/** How prompts look on the wire, in each dialect of the model edge. */
export interface Dialects {
  /** The text of a raw call. */
  raw(prompt: Prompt): string;
  /** The texts of a chat call, with whatever the edge does to them. */
  chat(prompt: Prompt): Prompt;
}

/** What a call sent, and what it would send with this prompt, as texts to be compared byte by byte. */
export function sentAndRebuilt(
  call: ModelCall,
  prompt: Prompt,
  dialects: Dialects,
): { readonly sent: string; readonly rebuilt: string } {
  const { request } = call;
  if (call.dialect === "raw") {
    const sent = request["prompt"];
    // Both are on record, and both must be what was meant.
    const text = typeof sent === "string" ? sent : (call.promptText ?? "");
    const other = call.promptText === null || call.promptText === text;
    return { sent: other ? text : (call.promptText ?? ""), rebuilt: dialects.raw(prompt) };
  }
  const { system, messages, prefill } = dialects.chat(prompt);
  // An endpoint that would answer a prefilled turn anew is sent none.
  const begun = request["continue_final_message"] === true;
  const rebuilt = [
    { role: "system", content: system },
    ...messages.map(({ role, content }) => ({ role, content })),
    ...(begun ? [{ role: "assistant", content: prefill }] : []),
  ];
  return { sent: textOf(request["messages"]), rebuilt: textOf(rebuilt) };
}

/** Line by line, so that a difference can be found in it. */
function textOf(messages: unknown): string {
  if (!Array.isArray(messages)) return "";
  return messages
    .map((one: unknown) => {
      const { role, content } = Object(one) as { role?: unknown; content?: unknown };
      return `${String(role)}\n${String(content)}\n`;
    })
    .join("");
}
