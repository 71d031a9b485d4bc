import { printable } from "../../episodes/transcript.ts";
import { reportLines } from "../../training/rights/report.ts";
import { retain as retainIn } from "../../training/rights/retention.ts";
import { dataFolderOf } from "../log-named.ts";
import { takesNoWords, type EpisodeCommand } from "./command.ts";
import { sayWhoHoldsIt } from "./forget.ts";

/** `retain`: takes out of the log what is older than it is to be kept. */
export const retain: EpisodeCommand = {
  name: "retain",
  takes: "",
  does: "take out what is older than it is to be kept; says first what that is, and does it with --yes",
  options: {
    days: {
      type: "string",
      takes: "N",
      does: "whole episodes after so many days; otherwise DRAMATIS_KEEP_DAYS",
    },
    "private-days": {
      type: "string",
      takes: "N",
      does: "thoughts and model calls after so many, where not every player allows training; otherwise DRAMATIS_KEEP_PRIVATE_DAYS",
    },
    yes: { type: "boolean", does: "do it; the server must be stopped" },
  },
  refuse: takesNoWords,
  async run({ file: place, given, json }) {
    const { DRAMATIS_KEEP_DAYS, DRAMATIS_KEEP_PRIVATE_DAYS } = process.env;
    const days = daysOf(given["days"] ?? DRAMATIS_KEEP_DAYS);
    const privateDays = daysOf(given["private-days"] ?? DRAMATIS_KEEP_PRIVATE_DAYS);
    if (days === "wrong" || privateDays === "wrong") {
      console.error("Days are a whole number from 1 on.");
      return 2;
    }
    if (days === null && privateDays === null) {
      console.error("For how long? Give --days or --private-days, or set DRAMATIS_KEEP_DAYS.");
      return 2;
    }
    const keep = { days, privateDays };
    const done = given["yes"] === true;
    const copies = dataFolderOf(place);
    const report = await retainIn({ place, keep, now: Date.now(), done, copies }).catch(
      sayWhoHoldsIt,
    );
    if (json) console.log(JSON.stringify(report, null, 2));
    else {
      for (const line of reportLines(report)) console.log(printable(line));
      if (!done) console.log("To do it, stop the server and repeat the command with --yes.");
    }
    return 0;
  },
};

function daysOf(given: string | boolean | undefined): number | null | "wrong" {
  if (given === undefined || given === "") return null;
  return typeof given === "string" && /^[1-9]\d{0,4}$/u.test(given) ? Number(given) : "wrong";
}
