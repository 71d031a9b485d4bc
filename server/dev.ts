import { join, resolve } from "node:path";
import { loadDotEnv, readConfig } from "./cli/config.ts";
import { openPlay, type Play } from "./cli/play.ts";
import { DEFAULT_WORLD, readStaging } from "./worlds/read-staging.ts";

/**
 * What `npm run dev` loads, and loads again when a server file changes: rooms for Vite's own port.
 * `DRAMATIS_SCENE` in the shell names another scene, as `--scene` does for `npm start`.
 */

const root = resolve(import.meta.dirname, "..");
const { DRAMATIS_SCENE: named = DEFAULT_WORLD, ...env } = process.env;
loadDotEnv(join(root, ".env"));
const configured = readConfig({ env });
if (!configured.ok) throw new Error(configured.problems.join("\n"));
const read = await readStaging(named, join(root, "assets"));
if (!read.ok) throw new Error(read.problems.join("\n"));

// A reload brings new code and new rooms; what the old code had open is closed when its rooms have written their ends.
const kept = globalThis as { dramatisPlay?: Play };
const previous = kept.dramatisPlay;
if (previous) setTimeout(() => void previous.close(), 3_000);
const play = await openPlay(configured.config, read.staging, "dramatis/dev");
kept.dramatisPlay = play;

export const rooms = play.rooms;
