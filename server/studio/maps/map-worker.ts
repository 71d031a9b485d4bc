import { parentPort, workerData } from "node:worker_threads";
import { proofOf } from "./print-upload.ts";

/** The thread that prints one map and ends. */

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await proofOf(workerData as Uint8Array));
