import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";

/**
 * Where copies of what was played lie, so that forgetting and retention find them: a line in the data folder for each
 * place that a command wrote to. It holds no word of anyone. The key of an export stands here, apart from the export:
 * it leads from a turn of the log to its pseudonym there, and nobody but the data folder's owner can read it.
 */

const Line = z.object({
  v: z.literal(1),
  kind: z.enum(["export", "repair", "rewards", "signals"]),
  /** A folder, or a single file; absolute. */
  path: z.string().min(1),
  /** Wall time in ms. */
  at: z.number(),
  /** The export's key of pseudonyms, in hex; absent where it was not to be kept. */
  key: z.string().optional(),
});
export type KnownOutput = Omit<z.infer<typeof Line>, "v">;

export const OUTPUTS_FILE = "outputs.jsonl";

/** Writes down where something is about to be written, before it is; for the owner alone. */
export function noteOutput(dataDir: string, output: Omit<KnownOutput, "at">): void {
  const path = resolve(output.path);
  const before = knownOutputs(dataDir).find((one) => one.path === path);
  if (before?.kind === output.kind && before.key === output.key) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // One short line, so that two commands at once do not mix.
  const line = JSON.stringify({ v: 1, ...output, path, at: Date.now() });
  appendFileSync(join(dataDir, OUTPUTS_FILE), `${line}\n`, { mode: 0o600 });
}

/** Every place that was noted, each once, by its last line; what is no line of this counts as not there. */
export function knownOutputs(dataDir: string): KnownOutput[] {
  const file = join(dataDir, OUTPUTS_FILE);
  if (!existsSync(file)) return [];
  const known = new Map<string, KnownOutput>();
  for (const text of readFileSync(file, "utf8").split("\n")) {
    const line = parsed(text);
    if (line === null) continue;
    const { v: _v, ...output } = line;
    known.set(output.path, output);
  }
  return [...known.values()];
}

function parsed(text: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
