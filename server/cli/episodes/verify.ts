import { printable } from "../../episodes/transcript.ts";
import { takesNoWords, type EpisodeCommand } from "./command.ts";
import { plural } from "../../episodes/plural.ts";
import { reading } from "./reading.ts";

/** `verify`: reads everything and names what is wrong. */
export const verify: EpisodeCommand = {
  name: "verify",
  takes: "",
  does: "read everything and check the chain; exit status 1 on any problem",
  refuse: takesNoWords,
  async run({ file, json }) {
    const result = await reading(file, (reader) => reader.verify());
    if (json) console.log(JSON.stringify(result, null, 2));
    else {
      for (const { episode, message } of result.problems) {
        console.log(`${episode === null ? "log" : `episode ${printable(episode)}`}: ${message}`);
      }
      const what = `${plural(result.records, "record")} of ${plural(result.episodes, "episode")}`;
      console.log(
        result.ok
          ? `OK: ${what} in ${String(file)} are whole, in order and unchanged (format ${result.format}).`
          : `DAMAGED: ${plural(result.problems.length, "problem")} in ${String(file)}; ${what} are whole.`,
      );
    }
    return result.ok ? 0 : 1;
  },
};
