import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import * as zlib from "node:zlib";

/** One line of a file, and what ended it: nothing at the end of a file that has no last line end. */
export interface FileLine {
  readonly text: string;
  readonly end: "\n" | "";
}

/**
 * The lines of a file of JSON lines, compressed with zstd where its name says so, in as much memory as the longest of
 * them. Rejects where the file cannot be read, or is no such file.
 */
export async function* jsonlLines(path: string): AsyncIterable<FileLine> {
  const text = new PassThrough({ encoding: "utf8" });
  const source = createReadStream(path);
  const reading = path.endsWith(".zst")
    ? pipeline(source, zlib.createZstdDecompress(), text)
    : pipeline(source, text);
  reading.catch((error: unknown) => text.destroy(error as Error));
  let rest = "";
  for await (const chunk of text) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield { text: line, end: "\n" };
  }
  await reading;
  if (rest !== "") yield { text: rest, end: "" };
}
