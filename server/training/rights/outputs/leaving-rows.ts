import { createHash } from "node:crypto";

/** Which rows of a copy have to go. */
export interface LeavingRows {
  leaves(row: unknown): boolean;
}

/** What tells a row that has to go. */
export interface RowSigns {
  /** Ids of turns, calls, episodes and players, as they stand in rows: the log's own, or an export's pseudonyms. */
  readonly ids: ReadonlySet<string>;
  /** Answers with what they answer, and lists of token ids, by `wholeOf`: for rows that name no turn. */
  readonly wholes: ReadonlySet<string>;
  /** The answers among them alone, by `wholeOf`, so that few rows have to be looked at twice. */
  readonly answers: ReadonlySet<string>;
  /** True for a text that holds words or names of the player. */
  readonly holds: (text: string) => boolean;
  /** The pseudonyms of these rows are known, so that a row that names another turn is not told by its texts' sameness. */
  readonly byId: boolean;
}

/** What an answer to a text is known by: what was said before may stand in one message or in several. */
export function answerTo(answer: string, prompt: string): string {
  return wholeOf(`${answer}\0${prompt.slice(prompt.trimEnd().lastIndexOf("\n") + 1).trim()}`);
}

/** What a whole text, or a list of numbers, is known by. */
export function wholeOf(value: string | readonly number[]): string {
  const text = typeof value === "string" ? value : `ids ${value.join(" ")}`;
  return createHash("sha256").update(text).digest("base64");
}

const TURN = /^t-[a-z2-7]{26}$/u;
/** Texts whose answer is remembered: a prompt's beginning stands in every row of an episode. */
const REMEMBERED = 4_000;

export function createLeavingRows({ ids, wholes, answers, holds, byId }: RowSigns): LeavingRows {
  const known = new Map<string, boolean>();
  function telling(text: string): boolean {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = holds(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, found);
    return found;
  }
  return {
    leaves(row) {
      const texts: string[] = [];
      const lists: (readonly number[])[] = [];
      collect(row, texts, lists);
      if (texts.some((text) => ids.has(text)) || texts.some(telling)) return true;
      if (wholes.size === 0 || (byId && texts.some((text) => TURN.test(text)))) return false;
      if (lists.some((list) => wholes.has(wholeOf(list)))) return true;
      return texts
        .filter((text) => answers.has(wholeOf(text)))
        .some((answer) => texts.some((prompt) => wholes.has(answerTo(answer, prompt))));
    },
  };
}

function collect(value: unknown, texts: string[], lists: (readonly number[])[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value !== "object" || value === null) return;
  else if (Array.isArray(value) && typeof value[0] === "number") lists.push(value as number[]);
  else for (const part of Object.values(value)) collect(part, texts, lists);
}
