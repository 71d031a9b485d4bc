import { createTally, type Tally } from "./left-out.ts";

/** What an export has counted so far; it goes into the manifest, and into a checkpoint at each episode's beginning. */
export interface Counts {
  readonly tallies: Readonly<Record<"turns" | "calls" | "pairs", Tally>>;
  /** Episodes that were read. */
  episodes: number;
  /** Turns or pairs that a format was offered: what `maxTurns` limits. */
  offered: number;
  /** Rows of each stream, and of each kind of file. */
  rows: Record<string, number>;
  indexes: Record<string, number>;
  /** Wordings of the question of consent. */
  notices: string[];
  /** Versions of the software that played, and the models whose turns went in. */
  software: string[];
  models: string[];
  /** Turns in the export that had to be asked for by name. */
  marked: Record<string, number>;
  /** Wall time in ms of the first and the last turn that went in. */
  first: number | null;
  last: number | null;
}

/** Everything that was counted before the episode of this place in the log began. */
export interface Checkpoint extends Counts {
  readonly episode: number;
}

export function startOfLog(): Checkpoint {
  return {
    episode: 0,
    tallies: { turns: createTally(), calls: createTally(), pairs: createTally() },
    episodes: 0,
    offered: 0,
    rows: {},
    indexes: {},
    notices: [],
    software: [],
    models: [],
    marked: {},
    first: null,
    last: null,
  };
}

/** The counts as they are now, for an export that has to begin anew at `episode`. */
export function checkpointOf(counts: Counts, episode: number): Checkpoint {
  return structuredClone({ ...counts, episode });
}

/** The list with one more, sorted, each once. */
export function withOne(list: string[], one: string): string[] {
  return list.includes(one) ? list : [...list, one].toSorted();
}

/** Counts a turn that had to be asked for by name. */
export function markTurn({ marked }: Counts, mark: string): void {
  marked[mark] = (marked[mark] ?? 0) + 1;
}
