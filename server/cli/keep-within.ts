import type { LogPlace } from "../episodes/log-place.ts";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import { retain, type Retention } from "../training/rights/retention.ts";

/** Takes out of the log what is past its time, before a server begins to write; never keeps one from starting. */
export async function keepWithin(place: LogPlace, keep: Retention, now: number): Promise<void> {
  if (keep.days === null && keep.privateDays === null) return;
  try {
    const { episodes } = await retain({ place, keep, now, done: true });
    if (episodes.length > 0)
      console.log(`retention: ${episodes.length} episodes were past their time and were taken out`);
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    // Nothing was played yet.
    if (error.code === "missing") return;
    console.error(`retention: what is past its time is still in the log. ${error.message}`);
  }
}
