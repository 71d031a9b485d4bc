import { LANES, type Lane } from "../../stage/ports.ts";

/**
 * How many of `limit` slots a lane may hold together with all lanes below it. Talk leaves a quarter to players'
 * answers, work ahead half, rehearsals and ambient work three quarters; of a single slot everyone may have all, since what a player
 * does not wait for can be taken back.
 */
export function slotsFor(lane: Lane, limit: number): number {
  if (limit <= 1) return 1;
  switch (lane) {
    case "answer":
      return limit;
    case "talk":
      return limit - Math.max(1, Math.floor(limit / 4));
    case "ahead":
      return Math.max(1, Math.floor(limit / 2));
    case "rehearsal":
    case "ambient":
      return Math.max(1, Math.floor(limit / 4));
  }
}

/** What runs, counted by lane. */
export type RunningByLane = Readonly<Record<Lane, number>>;

/** True if one more call of this lane stays within its share and within that of every lane above it. */
export function hasShare(lane: Lane, running: RunningByLane, limit: number): boolean {
  let above = LANES.reduce((sum, one) => sum + running[one], 0);
  for (const one of LANES) {
    // `answer` is bounded by the queue's own concurrency.
    if (one !== "answer" && above >= slotsFor(one, limit)) return false;
    if (one === lane) return true;
    above -= running[one];
  }
  return true;
}
