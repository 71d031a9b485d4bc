import { EpisodeLogError } from "../../episodes/episode-log-error.ts";
import { printable } from "../../episodes/transcript.ts";
import { erasePlayer } from "../../training/rights/erasure/erasure.ts";
import { reportLines } from "../../training/rights/report.ts";
import { dataFolderOf } from "../log-named.ts";
import { takesNoWords, type EpisodeCommand } from "./command.ts";

/** `forget`: erases a player from everything that is kept; without `--yes` it says what that would be. */
export const forget: EpisodeCommand = {
  name: "forget",
  takes: "",
  does: "erase a player from the log, from memory and consent; says first what that is, and does it with --yes",
  options: {
    player: { type: "string", takes: "SUBJECT|NAME|PARTICIPANT", does: "whom" },
    yes: { type: "boolean", does: "do it; the server must be stopped" },
    exports: {
      type: "string",
      takes: "DIR",
      does: "a folder of copies that was moved, or that no command noted",
    },
  },
  refuse: takesNoWords,
  async run({ file: place, given, json }) {
    const { player, yes = false, exports } = given;
    if (typeof player !== "string" || player.trim() === "") {
      console.error("Whom? Give --player a subject, a name or a participant's id.");
      return 2;
    }
    const result = await erasePlayer({
      asked: player,
      place,
      dataDir: dataFolderOf(place),
      exports: typeof exports === "string" ? [exports] : [],
      done: yes === true,
    }).catch(sayWhoHoldsIt);
    if ("several" in result) {
      console.error(
        "Several players had that name. Name one of them by its subject or a participant's id:",
      );
      for (const { visits, subjects } of result.several) {
        const ids = visits.map(({ participant, episode }) => `${participant} in ${episode}`);
        console.error(`  ${subjects[0] ?? "without a key"}: ${ids.map(printable).join(", ")}`);
      }
      return 1;
    }
    if (json) console.log(JSON.stringify(result, null, 2));
    else {
      for (const line of reportLines(result)) console.log(printable(line));
      if (!result.done) console.log("To do it, stop the server and repeat the command with --yes.");
    }
    return result.done && result.left.length > 0 ? 1 : 0;
  },
};

/** What is held in a server's memory would be written again after it was erased. */
export function sayWhoHoldsIt(error: unknown): never {
  if (error instanceof EpisodeLogError && error.code === "busy") {
    throw new EpisodeLogError(
      "busy",
      `${error.message} A server that runs keeps in memory what was said, so nothing was changed: stop it, then repeat the command.`,
    );
  }
  throw error;
}
