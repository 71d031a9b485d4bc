import { Worker } from "node:worker_threads";
import type { Painted, PaintOrder } from "./painter-jobs.ts";
import { notTaken } from "./picture.ts";

export type { Painted, Painting, PaintOrder } from "./painter-jobs.ts";

/**
 * Paints strangers' pictures anew in a thread of its own, so that a game never waits for one. The thread is begun with
 * the first of them, ended when nothing comes for a while, and ended at once when one takes too long or too much memory.
 */
export interface Painter {
  /** Never rejects. */
  paint(order: PaintOrder): Promise<Painted>;
  /** Ends the thread; what waits is refused. */
  close(): Promise<void>;
}

export interface PainterOptions {
  /** How long one picture may take, and how long an idle thread is kept, in ms. */
  readonly patience?: number;
  readonly idle?: number;
  /** Pictures that may wait. */
  readonly most?: number;
  /** Starts the thread; given by tests that make it fail. */
  readonly startThread?: () => Worker;
}

interface Waiting {
  readonly order: PaintOrder;
  readonly tell: (painted: Painted) => void;
}

/** In MB. Pixels and their unpacking are bounded by `PICTURE_LIMITS`; this bounds what decoders do beside them. */
const HEAP = 256;

export function createPainter(options: PainterOptions = {}): Painter {
  const { patience = 15_000, idle = 30_000, most = 32, startThread = start } = options;
  const waiting: Waiting[] = [];
  let thread: Worker | null = null;
  let current: Waiting | null = null;
  let timer: NodeJS.Timeout | undefined;

  const finish = (answer: Painted) => {
    clearTimeout(timer);
    const { tell } = current ?? {};
    current = null;
    tell?.(answer);
    next();
  };
  const end = (): Promise<number> => {
    const old = thread;
    thread = null;
    old?.removeAllListeners();
    // What a thread that is being ended still throws is nobody's any more.
    old?.on("error", () => {});
    return old?.terminate() ?? Promise.resolve(0);
  };
  const begin = (): Worker => {
    const begun = startThread();
    begun.unref();
    begun.on("message", finish);
    begun.on("error", () => {
      void end();
      finish(notTaken("hostile", TOO_MUCH));
    });
    begun.on("exit", () => {
      if (thread !== begun) return;
      thread = null;
      if (current !== null) finish(notTaken("hostile", TOO_MUCH));
    });
    return begun;
  };
  const next = (): void => {
    clearTimeout(timer);
    const one = waiting.shift();
    if (one === undefined) {
      timer = setTimeout(() => void end(), idle).unref();
      return;
    }
    current = one;
    try {
      thread ??= begin();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage(one.order);
    } catch {
      finish(notTaken("too-slow", NO_THREAD));
      return;
    }
    timer = setTimeout(() => {
      void end();
      finish(notTaken("too-slow", TOO_SLOW));
    }, patience);
  };
  return {
    paint(order) {
      if (waiting.length >= most) return Promise.resolve(notTaken("too-slow", TOO_MANY));
      return new Promise((tell) => {
        waiting.push({ order, tell });
        if (current === null) next();
      });
    },
    async close() {
      clearTimeout(timer);
      const left = [...(current === null ? [] : [current]), ...waiting.splice(0)];
      current = null;
      for (const { tell } of left) tell(notTaken("too-slow", CLOSED));
      await end();
    },
  };
}

function start(): Worker {
  return new Worker(new URL("./painter-thread.ts", import.meta.url), {
    name: "painter",
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: 64 },
  });
}

const TOO_SLOW =
  "The picture took too long to unpack and was left; make it smaller, or save it anew.";
const TOO_MUCH =
  "The picture took more memory than any picture needs and was left; save it anew, smaller.";
const TOO_MANY = "Too many pictures wait to be painted; try again in a minute.";
const NO_THREAD = "No picture could be painted just now; try again in a minute.";
const CLOSED = "The server is closing; bring the picture again when it runs.";
