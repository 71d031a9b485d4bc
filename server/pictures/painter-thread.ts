import { parentPort } from "node:worker_threads";
import { painted, type PaintOrder } from "./painter-jobs.ts";

/** The thread in which strangers' pictures are unpacked: one order at a time, an answer to each. */
parentPort?.on("message", (order: PaintOrder) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  void painted(order).then((answer) => parentPort?.postMessage(answer));
});
