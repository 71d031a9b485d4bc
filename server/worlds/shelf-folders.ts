import { lstat, mkdir, readdir, realpath, rename } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, FolderFault, faultOf, isPlainName } from "./guarded-folder.ts";
import { worldFolders, type WorldFoldersOptions } from "./world-folders.ts";

/** Which folders are worlds, and which were put away. */

/** Beside the worlds; a name that begins with a dot is no world's. */
const AWAY = ".put-away";

export interface ShelfFolders {
  /** Worlds' names to their folders. */
  all(): Promise<ReadonlyMap<string, string>>;
  of(world: string): Promise<string | null>;
  /** Where new worlds begin; null for nowhere. */
  home(): Promise<string | null>;
  /** Moves a world's folder to where nobody finds it. False where it is not below the worlds' folder. Throws `FolderFault`. */
  putAway(world: string): Promise<boolean>;
  /** Names of worlds that were put away. */
  away(): Promise<readonly string[]>;
  /** Moves it back. False where there is none, or another of its name. Throws `FolderFault`. */
  takeBack(world: string): Promise<boolean>;
}

export function shelfFolders(options: WorldFoldersOptions): ShelfFolders {
  const realHome = async (): Promise<string | null> => {
    const [root] = options.roots;
    return root === undefined ? null : realpath(root).catch(() => null);
  };
  const all = () => worldFolders(options);
  const of = async (world: string) =>
    isPlainName(world) ? ((await all()).get(world) ?? null) : null;
  /** The folder of what was put away; null where there is none, or a link in its place. */
  async function aside(): Promise<string | null> {
    const root = await realHome();
    const path = root === null ? null : join(root, AWAY);
    const info = path === null ? null : await lstat(path).catch(() => null);
    return info?.isDirectory() === true ? path : null;
  }
  const away = async (): Promise<readonly string[]> => {
    const folder = await aside();
    if (folder === null) return [];
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && isPlainName(entry.name))
      .map(({ name }) => name)
      .sort();
  };
  return {
    all,
    of,
    home: realHome,
    away,
    async putAway(world) {
      const [folder, root] = [await of(world), await realHome()];
      if (folder === null || root === null || folder !== join(root, world)) return false;
      if ((await away()).includes(world)) {
        throw new FolderFault(
          "failed",
          `a world '${world}' was put away before; take that one back first, or give one of them another name`,
        );
      }
      await mkdir(join(root, AWAY)).catch((error: unknown) => {
        if (codeOf(error) !== "EEXIST") throw faultOf(error, world);
      });
      const to = await aside();
      if (to === null) throw new FolderFault("not-plain", `${AWAY} is no folder`);
      await moved(folder, join(to, world), world);
      return true;
    },
    async takeBack(world) {
      const [folder, root] = [await aside(), await realHome()];
      if (folder === null || root === null || !(await away()).includes(world)) return false;
      const to = join(root, world);
      if ((await of(world)) !== null || (await lstat(to).catch(() => null)) !== null) return false;
      await moved(join(folder, world), to, world);
      return true;
    },
  };
}

async function moved(from: string, to: string, shown: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    throw faultOf(error, shown);
  });
}
