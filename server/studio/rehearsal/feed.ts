import type { FeedEvent } from "../../../shared/studio/rehearsal.ts";

/** What happens in a rehearsal, numbered, for everyone who listens; who comes late is told of the last of it. */
export interface Feed {
  readonly next: number;
  tell(event: Untold): void;
  /** From `from` on, and then as it comes; ends when the feed does or `gone` aborts. Where it no longer goes back so far: `anew`. */
  listen(from: number, gone: AbortSignal): AsyncIterable<FeedEvent>;
  end(): void;
}

export type Untold = FeedEvent extends infer E
  ? E extends { readonly n: number }
    ? Omit<E, "n">
    : never
  : never;

/** Events that are kept for those who come late. */
const KEPT = 4_000;

export function createFeed(kept = KEPT): Feed {
  let events: FeedEvent[] = [];
  let next = 0;
  let ended = false;
  const waiting = new Set<() => void>();

  function wake(): void {
    for (const one of waiting) one();
    waiting.clear();
  }

  return {
    get next() {
      return next;
    },
    tell(event) {
      if (ended) return;
      events.push({ ...event, n: next } as FeedEvent);
      next += 1;
      if (events.length > kept) events = events.slice(-Math.floor(kept / 2));
      wake();
    },
    async *listen(from, gone) {
      let at = from;
      while (!gone.aborted) {
        const oldest = events[0]?.n ?? next;
        if (at < oldest || at > next) {
          yield { n: next, type: "anew" };
          at = next;
        }
        for (const event of events.slice(Math.max(0, at - oldest))) {
          if (gone.aborted) return;
          yield event;
          at = event.n + 1;
        }
        if (at < next) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          gone.addEventListener("abort", () => resolve(), { once: true });
        });
      }
    },
    end() {
      ended = true;
      wake();
    },
  };
}
