import type { EpisodeEvent } from "../stage/episode-event.ts";
import type { EpisodeLog } from "../stage/ports.ts";

/** An episode log that others may watch. The game never waits for them, and what they throw does not reach it. */
export interface WatchedLog {
  /** The same log, watched. */
  of(log: EpisodeLog): EpisodeLog;
  /** Told of what is logged, in order, until the returned function is called. */
  watch(heard: (events: readonly EpisodeEvent[]) => void): () => void;
}

/** Events that may wait for watchers; of more than that the oldest are not told. */
const WAITING = 4_096;

/** `fault` is told of a watcher that threw. */
export function createWatchedLog(fault: (error: unknown) => void): WatchedLog {
  const watchers = new Set<(events: readonly EpisodeEvent[]) => void>();
  let waiting: EpisodeEvent[] = [];

  function tell(): void {
    const events = waiting;
    waiting = [];
    for (const heard of watchers) {
      try {
        heard(events);
      } catch (error) {
        fault(error);
      }
    }
  }

  return {
    of: (log) => ({
      append(events) {
        if (watchers.size > 0) {
          if (waiting.length === 0) setImmediate(tell);
          waiting.push(...events);
          if (waiting.length > WAITING) waiting = waiting.slice(-WAITING);
        }
        return log.append(events);
      },
    }),
    watch(heard) {
      watchers.add(heard);
      return () => watchers.delete(heard);
    },
  };
}
