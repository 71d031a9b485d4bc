import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST_FILE } from "../../exports/manifest.ts";
import { writeWhole, type Written } from "../../exports/out-file.ts";

/** What a manifest has to say of a file from which rows were taken. */
export interface FileNow extends Written {
  readonly rows: number;
  readonly gone: number;
  readonly episodes: ReadonlySet<string>;
}

type Json = Record<string, unknown>;

/** The size by which a folder's manifest knows a file; null where it does not. */
export function knownSize(folder: string, name: string): number | null {
  const manifest = read(folder);
  const entry = entriesOf(manifest).find((one) => one["name"] === name);
  return typeof entry?.["bytes"] === "number" ? entry["bytes"] : null;
}

/**
 * Brings the manifest of an export or a repair up to its files as they are now: rows, sizes, hashes and counts, and a
 * word that rows were taken out. False where there is none that knows them. Without `done` it stays as it is.
 */
export function updateManifest(
  folder: string,
  files: ReadonlyMap<string, FileNow>,
  done: boolean,
): boolean {
  const manifest = read(folder);
  if (manifest === null) return false;
  let known = false;
  const counts = isJson(manifest["counts"]) ? manifest["counts"] : {};
  const rows: Json = isJson(counts["rows"]) ? { ...counts["rows"] } : {};
  let gone = 0;
  for (const entry of entriesOf(manifest)) {
    const now = files.get(String(entry["name"]));
    if (now === undefined) continue;
    known = true;
    const before = Number(entry["rows"] ?? now.rows + now.gone);
    const split = String(entry["split"]);
    if (typeof rows[split] === "number") rows[split] -= before - now.rows;
    gone += before - now.rows;
    Object.assign(entry, { rows: now.rows, bytes: now.bytes, sha256: now.sha256 });
    if (Array.isArray(entry["episodes"]) && now.episodes.size > 0)
      entry["episodes"] = entry["episodes"].filter((one) => now.episodes.has(String(one)));
  }
  if (isJson(manifest["counts"])) manifest["counts"] = { ...counts, rows };
  const repaired = manifest["rows"];
  const now = isJson(repaired) ? files.get(String(repaired["file"])) : undefined;
  if (isJson(repaired) && now !== undefined) {
    known = true;
    gone += Number(repaired["count"]) - now.rows;
    manifest["rows"] = { ...repaired, count: now.rows, sha256: now.sha256 };
  }
  if (!known || !done) return known;
  const taken = isJson(manifest["takenOut"]) ? Number(manifest["takenOut"]["rows"]) : 0;
  manifest["takenOut"] = {
    rows: taken + gone,
    about:
      "Rows that were taken out after the rest was made, because a player was forgotten or their time was over.",
  };
  writeWhole(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  return true;
}

function read(folder: string): Json | null {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file)) return null;
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isJson(manifest) ? manifest : null;
  } catch {
    return null;
  }
}

function entriesOf(manifest: Json | null): Json[] {
  const files = manifest?.["files"];
  return Array.isArray(files) ? files.filter(isJson) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
