import type { SolitudeTurn } from "./solitude.ts";

/** How alive a talk without players is, in figures. */
export interface SolitudeFigures {
  /** Share of 4-grams of words (of characters in Chinese) that were said before in the run, by anyone. */
  readonly repeated: number;
  readonly repeatedBy: ReadonlyMap<string, number>;
  /** Turns that answer the speaker's own last turn, with nobody in between. */
  readonly selfReplies: number;
  /** The most turns that the same two took in a row. */
  readonly longestExchange: number;
  readonly perMinute: number;
  /** Turns by the rule or the reason that chose them. */
  readonly rules: ReadonlyMap<string, number>;
  readonly silent: number;
}

export function figuresOf(turns: readonly SolitudeTurn[], minutes: number): SolitudeFigures {
  const seen = new Set<string>();
  const counts = new Map<string, { all: number; again: number }>();
  for (const { name, text } of turns) {
    const count = counts.get(name) ?? { all: 0, again: 0 };
    counts.set(name, count);
    for (const gram of fourGrams(text)) {
      count.all += 1;
      if (seen.has(gram)) count.again += 1;
      seen.add(gram);
    }
  }
  const all = [...counts.values()];
  const rules = new Map<string, number>();
  for (const { rule } of turns) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  return {
    repeated: share(sum(all.map(({ again }) => again)), sum(all.map(({ all: n }) => n))),
    repeatedBy: new Map([...counts].map(([name, one]) => [name, share(one.again, one.all)])),
    selfReplies: turns.filter((turn, at) => isSelfReply(turn, turns[at - 1])).length,
    longestExchange: longestExchange(turns),
    perMinute: share(turns.length, minutes),
    rules,
    silent: turns.filter(({ text }) => text.trim() === "").length,
  };
}

/** Words of four in a row; characters where it is written in Han. */
export function fourGrams(text: string): string[] {
  const words = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}'’]+/gu) ?? [];
  return words.slice(3).map((_, at) => words.slice(at, at + 4).join(" "));
}

/** The same persona twice running, and the second time not because something new gave it reason. */
function isSelfReply(turn: SolitudeTurn, before: SolitudeTurn | undefined): boolean {
  if (turn.to === turn.speaker) return true;
  const begins = turn.rule === "errand" || turn.rule === "trigger";
  return before !== undefined && before.speaker === turn.speaker && !begins;
}

function longestExchange(turns: readonly SolitudeTurn[]): number {
  let longest = 0;
  let run = 0;
  let pair = "";
  for (const { speaker, to, rule } of turns) {
    const now = [speaker, to ?? ""].toSorted().join("+");
    run = now === pair && rule !== "errand" ? run + 1 : 1;
    pair = now;
    longest = Math.max(longest, run);
  }
  return longest;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
