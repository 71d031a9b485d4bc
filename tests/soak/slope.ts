/** A straight line through measurements, and how sure one may be of its slope. */

export interface Measurement {
  /** ms from the start. */
  readonly at: number;
  readonly value: number;
}

/** `perHour`: how much the value rises in an hour; `error`: the standard error of that. Null for fewer than three points. */
export interface Slope {
  readonly perHour: number;
  readonly error: number;
  readonly points: number;
}

const HOUR = 3_600_000;

/** Least squares. Points at one moment alone have no slope. */
export function slopeOf(points: readonly Measurement[]): Slope | null {
  const n = points.length;
  if (n < 3) return null;
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / n;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / n;
  let square = 0;
  let product = 0;
  for (const { at, value } of points) {
    square += (at - meanAt) ** 2;
    product += (at - meanAt) * (value - mean);
  }
  if (square === 0) return null;
  const slope = product / square;
  const left = points.reduce(
    (sum, { at, value }) => sum + (value - mean - slope * (at - meanAt)) ** 2,
    0,
  );
  return { perHour: slope * HOUR, error: Math.sqrt(left / (n - 2) / square) * HOUR, points: n };
}

/** Whether a value certainly rises by more than `limit` an hour: the slope less twice its error. */
export function surelyAbove({ perHour, error }: Slope, limit: number): boolean {
  return perHour - 2 * error > limit;
}
