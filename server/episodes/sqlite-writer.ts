import { parentPort, workerData } from "node:worker_threads";
import type { WriterSettings } from "./database.ts";
import { createEpisodeStore } from "./episode-store.ts";
import { openSqliteForWriting } from "./sqlite-database.ts";
import { serveWriter } from "./writer-service.ts";

/** The writer's thread: the only one that writes to the log's file. Started by `sqlite-log.ts`. */

if (parentPort === null)
  throw new Error("This file is a thread of the episode log, not a program.");
await serveWriter(parentPort, () =>
  createEpisodeStore(openSqliteForWriting(workerData as WriterSettings)),
);
