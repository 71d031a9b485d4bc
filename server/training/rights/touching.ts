import { weightOf, type Rewrite } from "../../episodes/rewriting.ts";
import type { EpisodeReader } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { TouchedEpisode } from "./report.ts";

/** A rewriting that counts what it changes, kind by kind. */
export function counted(rewrite: Rewrite): { rewrite: Rewrite; kinds: Record<string, number> } {
  const kinds: Record<string, number> = {};
  return {
    kinds,
    rewrite(event) {
      const after = rewrite(event);
      // What an earlier rewriting left is made the same again, and is no change.
      if (after === event || JSON.stringify(after) === JSON.stringify(event)) return event;
      kinds[event.type] = (kinds[event.type] ?? 0) + 1;
      return after;
    },
  };
}

/** What a rewriting would do to an episode, without doing it; null for nothing. */
export async function survey(
  reader: EpisodeReader,
  id: string,
  plain: Rewrite,
): Promise<TouchedEpisode | null> {
  const { rewrite, kinds } = counted(plain);
  let [records, gone, characters] = [0, 0, 0];
  for await (const { event } of reader.events(id)) {
    const after: EpisodeEvent | null = rewrite(event);
    if (after === event) continue;
    records += 1;
    if (after === null) gone += 1;
    characters += weightOf(event) - weightOf(after);
  }
  return records === 0 ? null : { id, records, gone, characters: Math.max(0, characters), kinds };
}
