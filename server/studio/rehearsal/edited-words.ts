import { inertText } from "../../roleplay/inert-text.ts";

/** An edit's words with no tag in them, paragraph by paragraph. */
export function inertProse(text: string): string {
  const pieces: string[] = [];
  // `inertText` takes a line; longer prose goes through it sentence by sentence.
  for (const piece of text.match(/[^.!?。！？\n]{1,400}[.!?。！？\n]*/gu) ?? [])
    pieces.push(inertText(piece));
  return pieces.join(" ").replace(/\s+/gu, " ").trim();
}
