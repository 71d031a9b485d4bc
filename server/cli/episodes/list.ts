import { EpisodeLogError } from "../../episodes/episode-log-error.ts";
import { takesNoWords, type EpisodeCommand } from "./command.ts";
import { summaryLine } from "./episode-words.ts";
import { plural } from "../../episodes/plural.ts";
import { reading } from "./reading.ts";

/** `list`: every episode of the log in a line; a log that is not there yet is an empty list. */
export const list: EpisodeCommand = {
  name: "list",
  takes: "",
  does: "the episodes of the log, oldest first",
  refuse: takesNoWords,
  async run({ file, json }) {
    try {
      const episodes = await reading(file, (reader) => reader.list());
      if (json) {
        console.log(JSON.stringify(episodes, null, 2));
        return 0;
      }
      for (const episode of episodes) console.log(summaryLine(episode));
      console.log(`${plural(episodes.length, "episode")} in ${String(file)}`);
      return 0;
    } catch (error) {
      if (!(error instanceof EpisodeLogError) || error.code !== "missing") throw error;
      if (json) console.log("[]");
      throw error;
    }
  },
};
