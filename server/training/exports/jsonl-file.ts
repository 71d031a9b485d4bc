import { once } from "node:events";
import * as zlib from "node:zlib";
import { openOutFile, type Disk } from "./out-file.ts";
import type { RowFile } from "./row-file.ts";

/** Characters that may gather before they go to the disk. */
const BUFFER = 1024 * 1024;

/** A file of rows that takes lines as they are, too. */
export interface LineFile extends RowFile {
  /** A line as it stands, and what ends it. */
  line(text: string, end: string): Promise<void> | void;
}

/** Begins a file with one JSON object on each line. */
export function openJsonlFile(path: string, disk?: Disk): LineFile {
  const out = openOutFile(path, disk);
  let lines: string[] = [];
  let held = 0;
  const flush = (): void => {
    if (held > 0) out.write(Buffer.from(lines.join("")));
    lines = [];
    held = 0;
  };
  function put(text: string, end = "\n"): void {
    lines.push(text, end);
    held += text.length + 1;
    if (held >= BUFFER) flush();
  }
  return {
    write: (row) => put(JSON.stringify(row)),
    line: put,
    async finish() {
      flush();
      return out.finish();
    },
    abandon: out.abandon,
  };
}

/** The same in one zstd frame: some readers stop silently at the end of the first. */
export function openZstdJsonlFile(path: string, disk?: Disk): LineFile {
  const out = openOutFile(path, disk);
  const zstd = zlib.createZstdCompress();
  let failure: unknown = null;
  zstd.on("data", (bytes: Buffer) => {
    try {
      if (failure === null) out.write(bytes);
    } catch (error) {
      failure = error;
    }
  });
  zstd.on("error", (error) => (failure ??= error));
  let lines: string[] = [];
  let held = 0;
  async function flush(): Promise<void> {
    const text = lines.join("");
    lines = [];
    held = 0;
    if (text !== "" && !zstd.write(text)) await once(zstd, "drain");
    if (failure !== null) throw failure;
  }
  function put(text: string, end = "\n"): Promise<void> | undefined {
    lines.push(text, end);
    held += text.length + 1;
    return held >= BUFFER ? flush() : undefined;
  }
  return {
    write: (row) => put(JSON.stringify(row)),
    line: put,
    async finish() {
      await flush();
      zstd.end();
      await once(zstd, "end");
      if (failure !== null) throw failure;
      return out.finish();
    },
    abandon() {
      zstd.destroy();
      out.abandon();
    },
  };
}
