import { once } from "node:events";
import * as zlib from "node:zlib";
import { openOutFile, type Disk } from "./out-file.ts";
import type { RowFile } from "./row-file.ts";

/** Characters that may gather before they go to the disk. */
const BUFFER = 1024 * 1024;

/** Begins a file with one JSON object on each line. */
export function openJsonlFile(path: string, disk?: Disk): RowFile {
  const out = openOutFile(path, disk);
  let lines: string[] = [];
  let held = 0;
  const flush = (): void => {
    if (held > 0) out.write(Buffer.from(lines.join("")));
    lines = [];
    held = 0;
  };
  return {
    write(row) {
      const line = `${JSON.stringify(row)}\n`;
      lines.push(line);
      held += line.length;
      if (held >= BUFFER) flush();
    },
    async finish() {
      flush();
      return out.finish();
    },
    abandon: out.abandon,
  };
}

/** The same in one zstd frame: some readers stop silently at the end of the first. */
export function openZstdJsonlFile(path: string, disk?: Disk): RowFile {
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
  return {
    write(row) {
      const line = `${JSON.stringify(row)}\n`;
      lines.push(line);
      held += line.length;
      return held >= BUFFER ? flush() : undefined;
    },
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
