import { AUXILIARIES, COORDINATORS, RELATIVES, SUBORDINATORS } from "./english-function-words.ts";
import type { EnglishText } from "./english-text.ts";

/** Where the clauses of an English action may begin and end. */

/** Words between two marks, or two words that begin clauses; `intro` is what stood before them. */
export interface Chunk {
  readonly intro: readonly string[];
  readonly from: number;
  readonly end: number;
}

/** Cuts at marks and at the words that begin a clause. */
export function chunksOf(text: EnglishText): Chunk[] {
  const chunks: Chunk[] = [];
  let intro: string[] = [];
  let from = 0;
  const close = (end: number): void => {
    if (end > from) {
      chunks.push({ intro, from, end });
      intro = [];
    }
  };
  for (let at = 0; at < text.tokens.length; at++) {
    const token = text.tokens[at];
    if (token?.type === "mark") {
      close(at);
      intro.push(token.text === "…" ? "." : token.text);
      from = at + 1;
      continue;
    }
    const length = cutsAt(text, at, from);
    if (length === 0) continue;
    close(at);
    intro.push(length === 2 ? `${text.word(at)} ${text.word(at + 1)}` : text.word(at));
    from = at + length;
    at = from - 1;
  }
  close(text.tokens.length);
  return chunks;
}

/** How many words here stand between two clauses. */
function cutsAt(text: EnglishText, at: number, from: number): number {
  const word = text.word(at);
  if (word === "") return 0;
  const next = text.word(at + 1);
  if (word === "as" && (next === "if" || next === "though")) return 2;
  if (word === "like" || word === "than") return 1;
  if (word === "then" || word === "but" || word === "or" || word === "nor" || word === "yet")
    return 1;
  if (word === "and") return beginsClause(text, at + 1) ? 1 : 0;
  if (word === "before" || word === "after") {
    const gerund = text.verbForm(text.skipAdverbs(at + 1, at + 4)) === "gerund";
    return gerund || hasClause(text, at + 1) ? 1 : 0;
  }
  if (word === "as") return hasClause(text, at + 1) ? 1 : 0;
  if (word === "that") return hasClause(text, at + 1) && at > from ? 1 : 0;
  if (word === "once") return hasClause(text, at + 1) ? 1 : 0;
  if (COORDINATORS.has(word)) return 0;
  return SUBORDINATORS.has(word) || (RELATIVES.has(word) && at > from) ? 1 : 0;
}

function beginsClause(text: EnglishText, at: number): boolean {
  const first = text.skipAdverbs(at, at + 4);
  const word = text.word(first);
  if (AUXILIARIES.has(word) || COORDINATORS.has(word) || SUBORDINATORS.has(word)) return true;
  if (text.verbForm(first) !== null) return true;
  return hasClause(text, first);
}

/** Whether a subject and its verb stand within the next words. */
function hasClause(text: EnglishText, from: number): boolean {
  for (let at = from; at < from + 6; at++) {
    const token = text.tokens[at];
    if (token === undefined || token.type === "mark") return false;
    if (AUXILIARIES.has(text.word(at))) return true;
    const form = text.verbForm(at);
    if (at > from && (form === "third" || form === "past")) return true;
    if (COORDINATORS.has(text.word(at))) return false;
  }
  return false;
}
