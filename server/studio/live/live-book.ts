import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { RunningGame, RunningScene } from "../running-game.ts";
import { createSceneBook, type SceneBook } from "./scene-book.ts";

/** The books of all running scenes, from their beginning to their end. */
export interface LiveBook {
  /** Null for a scene that is not open. */
  of(episodeId: string): { readonly scene: RunningScene; readonly book: SceneBook } | null;
  close(): void;
}

/** Begins to listen at once, so that a scene is known from its first line. */
export function createLiveBook(
  game: Pick<RunningGame, "scenes" | "onChange" | "onLogged">,
): LiveBook {
  const books = new Map<string, SceneBook>();

  function bookOf(episodeId: string): SceneBook {
    const known = books.get(episodeId);
    if (known !== undefined) return known;
    const made = createSceneBook();
    books.set(episodeId, made);
    return made;
  }

  /** What is rehearsed is logged as well, and is no running scene. */
  function begins({ type, episodeId }: EpisodeEvent): boolean {
    return type === "episode-start" && game.scenes().some((one) => one.episodeId === episodeId);
  }

  const stops = [
    game.onLogged((events) => {
      for (const event of events) {
        // What is said of an episode after its end belongs to no running scene.
        if (event.type === "episode-end") books.delete(event.episodeId);
        else if (books.has(event.episodeId) || begins(event)) bookOf(event.episodeId).take(event);
      }
    }),
    game.onChange(() => {
      const open = new Set(game.scenes().map(({ episodeId }) => episodeId));
      for (const id of books.keys()) if (!open.has(id)) books.delete(id);
    }),
  ];
  return {
    of(episodeId) {
      const scene = game.scenes().find((one) => one.episodeId === episodeId);
      return scene === undefined ? null : { scene, book: bookOf(episodeId) };
    },
    close() {
      for (const stop of stops) stop();
      books.clear();
    },
  };
}
