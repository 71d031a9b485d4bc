import { statSync } from "node:fs";
import { join } from "node:path";
import { exportEpisodes, FORMATS, type Format } from "../../server/training/exports/index.ts";
import { generatedLog } from "./export-log.ts";

/** One arm of the export benchmark in a process of its own: `node export-process.ts parquet|jsonl|read TURNS OUT`. */

const [, , arm = "", turns = "", out = ""] = process.argv;
const calls = FORMATS.find(({ name }) => name === "calls");
if (calls === undefined) throw new Error("there is no format calls");

/** The same rows as plain lines, and the same rows made and only the first of them written. */
const ARMS: Readonly<Record<string, Format>> = {
  parquet: calls,
  jsonl: { ...calls, name: "calls as JSON lines", files: { "": {} } },
  read: {
    ...calls,
    name: "rows alone",
    files: { "": {} },
    open() {
      let first = true;
      return {
        turn(sample, rows) {
          if (first) rows.row("", sample, () => ({ turn: sample.turn }));
          first = false;
        },
      };
    },
  },
};

const began = performance.now();
const format = ARMS[arm];
if (format === undefined) throw new Error(`there is no arm ${arm}`);
const { rows, files, folder } = await exportEpisodes({
  reader: generatedLog(Number(turns)),
  format,
  out,
  exact: true,
  key: new Uint8Array(32),
});
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    seconds: (performance.now() - began) / 1_000,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1_024,
    rows,
    size: files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6,
  }),
);
