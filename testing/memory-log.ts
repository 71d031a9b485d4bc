import { EpisodeEvent } from "../server/stage/episode-event.ts";
import type { EpisodeLog } from "../server/stage/ports.ts";

/** An episode log in memory that validates what it is given, and fails when told to. */
export interface MemoryLog extends EpisodeLog {
  readonly events: EpisodeEvent[];
  broken: boolean;
}

/** A log that keeps what it is given. */
export function memoryLog(): MemoryLog {
  const events: EpisodeEvent[] = [];
  return {
    events,
    broken: false,
    async append(batch) {
      if (this.broken) throw new Error("the disk is full");
      for (const event of batch) events.push(EpisodeEvent.parse(event));
    },
  };
}
