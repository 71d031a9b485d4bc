import type { ModelCall } from "../../stage/ports.ts";
import type { Message } from "./sample.ts";

/** A logged call's prompt as messages, and what the assistant's turn already began with. */
export interface CallPrompt {
  readonly messages: readonly Message[];
  readonly prefill: string;
}

const OPEN = "<|im_start|>";
const CLOSE = "<|im_end|>\n";

/** Reads the prompt back out of a call, raw or chat; null where it is in no layout of ours. */
export function promptOf(call: ModelCall): CallPrompt | null {
  const prompt = call.dialect === "chat" ? fromMessages(call.request) : fromChatml(call.promptText);
  return prompt !== null && isWhole(prompt.messages) ? prompt : null;
}

/** Texts were made inert before they were rendered, so no control token can stand inside one. */
function fromChatml(text: string | null): CallPrompt | null {
  if (text === null) return null;
  const messages: Message[] = [];
  let at = 0;
  while (text.startsWith(OPEN, at)) {
    const line = text.indexOf("\n", at);
    const role = roleOf(text.slice(at + OPEN.length, line));
    if (line === -1 || role === null) return null;
    const end = text.indexOf(CLOSE, line + 1);
    if (end === -1) {
      return role === "assistant" ? { messages, prefill: text.slice(line + 1) } : null;
    }
    messages.push({ role, content: text.slice(line + 1, end) });
    at = end + CLOSE.length;
  }
  return null;
}

function fromMessages(request: ModelCall["request"]): CallPrompt | null {
  const sent: unknown = request["messages"];
  if (!Array.isArray(sent)) return null;
  const messages: Message[] = [];
  for (const one of sent as { role?: unknown; content?: unknown }[]) {
    const role = roleOf(one.role);
    if (role === null || typeof one.content !== "string") return null;
    messages.push({ role, content: one.content });
  }
  const last = messages.at(-1);
  if (last?.role !== "assistant") return { messages, prefill: "" };
  return request["continue_final_message"] === true
    ? { messages: messages.slice(0, -1), prefill: last.content }
    : null;
}

function isWhole(messages: readonly Message[]): boolean {
  return messages[0]?.role === "system" && messages.at(-1)?.role === "user";
}

function roleOf(role: unknown): Message["role"] | null {
  return role === "system" || role === "user" || role === "assistant" ? role : null;
}
