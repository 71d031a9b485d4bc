import { dirname, join } from "node:path";
import { LogPlace } from "../episodes/log-place.ts";

/** The log that a command works on: the one its options name, else the one that a server with these settings writes. */
export function logNamed(named: string | undefined): LogPlace {
  const { DRAMATIS_LOG, DRAMATIS_DATA_DIR } = process.env;
  return new LogPlace(
    named ?? (DRAMATIS_LOG || join(DRAMATIS_DATA_DIR || "data", "episodes.sqlite")),
  );
}

/** Where memory, consent and everything else of a server's are kept that writes this log. */
export function dataFolderOf(place: LogPlace): string {
  const where = place.open();
  return where.kind === "file" ? dirname(where.file) : process.env["DRAMATIS_DATA_DIR"] || "data";
}
