import type { SceneRegister } from "../rooms/scene-register.ts";
import type { Director } from "../stage/director.ts";
import type { EpisodeLog } from "../stage/ports.ts";
import type { Staging } from "../stage/staging.ts";
import type { RunningBody, RunningGame, RunningScene } from "../studio/running-game.ts";
import { createLaterScenes } from "./later-scenes.ts";
import type { Play } from "./play.ts";
import { createWatchedLog } from "./watched-log.ts";

/** The running game for the studio, and what a play needs to be watched by it. */
export interface WatchedGame {
  readonly game: RunningGame;
  /** For `openPlay`: its scenes, its log, and what scenes that open later are played from. */
  readonly around: PlayAround;
  /** What the scenes are played with: its queue and its caps are shown. */
  playedBy(play: Pick<Play, "queue" | "usage">): void;
  /** The world was read anew: scenes that open later are played from it. */
  restage(staging: Staging): void;
}

/** What stands around a play without being part of it. */
export interface PlayAround {
  readonly scenes: SceneRegister;
  watched(log: EpisodeLog): EpisodeLog;
  /** What the next scene is played from. */
  staging(): Staging;
}

/** `staging` is what the first scenes are played from. */
export function createRunningGame(staging: Staging): WatchedGame {
  const directors = new Map<Director, RunningScene>();
  const watchers = new Set<() => void>();
  const log = createWatchedLog(sayFault);
  const later = createLaterScenes(staging);
  let play: Pick<Play, "queue" | "usage"> | null = null;

  function changed(): void {
    for (const watcher of watchers) {
      try {
        watcher();
      } catch (error) {
        sayFault(error);
      }
    }
  }

  /** The scenes of a world that are open now. */
  function open(world: string): Director[] {
    return [...directors.keys()].filter((one) => one.isOpen && one.staging.scene.id === world);
  }

  return {
    restage: later.read,
    playedBy: (opened) => void (play = opened),
    around: {
      watched: log.of,
      staging: later.staging,
      scenes: {
        opened(director) {
          directors.set(director, sceneOf(director, Date.now()));
          // It opens with its first player, in a moment.
          setImmediate(changed);
          return () => {
            if (directors.delete(director)) changed();
          };
        },
      },
    },
    game: {
      scenes: () => [...directors].flatMap(([director, scene]) => (director.isOpen ? scene : [])),
      load(episodeId) {
        if (play === null) return null;
        const { state } = play.queue;
        return { ...state, scene: play.usage(episodeId), server: play.usage(null) };
      },
      onChange(watcher) {
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      },
      onLogged: log.watch,
      recast(world, persona, version, by = "studio") {
        if (world === later.staging().scene.id) later.recast(persona, version);
        return open(world).filter(({ controls }) => controls.recast(persona, version, by)).length;
      },
      admit(world, persona, version, place, by = "studio") {
        if (world === later.staging().scene.id) later.admit(persona, version, place);
        return open(world).filter(({ controls }) => controls.admit(persona, version, by, place).ok)
          .length;
      },
      dismiss(world, persona, by = "studio") {
        if (world === later.staging().scene.id) later.leaves(persona);
        return open(world).filter(({ controls }) =>
          controls.control(persona, { do: "dismiss" }, by),
        ).length;
      },
    },
  };
}

function sceneOf(director: Director, since: number): RunningScene {
  const { episodeId, cast, controls } = director;
  const { id: world, title, map } = director.staging.scene;
  return {
    episodeId,
    world,
    title,
    map,
    since,
    control: (persona, control, by) => controls.control(persona, control, by),
    bodies: () =>
      [...cast.bodies.values()].flatMap(({ id, name, kind, x, y, status }): RunningBody[] => {
        if (kind === "environment") return [];
        const { version = null, turns = 0 } = director.activity(id) ?? {};
        const doing =
          status === "considering" ? "thinking" : status === "speaking" ? "speaking" : "free";
        const state = controls.holdOf(id) ?? doing;
        return [{ id, name, kind, x, y, state, version, turns }];
      }),
  };
}

function sayFault(error: unknown): void {
  const what = error instanceof Error ? error.name : typeof error;
  console.error(`something that watches the game failed (${what}); the game goes on`);
}
