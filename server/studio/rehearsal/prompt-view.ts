import type { Language } from "../../../shared/protocol.ts";
import type { PromptDetail, PromptPart } from "../../../shared/studio/rehearsal.ts";
import { PROMPT_WORDS } from "../../roleplay/prompt/prompt-words.ts";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";

/** A prompt that was sent, told in its parts: the sheet by its sections, the talk by its messages. */

interface Sent {
  readonly messages: readonly { readonly role: PromptPart["role"]; readonly content: string }[];
  readonly prefill: string;
}

/** The parts of a call's prompt, joined what was sent; null where it is in no layout of ours. */
export function promptView(
  call: Record<string, unknown>,
  { name, language }: { readonly name: string; readonly language: Language },
): PromptDetail | null {
  const sent = call["dialect"] === "chat" ? fromMessages(call) : fromChatml(call["promptText"]);
  if (sent === null) return null;
  const parts = sent.messages.flatMap(({ role, content }): PromptPart[] =>
    role === "system"
      ? sheetParts(content, name, language)
      : [part(role, role === "assistant" ? "own" : "talk", content)],
  );
  if (sent.prefill !== "") parts.push(part("prefill", "prefill", sent.prefill));
  const usage = call["usage"] as { prompt_tokens?: unknown } | null;
  const counted = usage?.prompt_tokens;
  return {
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    counted: typeof counted === "number" ? counted : null,
    parts,
  };
}

function part(role: PromptPart["role"], section: PromptPart["section"], text: string): PromptPart {
  return { role, section, text, tokens: estimateTokens(text) };
}

/** A header stands alone on its line; a text of the sheet that looks like one was made inert before. */
function sheetParts(system: string, name: string, language: Language): PromptPart[] {
  const { headers } = PROMPT_WORDS[language];
  const keys: readonly [PromptPart["section"], string][] = [
    ["profile", headers.profile(name)],
    ["background", headers.background],
    ["scenario", headers.scenario],
    ["others", headers.others],
    ["thoughts", headers.thoughts],
    ["requirements", headers.requirements],
  ];
  const found = keys
    .map(([section, header]) => ({ section, at: system.indexOf(`\n\n${header}\n`) }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at);
  const starts = [{ section: "opening" as const, at: 0 }, ...found];
  return starts.map(({ section, at }, index) =>
    part("system", section, system.slice(at, starts[index + 1]?.at ?? system.length)),
  );
}

const OPEN = "<|im_start|>";
const CLOSE = "<|im_end|>\n";

function fromChatml(text: unknown): Sent | null {
  if (typeof text !== "string") return null;
  const messages: { role: PromptPart["role"]; content: string }[] = [];
  let at = 0;
  while (text.startsWith(OPEN, at)) {
    const line = text.indexOf("\n", at);
    const role = roleOf(text.slice(at + OPEN.length, line));
    if (line === -1 || role === null) return null;
    const end = text.indexOf(CLOSE, line + 1);
    if (end === -1) return { messages, prefill: text.slice(line + 1) };
    messages.push({ role, content: text.slice(line + 1, end) });
    at = end + CLOSE.length;
  }
  return null;
}

function fromMessages(call: Record<string, unknown>): Sent | null {
  const request = call["request"] as { messages?: unknown; continue_final_message?: unknown };
  if (!Array.isArray(request?.messages)) return null;
  const messages = (request.messages as { role?: unknown; content?: unknown }[]).flatMap((one) => {
    const role = roleOf(one.role);
    return role === null || typeof one.content !== "string" ? [] : [{ role, content: one.content }];
  });
  const last = messages.at(-1);
  const prefilled = request.continue_final_message === true && last?.role === "assistant";
  return prefilled
    ? { messages: messages.slice(0, -1), prefill: last.content }
    : { messages, prefill: "" };
}

function roleOf(role: unknown): "system" | "user" | "assistant" | null {
  return role === "system" || role === "user" || role === "assistant" ? role : null;
}
