import { parentPort, workerData } from "node:worker_threads";
import type { WriterSettings } from "./database.ts";
import { openEpisodeStore } from "./episode-store.ts";
import { serveWriter } from "./writer-service.ts";

/** The writer's thread: the only one that writes to the log's file. Started by `sqlite-log.ts`. */

if (parentPort === null)
  throw new Error("This file is a thread of the episode log, not a program.");
serveWriter(parentPort, () => openEpisodeStore(workerData as WriterSettings));
