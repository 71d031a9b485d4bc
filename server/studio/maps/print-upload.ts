import { Worker } from "node:worker_threads";
import { inTurn } from "../../worlds/in-turn.ts";
import { refused, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import { readUpload } from "./map-upload.ts";
import { printMap, type PrintedMap } from "./print-map.ts";

/** From what a page sent to a printed map, or why there is none. */
export type MapPrinter = (body: Uint8Array) => Promise<PrintedMap | MapRefusal>;

/** Never throws for what is in the bytes. */
export function printUpload(body: Uint8Array): PrintedMap | MapRefusal {
  const read = readUpload(body);
  return read.ok ? printMap(read.files) : read;
}

/** In ms: a map of the largest size takes a few seconds. */
const LONGEST = 60_000;

/** Prints in a thread, so that the game goes on: one map at a time, none for longer than it may take. */
export function threadedPrinter(): MapPrinter {
  const oneAfterTheOther = inTurn();
  return (body) => oneAfterTheOther("print", () => inThread(body));
}

function inThread(body: Uint8Array): Promise<PrintedMap | MapRefusal> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./map-worker.ts", import.meta.url), {
      workerData: body,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const done = (made: PrintedMap | MapRefusal) => {
      clearTimeout(timer);
      resolve(made);
      void worker.terminate();
    };
    const timer = setTimeout(() => done(refused("time")), LONGEST);
    worker.once("message", (made: PrintedMap | MapRefusal) => done(made));
    // Out of its memory, or a fault of ours: the one who brought it is told, and nothing else is hurt.
    worker.once("error", () => done(refused("time")));
    worker.once("exit", () => done(refused("time")));
  });
}
