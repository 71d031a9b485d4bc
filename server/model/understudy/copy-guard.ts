import { diceOf, type Dice } from "./seeded.ts";
import { englishBreaks, FRONTED, SUBORDINATE } from "./copy-breaks.ts";
import { chineseBreaks } from "./copy-breaks.zh.ts";
import { isChinese } from "./language.ts";

/**
 * Keeps the understudy from speaking long verbatim runs of its own prompt and thoughts, by saying it otherwise.
 * A run is counted in letters and digits alone, case aside; a Chinese character counts twice.
 * The server cuts at 32 (prompt) and 24 (thoughts); this stays below both.
 */
export const LONGEST_FROM_PROMPT = 30;
export const LONGEST_FROM_THOUGHTS = 22;

/** A sentence said otherwise; the higher the cost, the more it halts. */
export interface Rewording {
  readonly text: string;
  readonly cost: number;
}

interface Source {
  readonly text: string;
  readonly starts: ReadonlyMap<string, readonly number[]>;
  readonly limit: number;
}

const SEED_LENGTH = 5;
/** A break as costly as this makes the sentence halt. */
const LABOURED = 2.2;

export class CopyGuard {
  private readonly sources: readonly Source[];

  constructor(prompt: string, thoughts: readonly string[]) {
    this.sources = [
      sourceOf(prompt, LONGEST_FROM_PROMPT),
      sourceOf(thoughts.join("\n"), LONGEST_FROM_THOUGHTS),
    ];
  }

  /** True when no run of `text` is too long. */
  allows(text: string): boolean {
    return this.firstRun(text) === null;
  }

  /** The same said otherwise, or null where no wording was found. `patience`: how many laboured breaks it may take; `stale`: asides heard of late. */
  reworded(
    text: string,
    dice: Dice = diceOf(0),
    patience = 1,
    stale: ReadonlySet<string> = new Set(),
  ): Rewording | null {
    let laboured = 0;
    let cost = 0;
    let current = text;
    const chinese = isChinese(text);
    if (!this.allows(current) && !chinese) current = reordered(current);
    const spent = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const run = this.firstRun(current);
      if (run === null) return { text: current, cost };
      const next = (chinese ? chineseBreaks : englishBreaks)(
        current,
        run.from,
        run.to,
        spent,
        dice,
        stale,
      )
        .map((candidate) => ({ ...candidate, left: this.firstRun(candidate.text) }))
        .filter(
          ({ left }) =>
            left === null || left.from > run.from || (left.from === run.from && left.to < run.to),
        )
        // A break that ends the matter is worth a little unnaturalness.
        .map((candidate) => ({
          ...candidate,
          cost:
            candidate.cost +
            (candidate.left === null ? 0 : candidate.left.from > run.from ? 0.3 : 0.6),
        }))
        .sort((a, b) => a.cost - b.cost)[0];
      if (!next) return null;
      if (next.cost >= LABOURED && ++laboured > patience) return null;
      if (next.spends !== null) spent.add(next.spends);
      current = next.text;
      cost += next.cost;
    }
    return null;
  }

  /** The first run that is too long, as a span of `text`. */
  private firstRun(text: string): { from: number; to: number } | null {
    const { plain, at } = normalised(text);
    for (let i = 0; i + SEED_LENGTH <= plain.length; i++) {
      for (const source of this.sources) {
        for (const start of source.starts.get(plain.slice(i, i + SEED_LENGTH)) ?? []) {
          let length = SEED_LENGTH;
          while (i + length < plain.length && source.text[start + length] === plain[i + length])
            length++;
          if (weightOf(plain.slice(i, i + length)) > source.limit) {
            return { from: at[i] as number, to: (at[i + length - 1] as number) + 1 };
          }
        }
      }
    }
    return null;
  }
}

function sourceOf(text: string, limit: number): Source {
  const { plain } = normalised(text.replace(/<[^>]*>/g, " "));
  const starts = new Map<string, number[]>();
  for (let i = 0; i + SEED_LENGTH <= plain.length; i++) {
    const seed = plain.slice(i, i + SEED_LENGTH);
    const list = starts.get(seed);
    if (list) list.push(i);
    else starts.set(seed, [i]);
  }
  return { text: plain, starts, limit };
}

/** Letters and digits alone, in lower case, with the place each came from. */
function normalised(text: string): { plain: string; at: number[] } {
  let plain = "";
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = (text[i] as string).normalize("NFKC").toLowerCase();
    if (!/[\p{L}\p{N}]/u.test(char)) continue;
    for (const one of char) {
      plain += one;
      for (let k = 0; k < one.length; k++) at.push(i);
    }
  }
  return { plain, at };
}

function weightOf(plain: string): number {
  let weight = 0;
  for (const char of plain) weight += /[\u2e80-\u9fff\uf900-\ufaff]/.test(char) ? 2 : 1;
  return weight;
}

/** Moves a leading or trailing clause to the other end: the same words, no longer in the same row. */
function reordered(text: string): string {
  const leading = SUBORDINATE.exec(text);
  if (leading) {
    const [, clause, main, end] = leading as unknown as [string, string, string, string];
    return `${upper(main)} ${lower(clause)}${end}`;
  }
  const trailing = FRONTED.exec(text);
  if (trailing && !/ (?:and|but|or) /.test(trailing[1] ?? "")) {
    const [, main, time, end] = trailing as unknown as [string, string, string, string];
    return `${upper(time)}, ${lower(main)}${end}`;
  }
  return text;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string): string =>
  /^(?:I\b|[A-Z][a-z]+ [A-Z])/.test(text) ||
  !/^(?:The|A|An|My|He|She|It|They|We|This|That|His|Her|When|If|After|Before|While|Since|Although|Though|Because|As|Until|There|In|On|At|No|Some|Every|All|Our|Your|You)\b/.test(
    text,
  )
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
