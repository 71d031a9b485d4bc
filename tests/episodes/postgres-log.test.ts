import { describe } from "vitest";
import { openPostgresLog } from "../../server/episodes/postgres-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { newSchemaUrl, POSTGRES } from "../doubles/postgres.ts";
import { episodeLogContract } from "./contract.ts";

describe.skipIf(POSTGRES === null)("PostgreSQL", () => {
  episodeLogContract("PostgreSQL", () => {
    const url = newSchemaUrl();
    return { open: () => openPostgresLog({ url }), reader: () => openEpisodeReader(url) };
  });
});
