import { parentPort, workerData } from "node:worker_threads";
import { openMemoryTable, type MemoryRow, type RowKey } from "./memory-table.ts";

/** The thread that writes what personas remember, so that no turn waits for a disk. Started by `memory-store.ts`. */

export type MemoryRequest =
  | { readonly type: "write"; readonly batch: number; readonly rows: readonly MemoryRow[] }
  | { readonly type: "close" };
export type MemoryReply =
  | { readonly type: "opened" }
  | { readonly type: "written"; readonly batch: number; readonly refused: readonly RowKey[] }
  | { readonly type: "failed"; readonly batch: number; readonly code: string }
  | { readonly type: "closed" };

if (parentPort === null) throw new Error("This file is a thread of the memory, not a program.");
const port = parentPort;
const reply = (message: MemoryReply): void => port.postMessage(message);

try {
  const table = openMemoryTable(String(workerData));
  port.on("message", (request: MemoryRequest) => {
    switch (request.type) {
      case "write":
        try {
          reply({ type: "written", batch: request.batch, refused: table.write(request.rows) });
        } catch (error) {
          reply({ type: "failed", batch: request.batch, code: codeOf(error) });
        }
        break;
      case "close":
        table.close();
        reply({ type: "closed" });
        port.close();
        break;
    }
  });
  reply({ type: "opened" });
} catch (error) {
  reply({ type: "failed", batch: -1, code: codeOf(error) });
  port.close();
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "disk";
}
