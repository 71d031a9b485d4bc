import { join } from "node:path";
import { LogPlace } from "../episodes/log-place.ts";

/** The log that a command works on: the one its options name, else the one that a server with these settings writes. */
export function logNamed(named: string | undefined): LogPlace {
  const { DRAMATIS_LOG, DRAMATIS_DATA_DIR } = process.env;
  return new LogPlace(
    named ?? (DRAMATIS_LOG || join(DRAMATIS_DATA_DIR || "data", "episodes.sqlite")),
  );
}
