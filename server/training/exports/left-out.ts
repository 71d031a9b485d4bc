/**
 * Why something is not in an export. A closed set, each with its words for a person and, where a switch would let it in,
 * that switch.
 */
export const LEFT_OUT = {
  "filter-time": { words: "outside the time asked for" },
  "filter-scene": { words: "in other scenes" },
  "filter-persona": { words: "by other personas" },
  "filter-outcome": { words: "with another outcome" },
  "filter-feedback": { words: "without the feedback asked for" },
  "filter-model": { words: "by other models" },
  "beyond-max": { words: "beyond --max-turns", by: "--max-turns" },
  synthetic: { words: "synthetic, played by a stand-in", by: "--include-synthetic" },
  unconsented: {
    words: "without the consent of everyone whose words are in it",
    by: "--include-unconsented",
  },
  "recalled-unconsented": {
    words: "with memories of words whose player did not allow it at that visit, or took it back",
    by: "--include-unconsented",
  },
  rehearsal: {
    words: "rehearsed by designers, and not played",
    by: "--include-rehearsals",
  },
  recalled: {
    words: "with memories whose speakers the log does not name",
    by: "--include-recalled",
  },
  "not-trainable": { words: "not fit to learn from: cut, cancelled, failed or malformed" },
  "no-call": { words: "without a model's call" },
  "unreadable-call": { words: "with a call that cannot be read" },
  empty: { words: "with nothing said" },
  ambient: { words: "warm-ups and asides, which are no turns" },
  discarded: { words: "thoughts ahead of a line that never came to be said" },
  unended: { words: "of turns that never ended" },
  "no-token-ids": { words: "without token ids from the endpoint" },
  "names-in-tokens": {
    words: "with names of players in their tokens",
    by: "--exact",
  },
  "no-system-thinking": { words: "without system thinking of its own" },
  "no-feedback": { words: "without a player's opinion" },
  "no-preference": { words: "that no player compared with another version" },
  "feedback-mixed": { words: "on which players disagreed" },
  "held-apart": { words: "in an evening that a held-out persona shares" },
  "earlier-turn": { words: "inside the history of a later turn" },
  "pair-incomplete": { words: "of which one side may not be exported" },
  "prompts-differ": { words: "of which the two sides had different prompts" },
  "pair-equal": { words: "of which both sides say the same" },
  "length-unbalanced": {
    words: "left over when lengths were balanced",
    by: "--keep-unbalanced",
  },
} as const satisfies Record<string, { words: string; by?: string }>;

export type LeftOut = keyof typeof LEFT_OUT;

/** What was looked at and what came of it. */
export interface Tally {
  seen: number;
  taken: number;
  leftOut: { [R in LeftOut]?: number };
}

export function createTally(): Tally {
  return { seen: 0, taken: 0, leftOut: {} };
}

export function leaveOut(tally: Tally, reason: LeftOut): void {
  tally.leftOut[reason] = (tally.leftOut[reason] ?? 0) + 1;
}

/** The reasons as a sentence's parts, the most frequent first; empty for none. */
export function reasonsInWords(tally: Tally): string[] {
  return Object.entries(tally.leftOut)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => {
      const known: { words: string; by?: string } = LEFT_OUT[reason as LeftOut];
      return `${count} ${known.words}${known.by === undefined ? "" : ` (${known.by})`}`;
    });
}
