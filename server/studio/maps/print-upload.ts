import { Worker } from "node:worker_threads";
import { inTurn } from "../../worlds/in-turn.ts";
import { refused, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import { readUpload } from "./map-upload.ts";
import { otherPictures } from "./other-pictures.ts";
import { keptFiles, printMap, type PrintedMap } from "./print-map.ts";

/** A printed map as its thread hands it over: what would be kept, and what is shown of it. */
export interface MapProof extends Pick<PrintedMap, "ok" | "layers" | "plan" | "warnings" | "file"> {
  /** Made of its bytes. */
  readonly name: string;
  /** Its file, without a title, and its picture. */
  readonly text: string;
  readonly png: Uint8Array;
  readonly tile: number;
  /** The whole map small, as a PNG in base64. */
  readonly picture: string;
  readonly bytes: number;
}

/** From what a page sent to a map that can be brought in, or why there is none. */
export type MapPrinter = (body: Uint8Array) => Promise<MapProof | MapRefusal>;

/** All that takes long is done with it. */
export async function proofOf(body: Uint8Array): Promise<MapProof | MapRefusal> {
  const read = readUpload(body);
  if (!read.ok) return read;
  const made = printMap(read.files, await otherPictures(read.files));
  if (!made.ok) return made;
  const { ok, kept, layers, plan, warnings, file, preview, bytes } = made;
  const { tile } = kept;
  const picture = Buffer.from(preview).toString("base64");
  return { ok, ...keptFiles(made, ""), tile, layers, plan, warnings, file, picture, bytes };
}

/** In ms: a map of the largest size takes a few seconds. */
const LONGEST = 60_000;

/** Prints in a thread, so that the game goes on: one map at a time, none for longer than it may take. */
export function threadedPrinter(): MapPrinter {
  const oneAfterTheOther = inTurn();
  return (body) => oneAfterTheOther("print", () => inThread(body));
}

function inThread(body: Uint8Array): ReturnType<MapPrinter> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./map-worker.ts", import.meta.url), {
      workerData: body,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const done = (made: MapProof | MapRefusal) => {
      clearTimeout(timer);
      resolve(made);
      void worker.terminate();
    };
    const timer = setTimeout(() => done(refused("time")), LONGEST);
    worker.once("message", done);
    // Out of its memory, or a fault of ours: the one who brought it is told, and nothing else is hurt.
    worker.once("error", () => done(refused("time")));
    worker.once("exit", () => done(refused("time")));
  });
}
