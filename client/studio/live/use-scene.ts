import { useEffect, useRef, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { LiveBody, LiveEvent, LiveLine, LiveNote } from "../../../shared/studio/live.ts";
import { askLines } from "../api.ts";
import { language } from "../language.ts";

/** A running scene as this page holds it: the last lines, and no more of them than can be read. */
export interface WatchedScene extends Omit<Extract<LiveEvent, { type: "scene" }>, "bodies"> {
  readonly bodies: ReadonlyMap<string, LiveBody>;
  /** Lines that came faster than they were told. */
  readonly missed: number;
}

export type Watching =
  | { readonly is: "waiting" }
  | { readonly is: "there"; readonly scene: WatchedScene }
  | { readonly is: "over"; readonly scene: WatchedScene | null }
  | { readonly is: "refused"; readonly problem: StudioProblem };

/** Lines and notes that stay on the page. */
const LINES = 200;
const NOTES = 40;
/** A connection that broke is tried again after this many ms. */
const AGAIN = 2_000;

/** Follows a scene until the page goes elsewhere. What comes between two frames is shown with the next. */
export function useScene(episodeId: string, words: boolean): Watching {
  const [watching, setWatching] = useState<Watching>({ is: "waiting" });
  const held = useRef<WatchedScene | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    let frame = 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    held.current = null;
    setWatching({ is: "waiting" });
    const show = () => {
      frame = 0;
      if (held.current !== null) setWatching({ is: "there", scene: held.current });
    };
    const path = `/live/scenes/${encodeURIComponent(episodeId)}${words ? "/words" : ""}/feed?language=${language()}`;
    const listen = async (): Promise<void> => {
      let over = false;
      const answer = await askLines<LiveEvent>(path, { signal: gone.signal }, (event) => {
        if (event.type === "over") {
          over = true;
          return;
        }
        held.current = taken(held.current, event);
        if (frame === 0) frame = requestAnimationFrame(show);
      });
      if (gone.signal.aborted) return;
      cancelAnimationFrame(frame);
      frame = 0;
      if (over || (!answer.ok && answer.problem.code === "not-found"))
        return setWatching({ is: "over", scene: held.current });
      if (!answer.ok && answer.problem.code !== "failed")
        return setWatching({ is: "refused", problem: answer.problem });
      again = setTimeout(() => void listen(), AGAIN);
    };
    void listen();
    return () => {
      gone.abort();
      cancelAnimationFrame(frame);
      clearTimeout(again);
    };
  }, [episodeId, words]);
  return watching;
}

function taken(
  before: WatchedScene | null,
  event: Exclude<LiveEvent, { type: "over" }>,
): WatchedScene | null {
  if (event.type === "scene")
    return { ...event, bodies: new Map(event.bodies.map((body) => [body.id, body])), missed: 0 };
  if (before === null) return null;
  let { bodies } = before;
  if (event.bodies.length + event.gone.length > 0) {
    const changed = new Map(bodies);
    for (const body of event.bodies) changed.set(body.id, body);
    for (const id of event.gone) changed.delete(id);
    bodies = changed;
  }
  return {
    ...before,
    bodies,
    lines: last<LiveLine>(before.lines, event.lines, LINES),
    notes: last<LiveNote>(before.notes, event.notes, NOTES),
    missed: before.missed + event.missed,
    figures: event.figures ?? before.figures,
    load: event.load ?? before.load,
  };
}

function last<T>(before: readonly T[], more: readonly T[], most: number): readonly T[] {
  return more.length === 0 ? before : [...before, ...more].slice(-most);
}
