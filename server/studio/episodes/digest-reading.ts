import type { EpisodeAt, EpisodeShelf } from "../../episodes/episode-shelf.ts";
import { createDigesting, DIGESTED, type Digesting, type EpisodeDigest } from "./episode-digest.ts";

/** Digests of a log's episodes, read once and gone on with as an episode grows. */
export interface DigestReading {
  /** The whole of it, however long it takes. */
  whole(episode: Which): Promise<EpisodeDigest>;
  /** Reads until this moment; null where it is not whole then. The next one who asks goes on. */
  until(episode: Which, deadline: number): Promise<EpisodeDigest | null>;
}

type Which = Pick<EpisodeAt, "id" | "records">;

/** Digests that are kept; an episode that is over never changes. */
const KEPT = 5_000;
/** Events read at a time. */
const AT_ONCE = 1_000;

/** An episode, as far as it was read. */
interface Read {
  digesting: Digesting;
  /** The last event that was taken; null before the first. */
  last: { readonly seq: number; readonly at: number; readonly type: string } | null;
  /** So many records it had when this reading began, or was whole. */
  records: number;
  digest: EpisodeDigest | null;
  /** One after the other, so that no event counts twice. */
  turn: Promise<unknown>;
}

/** `elapsed` gives milliseconds that only grow. */
export function createDigestReading(
  shelf: Pick<EpisodeShelf, "events">,
  elapsed: () => number,
): DigestReading {
  const kept = new Map<string, Read>();

  function readOf(id: string): Read {
    const known = kept.get(id) ?? { ...begun(0), turn: Promise.resolve() };
    kept.delete(id);
    kept.set(id, known);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return known;
  }

  async function readOn(
    one: Read,
    { id, records }: Which,
    deadline: number,
  ): Promise<EpisodeDigest | null> {
    if (one.digest !== null && one.records === records) return one.digest;
    if (one.last === null || records < one.records) Object.assign(one, begun(records));
    for (;;) {
      const { last } = one;
      const from = last?.seq ?? 0;
      const events = await shelf.events(id, { types: DIGESTED, from, limit: AT_ONCE });
      const [first] = events;
      const same =
        last === null ||
        (first?.seq === last.seq && first.event.at === last.at && first.event.type === last.type);
      // What was erased is another episode, from its beginning on.
      const erased = events.some(
        ({ seq, event }) => seq >= one.records && event.type === "redaction",
      );
      if (!same || (last !== null && erased)) {
        Object.assign(one, begun(records));
        continue;
      }
      for (const event of last === null ? events : events.slice(1)) one.digesting.take(event);
      const end = events.at(-1);
      if (end !== undefined) one.last = { seq: end.seq, at: end.event.at, type: end.event.type };
      if (events.length < AT_ONCE) break;
      if (elapsed() > deadline) return null;
    }
    one.records = records;
    one.digest = one.digesting.digest();
    return one.digest;
  }

  function asked(episode: Which, deadline: number): Promise<EpisodeDigest | null> {
    const one = readOf(episode.id);
    const mine = one.turn.then(() => readOn(one, episode, deadline));
    one.turn = mine.catch(() => {});
    return mine;
  }

  return {
    async whole(episode) {
      const digest = await asked(episode, Number.POSITIVE_INFINITY);
      if (digest === null) throw new Error("an episode was not read to its end");
      return digest;
    },
    until: asked,
  };
}

function begun(records: number): Omit<Read, "turn"> {
  return { digesting: createDigesting(), last: null, records, digest: null };
}
