import type { LiveBody, LiveEvent, LiveFigures } from "../../../shared/studio/live.ts";
import type { Clock } from "../../stage/ports.ts";
import type { RunningGame, RunningScene } from "../running-game.ts";
import type { LiveBook } from "./live-book.ts";
import { bodyFor, lineFor, type Reader } from "./reader.ts";
import type { SceneBook } from "./scene-book.ts";

/** Between two looks at a scene, in ms: a crowd is looked at less often. */
const LOOK = { few: 250, crowd: 1_000, crowdFrom: 100 } as const;
/** Figures and load go out every so many looks. */
const FIGURES_EVERY = 4;
/** Lines in one event; more than that were missed. */
const LINES_AT_ONCE = 60;

/**
 * A scene as it goes on, for one reader. Nothing is kept for a reader who is slow: what comes next is told from how the
 * scene stands when it is asked for. Ends with the scene, or when the reader has gone.
 */
export async function* sceneFeed(
  episodeId: string,
  reader: Reader,
  { live, game, clock }: { live: LiveBook; game: Pick<RunningGame, "load">; clock: Clock },
  gone: AbortSignal,
): AsyncGenerator<LiveEvent> {
  const opened = live.of(episodeId);
  if (opened === null) return void (yield { type: "over" });
  const { scene } = opened;
  const shown = new Map<string, string>();
  const load = () => game.load(episodeId);
  let told = { line: 0, note: 0 };

  function news(book: SceneBook) {
    const { lines, missed } = book.since(told.line);
    const last = lines.slice(-LINES_AT_ONCE);
    const notes = book.notesSince(told.note);
    told = { line: last.at(-1)?.n ?? told.line, note: notes.at(-1)?.n ?? told.note };
    return {
      lines: last.map((line) => lineFor(book, line, reader)),
      missed: missed + lines.length - last.length,
      notes,
    };
  }

  /** Bodies that are not as they were told last, and those that left. */
  function moved(bodies: readonly LiveBody[]): { bodies: LiveBody[]; gone: string[] } {
    const here = new Set<string>();
    const changed = bodies.filter((body) => {
      here.add(body.id);
      const now = JSON.stringify(body);
      if (shown.get(body.id) === now) return false;
      shown.set(body.id, now);
      return true;
    });
    const left = [...shown.keys()].filter((id) => !here.has(id));
    for (const id of left) shown.delete(id);
    return { bodies: changed, gone: left };
  }

  const { book } = opened;
  const first = bodiesOf(scene, book, reader);
  const { missed: _, ...begun } = news(book);
  const { world, title, map, since } = scene;
  yield {
    type: "scene",
    episodeId,
    world,
    title,
    map,
    since,
    bodies: moved(first).bodies,
    ...begun,
    figures: figuresOf(book, first),
    load: load(),
  };
  for (let look = 1; ; look++) {
    await pause(clock, shown.size >= LOOK.crowdFrom ? LOOK.crowd : LOOK.few, gone);
    if (gone.aborted) return;
    const now = live.of(episodeId);
    if (now === null) return void (yield { type: "over" });
    const bodies = bodiesOf(now.scene, now.book, reader);
    const change = { ...moved(bodies), ...news(now.book) };
    const counts = look % FIGURES_EVERY === 0;
    const { lines, notes } = change;
    if (!counts && change.bodies.length + change.gone.length + lines.length + notes.length === 0)
      continue;
    yield {
      type: "change",
      ...change,
      figures: counts ? figuresOf(now.book, bodies) : null,
      load: counts ? load() : null,
    };
  }
}

/** How a scene goes; `bodies` are those who are there. */
export function figuresOf(book: SceneBook, bodies: readonly Pick<LiveBody, "kind">[]): LiveFigures {
  const personas = bodies.filter(({ kind }) => kind === "persona").length;
  return { personas, players: bodies.length - personas, ...book.figures() };
}

function bodiesOf(scene: RunningScene, book: SceneBook, reader: Reader): LiveBody[] {
  return scene.bodies().map((body) => bodyFor(book, body, reader));
}

function pause(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done);
    gone.addEventListener("abort", done, { once: true });
    function done(): void {
      cancel();
      gone.removeEventListener("abort", done);
      resolve();
    }
  });
}
