import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { episodeLogContract } from "./contract.ts";
import { newLogFile } from "./log-file.ts";

episodeLogContract("SQLite file", () => {
  const file = newLogFile();
  return { open: () => openEpisodeLog({ file }), reader: () => openEpisodeReader(file) };
});
