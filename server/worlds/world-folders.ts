import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isPlainName, listGuarded } from "./guarded-folder.ts";

/** Where worlds lie. */
export interface WorldFoldersOptions {
  /** Folders whose folders are worlds. */
  readonly roots: readonly string[];
  /** Names to folders that are worlds themselves, such as the one that is played. They come first. */
  readonly worlds?: Readonly<Record<string, string>>;
}

const WORLD_LIMIT = 256;

/** Worlds' names to their folders, with every link on the way to them resolved. */
export async function worldFolders(
  options: WorldFoldersOptions,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [name, path] of Object.entries(options.worlds ?? {})) {
    const real = await realpath(path).catch(() => null);
    if (real !== null && isPlainName(name)) found.set(name, real);
  }
  const named = new Set(found.values());
  for (const root of options.roots) {
    const real = await realpath(root).catch(() => null);
    if (real === null) continue;
    for (const name of (await listGuarded(real, [], "folders")).slice(0, WORLD_LIMIT)) {
      const folder = join(real, name);
      if (!found.has(name) && !named.has(folder)) found.set(name, folder);
    }
  }
  return found;
}
