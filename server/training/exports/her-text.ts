import type { Message, Span } from "./sample.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

type Segment = Extract<EpisodeEvent, { type: "turn" }>["segments"][number];

/** A turn as judges may see it: no system thinking, nothing that was held back, no name; role thinking stays. */
export function playedText(segments: readonly Segment[]): string {
  const parts: { kind: Segment["kind"]; text: string }[] = [];
  for (const { kind, text } of segments) {
    if (kind === "system-thinking" || kind === "unreleased" || text.trim() === "") continue;
    const last = parts.at(-1);
    if (last?.kind === kind) last.text = `${last.text} ${text.trim()}`;
    else parts.push({ kind, text: text.trim() });
  }
  return parts.map(tagged).join("");
}

function tagged({ kind, text }: { kind: Segment["kind"]; text: string }): string {
  if (kind === "role-thinking") return `<role_thinking>${text}</role_thinking>`;
  if (kind === "action") return `<role_action>${text}</role_action>`;
  return text;
}

const OPEN = "<system_thinking>";
const CLOSE = "</system_thinking>";

/** The system thinking that a completion begins with; empty where there is none or where it never ends. */
export function systemThinkingOf(completion: string): string {
  const end = completion.indexOf(CLOSE);
  return completion.startsWith(OPEN) && end !== -1 ? completion.slice(OPEN.length, end).trim() : "";
}

/** Messages as a text for judges: `System:`, `User:`, `Assistant:`, parted by blank lines. */
export function dialogueText(messages: readonly Message[]): string {
  return messages
    .map(({ role, content }) => `${role[0]?.toUpperCase()}${role.slice(1)}: ${content}`)
    .join("\n\n");
}

/** Pieces of a text joined; what no model wrote as spans of the whole. */
export function joinedPieces(pieces: readonly { text: string; taught: boolean }[]): {
  text: string;
  untaught: Span[];
} {
  let text = "";
  const untaught: [number, number][] = [];
  for (const piece of pieces) {
    const from = text.length;
    text += piece.text;
    if (piece.taught || piece.text === "") continue;
    const last = untaught.at(-1);
    if (last?.[1] === from) last[1] = text.length;
    else untaught.push([from, text.length]);
  }
  return { text, untaught };
}
