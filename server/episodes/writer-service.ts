import type { MessagePort } from "node:worker_threads";
import type { Clock } from "../stage/ports.ts";
import type { EpisodeStore } from "./episode-store.ts";
import { createGroupCommit, noteOf, type FailureNote, type PendingAppend } from "./group-commit.ts";

/** What the log asks of its writer. */
export type WriterRequest =
  | { readonly type: "append"; readonly append: PendingAppend }
  | { readonly type: "close" };

/** What the writer answers. */
export type WriterReply =
  | { readonly type: "opened" }
  | { readonly type: "open-failed"; readonly failure: FailureNote }
  | {
      readonly type: "settled";
      readonly ids: readonly number[];
      readonly failure: FailureNote | null;
    }
  | { readonly type: "closed"; readonly failure: FailureNote | null };

const threadClock: Pick<Clock, "elapsed" | "after"> = {
  elapsed: () => performance.now(),
  after(ms, run) {
    if (ms <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Serves one log over a port until it is asked to close: group commits of at most 20 ms or 64 records. */
export async function serveWriter(
  port: MessagePort,
  open: () => EpisodeStore | Promise<EpisodeStore>,
): Promise<void> {
  const reply = (message: WriterReply): void => port.postMessage(message);
  let store: EpisodeStore;
  try {
    store = await open();
  } catch (error) {
    reply({ type: "open-failed", failure: noteOf(error) });
    return;
  }
  const commits = createGroupCommit({
    store,
    clock: threadClock,
    windowMs: 20,
    batchRecords: 64,
    settle: (ids, failure) => reply({ type: "settled", ids, failure }),
  });
  port.on("message", (request: WriterRequest) => {
    switch (request.type) {
      case "append":
        commits.add(request.append);
        break;
      case "close":
        void commits.close().then((failure) => {
          reply({ type: "closed", failure });
          port.close();
        });
        break;
    }
  });
  reply({ type: "opened" });
}
