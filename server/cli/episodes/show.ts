import { createTranscript, visiblePart } from "../../episodes/transcript.ts";
import { takesAnEpisode, type EpisodeCommand } from "./command.ts";
import { episodeNamed, summaryLine } from "./episode-words.ts";
import { plural } from "../../episodes/plural.ts";
import { reading } from "./reading.ts";

/** `show`: one episode as a transcript, or as JSON, one event on each line. */
export const show: EpisodeCommand = {
  name: "show",
  takes: "ID|latest",
  does: "one episode as a transcript",
  refuse: takesAnEpisode,
  run: ({ words: [id = ""], file, json, showPrivate }) =>
    reading(file, async (reader) => {
      const episode = await episodeNamed(reader, id, file);
      if (episode === null) return 1;
      if (json) {
        for await (const logged of reader.events(episode.id)) {
          const shown = showPrivate ? { seq: logged.seq, ...logged.event } : visiblePart(logged);
          if (shown !== null) console.log(JSON.stringify(shown));
        }
        return 0;
      }
      console.log(`${summaryLine(episode)}\n`);
      const transcript = createTranscript({ showPrivate });
      for await (const logged of reader.events(episode.id)) {
        for (const line of transcript.linesOf(logged)) console.log(line);
      }
      console.log(
        showPrivate
          ? "\nThoughts and model calls are shown: this text is private."
          : `\n${plural(transcript.hidden, "private part")} not shown (thoughts, model calls); --private shows them.`,
      );
      return 0;
    }),
};
