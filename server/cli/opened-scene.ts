import type { StagingRead } from "../worlds/read-staging.ts";
import type { Config } from "./config.ts";
import type { Play } from "./play.ts";
import type { WatchedGame } from "./running-game.ts";

/** What a play was opened with: what the studio of the same server needs of it. */
export interface OpenedScene {
  readonly play: Play;
  readonly config: Config;
  readonly running: WatchedGame;
  /** The folder that holds `worlds/` and `public/maps/`. */
  readonly assets: string;
  /** The world's own folder; null for a world as code, or in a file of another kind. */
  readonly folder: string | null;
  /** Reads the world anew, on the ground that it was opened with. */
  reread(): Promise<StagingRead>;
}

/** Beside the plays and not in them: a play is in reach of what inspects a server, a hand in its scenes is not. */
const opened = new WeakMap<Play, OpenedScene>();

/** Keeps what a play was opened with. */
export function keepOpened(scene: OpenedScene): void {
  opened.set(scene.play, scene);
}

/** Null for a play that `openScene` did not open. */
export function openedScene(play: Play): OpenedScene | null {
  return opened.get(play) ?? null;
}
