const HOUR = 3_600_000;
const PARTS = 20;
const PART = HOUR / PARTS;

/** Amounts of the last hour, kept in parts of three minutes: what is counted leaves after 60 to 63 minutes, never sooner. */
export interface RollingHour {
  add(amount: number, now: number): void;
  /** The sum at a time; `now` is monotonic, in ms, and never goes back. */
  sum(now: number): number;
}

/** Starts empty. Its size does not depend on what it counts. */
export function createRollingHour(): RollingHour {
  // One more than the parts of an hour, since the oldest may not leave before it has wholly passed.
  const amounts = new Float64Array(PARTS + 1);
  let newest = Number.NEGATIVE_INFINITY;
  let total = 0;

  function turn(now: number): void {
    const part = Math.floor(now / PART);
    if (part <= newest) return;
    if (part - newest > PARTS) {
      amounts.fill(0);
      total = 0;
    } else {
      for (let at = newest + 1; at <= part; at++) {
        const slot = at % amounts.length;
        total -= amounts[slot] ?? 0;
        amounts[slot] = 0;
      }
    }
    newest = part;
  }

  return {
    add(amount, now) {
      turn(now);
      const slot = newest % amounts.length;
      amounts[slot] = (amounts[slot] ?? 0) + amount;
      total += amount;
    },
    sum(now) {
      turn(now);
      return total;
    },
  };
}
