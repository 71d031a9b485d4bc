import { parentPort, Worker, workerData } from "node:worker_threads";
import { EpisodeLogError } from "../../server/episodes/episode-log-error.ts";
import { createEpisodeStore, type EpisodeStore } from "../../server/episodes/episode-store.ts";
import type { WriterSettings } from "../../server/episodes/database.ts";
import { openSqliteForWriting } from "../../server/episodes/sqlite-database.ts";
import { serveWriter } from "../../server/episodes/writer-service.ts";

/**
 * A writer's thread with a fault. `silent`: never answers an append. `throws`: dies of a foreign error at the
 * first append. `disk`: the third commit fails as a lost sync would. `slow`: each commit takes 5 ms longer.
 */
export type Fault = "silent" | "throws" | "disk" | "slow";

interface FaultyWorkerData {
  readonly fault: Fault;
  readonly settings: WriterSettings;
}

/** For the log's `startWriter`. */
export function startFaultyWriter(fault: Fault): (settings: WriterSettings) => Worker {
  return (settings) => new Worker(new URL(import.meta.url), { workerData: { fault, settings } });
}

/** Waits without giving way, as a disk makes its caller wait. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function faultyStore({ fault, settings }: FaultyWorkerData): EpisodeStore {
  const store = createEpisodeStore(openSqliteForWriting(settings));
  let commits = 0;
  return {
    commit(records) {
      commits += 1;
      if (fault === "disk" && commits === 3) throw new EpisodeLogError("disk", "the sync failed");
      if (fault === "slow") block(5);
      return store.commit(records);
    },
    close: () => store.close(),
  };
}

if (parentPort !== null && workerData?.fault !== undefined) {
  const port = parentPort;
  const data = workerData as FaultyWorkerData;
  if (data.fault === "silent" || data.fault === "throws") {
    port.on("message", (request: { type: string }) => {
      if (data.fault === "throws") throw new Error(`died of ${JSON.stringify(request)}`);
    });
    port.postMessage({ type: "opened" });
  } else {
    void serveWriter(port, () => faultyStore(data));
  }
}
