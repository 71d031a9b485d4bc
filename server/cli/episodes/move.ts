import { LogPlace } from "../../episodes/log-place.ts";
import { moveLog, type MoveProgress } from "../../episodes/move-log.ts";
import { printable } from "../../episodes/transcript.ts";
import { takesNoWords, type EpisodeCommand } from "./command.ts";
import { plural } from "../../episodes/plural.ts";

/** Between two lines of progress, in ms. */
const EVERY = 1_000;

/** `move`: copies a whole log to another place and reads it there; what was read from stays as it is. */
export const move: EpisodeCommand = {
  name: "move",
  takes: "",
  does: "copy the log to another place, byte for byte, and check it there; deletes nothing",
  options: {
    from: {
      type: "string",
      takes: "FILE|URL",
      does: "the log as it is; otherwise as for any command",
    },
    to: {
      type: "string",
      takes: "FILE|URL",
      does: "where it goes; what an earlier move left is gone on with",
    },
  },
  refuse: takesNoWords,
  async run({ file, given, json }) {
    const { from, to } = given;
    if (typeof to !== "string") {
      console.error("Where to? Give --to a file or a postgres:// URL.");
      return 2;
    }
    const source = typeof from === "string" ? new LogPlace(from) : file;
    const target = new LogPlace(to);
    const report = await moveLog(source, target, progressLines());
    if (json) console.log(JSON.stringify(report, null, 2));
    else {
      for (const { episode, message } of report.problems) {
        console.log(`episode ${printable(episode)}: ${message}`);
      }
      const what = `${plural(report.records, "record")} of ${plural(report.episodes - report.problems.length, "episode")}`;
      console.log(
        `${report.problems.length === 0 ? "OK" : "NOT ALL"}: ${what} are in ${String(target)}, read there and found whole; ` +
          `${report.copied} were copied now.`,
      );
      if (report.wentOn > 0) {
        console.log(`${plural(report.wentOn, "episode")} went on there after an earlier move.`);
      }
      console.log(
        `Nothing was deleted: ${String(source)} is as it was. To go on in the new place, set DRAMATIS_LOG to it.`,
      );
    }
    return report.problems.length === 0 ? 0 : 1;
  },
};

/** Says now and then on standard error how far it is, how fast, and how long it will take. */
function progressLines(): (progress: MoveProgress) => void {
  let phase: MoveProgress["phase"] | null = null;
  let since = performance.now();
  let said = since;
  let first = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.phase !== phase) {
      phase = progress.phase;
      since = now;
      first = progress.done;
    }
    if (now - said < EVERY) return;
    said = now;
    const rate = ((progress.done - first) / (now - since)) * 1_000;
    const left = rate > 0 ? `, ${Math.ceil((progress.whole - progress.done) / rate)} s left` : "";
    console.error(
      `${phase}: ${progress.done} of ${progress.whole} records, ${Math.round(rate)} a second${left}`,
    );
  };
}
