import { parentPort, workerData } from "node:worker_threads";
import { createEpisodeStore } from "./episode-store.ts";
import { openPostgresForWriting, type PostgresSettings } from "./postgres-database.ts";
import { serveWriter } from "./writer-service.ts";

/** The writer's thread for a log in PostgreSQL: hashing and talking to the server are not the rooms' work. */

if (parentPort === null)
  throw new Error("This file is a thread of the episode log, not a program.");
await serveWriter(parentPort, async () =>
  createEpisodeStore(await openPostgresForWriting(workerData as PostgresSettings)),
);
