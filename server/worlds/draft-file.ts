import type { SheetDraft } from "./world-shelf.ts";
import { versionOf } from "./version-of.ts";

/** A draft is the sheet's text below one line that says whose it is and what it was begun from. */

const HEAD = /^# draft (\{[^\n]{1,400}\})\n/u;

export function draftText(draft: Omit<SheetDraft, "version">): string {
  const { of, by, at, yaml } = draft;
  return `# draft ${JSON.stringify({ of, by, at: new Date(at).toISOString() })}\n${yaml}`;
}

/** A text without such a line, put there by hand, is nobody's draft of nothing. */
export function readDraft(text: string): SheetDraft {
  const head = HEAD.exec(text);
  const yaml = head === null ? text : text.slice(head[0].length);
  const { of, by, at } = parsed(head?.[1] ?? "{}");
  return {
    yaml,
    version: versionOf(yaml),
    of: typeof of === "string" ? of : null,
    by: typeof by === "string" ? by : "?",
    at: typeof at === "string" ? Date.parse(at) || 0 : 0,
  };
}

function parsed(head: string): { of?: unknown; by?: unknown; at?: unknown } {
  try {
    return JSON.parse(head) as { of?: unknown };
  } catch {
    return {};
  }
}
