/**
 * What play itself tells of a persona's turns. Each signal has a name, bounds, and two sentences: what it means and
 * what it cannot tell. A turn that a signal says nothing of has no value of it, which is not the same as 0.
 * Signals are never mixed with judged rewards, nor with each other: whoever trains on them weighs them.
 */
export const SIGNALS = {
  thumb: {
    bounds: [-1, 1],
    means:
      "The mean of what players thought of the turn: up is 1, down is -1; of one player the last word counts.",
    cannotTell:
      "Why: the words, the news in them, or the mood of the evening. Most turns get none.",
  },
  "retake-asked": {
    bounds: [-1, 0],
    means: "-1 for a turn that a player wanted said differently.",
    cannotTell: "Whether it was bad: a player may be curious what else there is.",
  },
  preference: {
    bounds: [-1, 1],
    means:
      "The mean over players who chose between versions of one turn: 1 for the kept one, -1 for the other.",
    cannotTell:
      "By how much, and what the order in which they were shown did; the log has that order.",
  },
  edited: {
    bounds: [-1, 0],
    means:
      "Minus the share of the turn's words that an author changed in rehearsal; 0 where it stood.",
    cannotTell: "Whether one changed word mattered more than ten.",
  },
  "left-after": {
    bounds: [-1, 0],
    means:
      "A player left within 30 s of the turn without another word: -1 at once, towards 0 at 30 s, over all players who heard it.",
    cannotTell:
      "Whether it was the turn: trains arrive and children wake. Read it over many evenings.",
  },
  "asked-again": {
    bounds: [-1, 0],
    means:
      "A player asked nearly the same question again after this answer: minus the likeness of the two, from 0.6 on.",
    cannotTell:
      "Whether the persona was right to withhold it: guarding a secret looks like this too.",
  },
  "say-do": {
    bounds: [-1, 1],
    means:
      "The mean over what the turn said would or would not be done: 1 where it was so, -1 where it was not, 0 where the rules refused or the way was long.",
    cannotTell:
      "Promises in words that the reader of promises does not know; and lies that were meant.",
  },
  protocol: {
    bounds: [-1, 0],
    means:
      "0 for a whole turn without an anomaly, -0.25 for each anomaly, -0.5 at least where it was cut, -1 where other words stood in for it.",
    cannotTell: "Whether the model or its endpoint failed; `cause` in the turn may.",
  },
  repetition: {
    bounds: [-1, 0],
    means:
      "Minus the share of the turn's runs of four words (characters in Chinese) that its persona said in its last 20 turns.",
    cannotTell: "A refrain that is part of the voice, or the same thought in other words.",
  },
} as const satisfies Record<
  string,
  { bounds: readonly [number, number]; means: string; cannotTell: string }
>;
export type SignalName = keyof typeof SIGNALS;
