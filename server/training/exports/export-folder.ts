import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { EpisodeReader, EpisodeSummary } from "../../episodes/reader.ts";
import { startOfLog } from "./counts.ts";
import { ExportError } from "./export-error.ts";
import type { ExportOrder } from "./export-order.ts";
import {
  fileHash,
  hashOf,
  readState,
  STATE_FILE,
  writeState,
  type ExportState,
} from "./export-state.ts";
import { EXPORT_FORMAT, MANIFEST_FILE } from "./manifest.ts";
import { onDisk, PARTIAL } from "./out-file.ts";

interface Asked {
  readonly reader: Pick<EpisodeReader, "events">;
  readonly out: string;
  readonly key?: Uint8Array;
}

/** Takes up an unfinished export or begins one; refuses a folder that holds anything else. `made`: it was not there. */
export async function openState(
  request: Asked,
  order: ExportOrder,
  listed: readonly EpisodeSummary[],
): Promise<{ state: ExportState; resumed: boolean; made: boolean }> {
  const { out, key } = request;
  const { format, ...rest } = order;
  const asked = hashOf([EXPORT_FORMAT, process.version, format.name, rest]);
  const there = onDisk(out, () => existsSync(out));
  // A kill in the very first moment leaves a state that was never one, and no row.
  const entries = (there ? onDisk(out, () => readdirSync(out)) : []).filter(
    (name) => name !== STATE_FILE + PARTIAL,
  );
  const before = readState(out);
  if (before !== null) {
    const sameKey = key === undefined || Buffer.from(key).toString("hex") === before.key;
    if (before.order !== asked || !sameKey) {
      throw new ExportError(
        "folder-in-use",
        `${out} holds another export that is not finished. Give the command that began it to finish ` +
          "it, or name another folder.",
      );
    }
    await checkUnchanged(request, before, listed);
    return { state: before, resumed: true, made: false };
  }
  if (entries.includes(MANIFEST_FILE)) {
    throw new ExportError(
      "finished",
      `${out} holds a finished export. Nothing was written; name another folder for a new one.`,
    );
  }
  if (entries.length > 0) {
    throw new ExportError(
      "folder-in-use",
      `${out} is not empty. Nothing was written; name a folder that is empty or not there yet.`,
    );
  }
  const state: ExportState = {
    v: 1,
    order: asked,
    key: Buffer.from(key ?? randomBytes(32)).toString("hex"),
    log: listed.map(({ id, records }) => ({ id, records })),
    shards: [],
    from: startOfLog(),
  };
  onDisk(out, () => mkdirSync(out, { recursive: true, mode: 0o700 }));
  writeState(out, state);
  return { state, resumed: false, made: !there };
}

/** Finished files are as they were, and nobody took anything back since the export began. */
async function checkUnchanged(
  { out, reader }: Asked,
  state: ExportState,
  listed: readonly EpisodeSummary[],
): Promise<void> {
  for (const { name, sha256 } of state.shards) {
    if ((await fileHash(join(out, name))) === sha256) continue;
    throw new ExportError(
      "changed",
      `${join(out, name)} is not as this export wrote it. Remove the folder and begin again.`,
    );
  }
  const now = new Map(listed.map((one) => [one.id, one.records]));
  for (const { id, records } of state.log) {
    const length = now.get(id) ?? 0;
    let taken = length < records;
    if (length > records) {
      for await (const { event } of reader.events(id, records)) {
        taken ||= event.type === "redaction" || (event.type === "consent" && !event.given);
      }
    }
    if (!taken) continue;
    throw new ExportError(
      "changed",
      "Since this export began someone took a consent back or had words erased. What is written of " +
        `it may no longer be used: remove ${out} and begin again.`,
    );
  }
}
