import { readFile } from "node:fs/promises";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import { openEpisodeReader } from "../episodes/reader.ts";
import { coserCases } from "../roleplay/coser/coser-cases.ts";
import { importCoser } from "../roleplay/coser/coser.ts";
import { coserDialogues } from "../training/repair/coser-dialogues.ts";
import { logDialogues } from "../training/repair/log-dialogues.ts";
import type { DialoguesRead } from "../training/repair/own-dialogue.ts";
import { readCoser } from "../worlds/read-coser.ts";

export type DialoguesFound =
  | ({ readonly ok: true } & DialoguesRead)
  | { readonly ok: false; readonly problem: string };

/** Reads the dialogues of an episode log, or of `FILE.json` or `FILE.json#n` in CoSER's format. */
export async function readDialogues(from: string): Promise<DialoguesFound> {
  return isLog(from) ? fromLog(from) : fromCoser(from);
}

/** Whether a source is an episode log, with words of players, and no file of cases. */
export function isLog(from: string): boolean {
  return !/\.json(?:#[^/\\]*)?$/iu.test(from);
}

async function fromCoser(from: string): Promise<DialoguesFound> {
  const [file = "", only] = from.split(/#(?=[^#/\\]*$)/u);
  const first = await readCoser(from);
  if (!first.ok && only !== undefined) return first;
  if (only !== undefined && first.ok) {
    return { ok: true, ...coserDialogues(first, file, Number(only)) };
  }
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return first.ok ? { ok: false, problem: `${file}: the file cannot be read` } : first;
  }
  const count = coserCases(json).length;
  // The first refusal says best what is wrong with the whole file.
  if (count === 0 && !first.ok) return first;
  const parts = Array.from({ length: count }, (_, index): DialoguesRead => {
    const imported = importCoser(json, index);
    return imported.ok
      ? coserDialogues(imported, file, index)
      : { dialogues: [], leftOut: { "no-world": 1 } };
  });
  return { ok: true, ...together(parts) };
}

async function fromLog(log: string): Promise<DialoguesFound> {
  try {
    const reader = await openEpisodeReader(log);
    try {
      const parts: DialoguesRead[] = [];
      for (const { id } of await reader.list()) parts.push(await logDialogues(reader, id, log));
      return { ok: true, ...together(parts) };
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof EpisodeLogError) return { ok: false, problem: error.message };
    throw error;
  }
}

function together(parts: readonly DialoguesRead[]): DialoguesRead {
  const leftOut: Record<string, number> = {};
  for (const [why, count] of parts.flatMap((part) => Object.entries(part.leftOut))) {
    leftOut[why] = (leftOut[why] ?? 0) + count;
  }
  return { dialogues: parts.flatMap(({ dialogues }) => dialogues), leftOut };
}
