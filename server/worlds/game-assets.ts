import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Maps, figures of people and pictures of things that the game has, by their names; empty for what is not there. */
export async function gameAssets(folder: string): Promise<{
  readonly maps: readonly string[];
  readonly figures: readonly string[];
  readonly pictures: readonly string[];
}> {
  const files = await readdir(join(folder, "maps")).catch((): string[] => []);
  const maps = files
    .filter((name) => /^[a-z0-9][a-z0-9-]*\.json$/u.test(name))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  const sprites = await readFile(join(folder, "sprites", "sprites.json"), "utf8").catch(() => "{}");
  const { names = [], props = [] } = JSON.parse(sprites) as { names?: string[]; props?: string[] };
  return { maps, figures: names, pictures: props };
}
