import { EpisodeLogError } from "./episode-log-error.ts";
import { columnsOf, eventOf, type EventRecord } from "./record.ts";
import { CHAIN_START, linkHash, sameHash } from "./record-chain.ts";

/** A record as a store gives it back. */
export interface StoredRecord extends EventRecord {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** What the store says of an episode beside its records: how many there are, and the hash of the last. */
export interface EpisodeHead {
  readonly id: string;
  readonly records: number;
  readonly head: Uint8Array;
}

/**
 * What is wrong. `missing`: a record is not there. `changed`: it is not the one that was written in this place.
 * `extra`: there are more than were written. `columns`: its columns say other than its body.
 * `invalid`: its body is no event. `head`: the episode's own row was changed. `unreadable`: the file is damaged.
 */
export type ProblemKind =
  | "missing"
  | "changed"
  | "extra"
  | "columns"
  | "invalid"
  | "head"
  | "unreadable";

/** The first thing wrong with an episode; `episode` is null for the file as a whole. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly episode: string | null;
  readonly seq: number | null;
  readonly message: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly format: number;
  readonly episodes: number;
  /** Records that were read and found whole. */
  readonly records: number;
  readonly problems: readonly Problem[];
}

/** Follows one episode's chain, record by record in the order of `seq`, up to its first problem. */
export interface ChainWalk {
  /** Null while all is well. */
  next(record: StoredRecord): Problem | null;
  /** To be called after the last record. */
  end(): Problem | null;
  readonly passed: number;
}

export function walkChain(head: EpisodeHead): ChainWalk {
  let expected = 0;
  let previous = CHAIN_START;
  const problem = (kind: ProblemKind, seq: number | null, message: string): Problem => ({
    kind,
    episode: head.id,
    seq,
    message,
  });
  const missing = (): Problem =>
    problem("missing", expected, `record ${expected} of ${head.records} is missing`);

  return {
    next(record) {
      const { seq } = record;
      if (seq !== expected) return missing();
      if (!sameHash(linkHash(previous, record), record.hash)) {
        return problem(
          "changed",
          seq,
          `record ${seq} was changed, or is not the one that was written in this place`,
        );
      }
      try {
        const columns = Object.entries(columnsOf(eventOf(record)));
        const other = columns.find(([name, value]) => record[name as keyof EventRecord] !== value);
        if (other !== undefined) {
          return problem("columns", seq, `record ${seq}: column ${other[0]} contradicts the body`);
        }
      } catch (error) {
        const why = error instanceof EpisodeLogError ? error.message : "it cannot be read";
        return problem("invalid", seq, `record ${seq}: ${why}`);
      }
      previous = record.hash;
      expected += 1;
      return null;
    },
    end() {
      if (expected < head.records) return missing();
      if (!sameHash(previous, head.head)) {
        return problem("head", null, "the episode's own row does not fit its last record");
      }
      return null;
    },
    get passed() {
      return expected;
    },
  };
}
