import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { MissingPlace } from "../report.ts";
import { knownOutputs } from "./known-outputs.ts";
import type { Place } from "./sweep.ts";

/** The evidence of rewards, where nothing else was said. */
export const EVIDENCE_FILE = "rewards.jsonl";

/**
 * Every place in which copies of what was played may lie: those that were noted in the data folder, those that are named,
 * and the evidence in the data folder itself; with those that are no longer there.
 */
export function placesOf(
  dataDir: string,
  named: readonly string[],
): { places: Place[]; missing: MissingPlace[] } {
  const known = knownOutputs(dataDir);
  const places: Place[] = known.map(({ path, key }) => ({
    path,
    keys: key === undefined ? [] : [key],
  }));
  // What was moved has the key of where it was.
  const all = known.flatMap(({ key }) => key ?? []);
  for (const path of [join(dataDir, EVIDENCE_FILE), ...named].map((one) => resolve(one))) {
    if (places.some((one) => one.path === path)) continue;
    places.push({ path, keys: all });
  }
  const missing = known.filter(({ path }) => !existsSync(path));
  return {
    places: places.filter(({ path }) => existsSync(path)),
    missing: missing.map(({ path, kind, at }) => ({ path, kind, at })),
  };
}
