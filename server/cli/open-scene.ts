import { join, resolve } from "node:path";
import { readConfig } from "./config.ts";
import { openPlay, type Play } from "./play.ts";
import { readStaging } from "./read-staging.ts";

/** Where worlds and maps are, and the settings to use instead of the process' own environment. */
export interface OpenSceneOptions {
  /** The folder that holds `worlds/` and `public/maps/`; by default the one that comes with Dramatis. */
  readonly assets?: string;
  /** `DRAMATIS_*` settings; see `.env.example`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a scene (a world's name, its folder, or `FILE.json#n`), opens the episode log and connects the model, or the
 * understudy when none is set. Throws with every problem found, in words.
 */
export async function openScene(named: string, options: OpenSceneOptions = {}): Promise<Play> {
  const own = resolve(import.meta.dirname, "../../assets");
  const configured = readConfig({ env: { ...(options.env ?? process.env) } });
  if (!configured.ok) throw new Error(configured.problems.join("\n"));
  const read = await readStaging(named, options.assets ?? join(own));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return openPlay(configured.config, read.staging, "dramatis");
}
