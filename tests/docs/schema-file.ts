import { resolve } from "node:path";
import { EPISODE_FORMAT } from "../../server/stage/episode-event.ts";

/** Where the schema of this version's events is published; those of earlier versions stay beside it. */
export const SCHEMA_FILE = resolve(
  import.meta.dirname,
  `../../docs/schema/episode-event.v${EPISODE_FORMAT}.json`,
);
