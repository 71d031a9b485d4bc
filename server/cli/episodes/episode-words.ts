import { plural } from "../../episodes/plural.ts";
import type { LogPlace } from "../../episodes/log-place.ts";
import type { EpisodeReader, EpisodeSummary } from "../../episodes/reader.ts";
import { dayAndTimeOf, printable } from "../../episodes/transcript.ts";

/** An episode in one line. */
export function summaryLine(episode: EpisodeSummary): string {
  const outcomes = Object.entries(episode.outcomes)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(", ");
  return [
    printable(episode.id),
    dayAndTimeOf(episode.startedAt),
    episode.endedAt === null ? "not ended" : `${minutes(episode.endedAt - episode.startedAt)} min`,
    `${plural(episode.turns, "turn")}${outcomes === "" ? "" : ` (${outcomes})`}`,
    plural(episode.lines, "line"),
    printable(episode.scene ?? "unknown scene"),
    ...(episode.synthetic === true ? ["stand-in"] : []),
    ...(episode.branchOf === undefined
      ? []
      : [
          `branch of ${printable(episode.branchOf.episodeId)} at ${printable(episode.branchOf.turnId)}`,
        ]),
  ].join("  ");
}

/** The episode that a person named, by its id or as `latest`; null, said on standard error, when there is none. */
export async function episodeNamed(
  reader: EpisodeReader,
  id: string,
  place: string | LogPlace,
): Promise<EpisodeSummary | null> {
  const episodes = await reader.list();
  const episode =
    id === "latest" ? episodes.at(-1) : episodes.find((candidate) => candidate.id === id);
  if (episode !== undefined) return episode;
  console.error(
    `There is no episode ${printable(id)} in ${String(place)}. See npm run episodes -- list.`,
  );
  return null;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
