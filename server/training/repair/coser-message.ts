import { holdsTags } from "./her-line.ts";
import type { LineSegment } from "./own-dialogue.ts";

const CLOSES: Readonly<
  Record<string, { readonly close: string; readonly kind: LineSegment["kind"] }>
> = {
  "[": { close: "]", kind: "role-thinking" },
  "【": { close: "】", kind: "role-thinking" },
  "(": { close: ")", kind: "action" },
  "（": { close: "）", kind: "action" },
};

/**
 * Reads a message of a CoSER dialogue: `[thought]`, `(action)`, all else speech. Null where brackets do not fit each
 * other or tags stand in it: then nobody knows what of it is private.
 */
export function readCoserMessage(message: string): readonly LineSegment[] | null {
  if (holdsTags(message)) return null;
  const segments: LineSegment[] = [];
  const add = (kind: LineSegment["kind"], text: string): void => {
    if (text.trim() !== "") segments.push({ kind, text: text.trim() });
  };
  let start = 0;
  let open: (typeof CLOSES)[string] | null = null;
  for (let at = 0; at < message.length; at++) {
    const char = message[at]!;
    const opens = Object.hasOwn(CLOSES, char) ? CLOSES[char] : undefined;
    if (open === null && opens !== undefined) {
      add("speech", message.slice(start, at));
      open = opens;
      start = at + 1;
    } else if (open !== null && char === open.close) {
      add(open.kind, message.slice(start, at));
      open = null;
      start = at + 1;
    } else if (opens !== undefined || "])】）".includes(char)) return null;
  }
  if (open !== null) return null;
  add("speech", message.slice(start));
  return segments;
}
