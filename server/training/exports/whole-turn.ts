import type { ModelCall } from "../../stage/ports.ts";
import { promptOf } from "./call-prompt.ts";

/** A stretch of a turn's text. */
export interface Piece {
  readonly text: string;
  /** A model wrote it. */
  readonly taught: boolean;
}

/** The calls whose text a turn is made of, oldest first: the last one, and what it goes on from. */
export function chainOf(last: ModelCall, find: (callId: string) => ModelCall | null): ModelCall[] {
  const chain = [last];
  for (let call = last; ;) {
    const { after } = call.thinking;
    const before = after === null ? null : find(after);
    if (before === null || chain.includes(before)) return chain;
    chain.unshift(before);
    call = before;
  }
}

/**
 * A turn's whole text, thought in one call or in several, told apart by who wrote it. A prefill that does not follow
 * from the calls before it counts as written by nobody.
 */
export function piecesOf(chain: readonly ModelCall[]): Piece[] {
  const last = chain.at(-1);
  const prefill = last === undefined ? null : (promptOf(last)?.prefill ?? null);
  if (last === undefined || prefill === null) return [];
  const spoken = { text: last.completionText, taught: true };
  let pieces: Piece[] = [];
  for (const [at, call] of chain.entries()) {
    const next = chain[at + 1];
    if (at === 0) pieces.push({ text: promptOf(call)?.prefill ?? "", taught: false });
    if (next === undefined) break;
    const { forced, trimmed } = next.thinking;
    const wrote = call.completionText;
    pieces.push({ text: wrote.slice(0, wrote.length - trimmed), taught: true });
    pieces.push({ text: forced, taught: false });
  }
  if (pieces.map(({ text }) => text).join("") !== prefill)
    pieces = [{ text: prefill, taught: false }];
  return [...pieces, spoken].filter(({ text }) => text !== "");
}
