/** What was asked for, whichever endpoint it came by: the system text, the talk so far, and how the answer already begins. */

export interface Message {
  readonly role: string;
  readonly content: string;
}

export interface Conversation {
  readonly system: string;
  readonly messages: readonly Message[];
  /** Text the answer already begins with; it is continued, never repeated. */
  readonly prefill: string;
}

/** A role, a line break, content. A raw prompt that is no ChatML at all is one user message. */
export function conversationOfPrompt(prompt: string): Conversation {
  if (!prompt.includes("<|im_start|>")) {
    return { system: "", messages: [{ role: "user", content: prompt }], prefill: "" };
  }
  const messages: Message[] = [];
  let prefill = "";
  for (const block of prompt.split("<|im_start|>").slice(1)) {
    const end = block.indexOf("<|im_end|>");
    const body = end < 0 ? block : block.slice(0, end);
    const newline = body.indexOf("\n");
    const role = (newline < 0 ? body : body.slice(0, newline)).trim();
    const content = newline < 0 ? "" : body.slice(newline + 1);
    if (end < 0 && role === "assistant") prefill = content;
    else messages.push({ role, content });
  }
  return { ...withoutSystem(messages), prefill };
}

/** Chat messages. A last assistant message is a prefill when the request says so, or when it opens with a private tag. */
export function conversationOfMessages(
  all: readonly Message[],
  continueFinal: boolean,
): Conversation {
  const last = all.at(-1);
  const open =
    last?.role === "assistant" && (continueFinal || /^\s*<system_think/.test(last.content));
  const messages = open ? all.slice(0, -1) : all;
  return { ...withoutSystem(messages), prefill: open && last ? last.content : "" };
}

function withoutSystem(messages: readonly Message[]): Omit<Conversation, "prefill"> {
  const isSystem = (m: Message): boolean => m.role === "system" || m.role === "developer";
  return {
    system: messages
      .filter(isSystem)
      .map((m) => m.content)
      .join("\n\n"),
    messages: messages.filter((m) => !isSystem(m)),
  };
}
