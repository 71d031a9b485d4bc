import type { EpisodeReader, EpisodeSummary } from "../../../server/episodes/reader.ts";
import { readerOf, theLantern } from "./an-evening.ts";

/** A log of so many evenings, each made when it is read: none of it has to be held. */
export function manyEvenings(count: number): Pick<EpisodeReader, "list" | "events"> {
  const records = theLantern().length;
  const startOf = (at: number): number => 1_700_000_000_000 + at * 100_000;
  return {
    list: async () =>
      Array.from({ length: count }, (_, at): EpisodeSummary => ({
        id: `evening-${at}`,
        scene: "salt-lantern",
        model: "her-32b",
        synthetic: false,
        startedAt: startOf(at),
        endedAt: null,
        lastAt: startOf(at) + records * 1_000,
        turns: 6,
        lines: 3,
        outcomes: {},
        records,
      })),
    events(id, fromSeq) {
      const at = Number(id.split("-")[1]);
      return readerOf(theLantern(id, startOf(at))).events(id, fromSeq);
    },
  };
}
