import { seededRandom } from "../seeded-random.ts";

/** What goes wrong with an endpoint for a while. `outage` shuts its port. */
export const TROUBLES = [
  "outage",
  "refusals",
  "silence",
  "stalls",
  "resets",
  "errors",
  "busy",
  "garbage",
  "floods",
  "trickles",
  "nothing",
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** A stretch of trouble; times in ms from the start. */
export interface Spell {
  readonly from: number;
  readonly until: number;
  readonly trouble: Trouble;
  /** The share of requests that meet it. */
  readonly share: number;
  /** Whether the second endpoint is in trouble as well. */
  readonly both: boolean;
}

export const OUTAGE = 30_000;

/**
 * The troubles of one run, from its seed and length (ms) alone: spells of every kind with calm between them, one
 * outage of both endpoints for 30 s (a quarter of a shorter run), one of the first alone, and calm at the end.
 */
export function scheduleOf(seed: number, length: number): readonly Spell[] {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const outage = Math.min(OUTAGE, length / 4);
  const both = { from: length * between(0.25, 0.35), length: outage };
  const alone = { from: length * between(0.68, 0.72), length: Math.min(OUTAGE, length / 8) };
  const calmFrom = length - Math.min(15_000, length / 8);
  const unit = Math.min(7_000, length / 24);
  const spells: Spell[] = [
    { ...span(both), trouble: "outage", share: 1, both: true },
    { ...span(alone), trouble: "outage", share: 1, both: false },
  ];
  let left: Trouble[] = [];
  for (let at = unit / 2; at < calmFrom;) {
    if (left.length === 0) left = shuffled(TROUBLES.slice(1), random);
    const from = at;
    const until = from + between(0.6, 1.3) * unit;
    at = until + between(0.3, 0.9) * unit;
    // An outage stands by itself, so that what follows it can be timed.
    const clear = spells
      .filter(({ trouble }) => trouble === "outage")
      .every((one) => until < one.from || from > one.until + 2 * unit);
    const trouble = clear && until < calmFrom ? left.pop() : undefined;
    if (trouble === undefined) continue;
    spells.push({ from, until, trouble, share: between(0.3, 0.9), both: random() < 0.2 });
  }
  return spells.toSorted((a, b) => a.from - b.from);
}

/** The trouble of one endpoint at a moment; null in calm. */
export function troubleAt(schedule: readonly Spell[], at: number, second: boolean): Spell | null {
  return schedule.find((one) => at >= one.from && at < one.until && (one.both || !second)) ?? null;
}

function span({ from, length }: { from: number; length: number }) {
  return { from, until: from + length };
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
