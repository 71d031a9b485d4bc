import { useCallback, useEffect, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { FeedEvent, RehearsalView, TurnView } from "../../../shared/studio/rehearsal.ts";
import { ask, askLines } from "../api.ts";
import { withEvent } from "./fold.ts";

/** A rehearsal as it goes, and a hand in it. */
export interface LiveRehearsal {
  readonly view: RehearsalView | null;
  readonly problem: StudioProblem | null;
  readonly closed: string | null;
  /** Words that were spoken last, whole, for whoever cannot see them. */
  readonly spoken: string;
  /** Asks something of it; false where it was refused, which `problem` then tells. */
  readonly tell: (path: string, body?: unknown) => Promise<boolean>;
}

/** After a lost connection it listens again, in ms. */
const AGAIN = 1_000;

export function useRehearsal(id: string): LiveRehearsal {
  const [view, setView] = useState<RehearsalView | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [closed, setClosed] = useState<string | null>(null);
  const [spoken, setSpoken] = useState("");

  useEffect(() => {
    const gone = new AbortController();
    void listen();
    return () => gone.abort();

    async function listen(): Promise<void> {
      while (!gone.signal.aborted) {
        const found = await ask<RehearsalView>(`/rehearsals/${id}`, { signal: gone.signal });
        if (gone.signal.aborted) return;
        if (!found.ok) {
          setProblem(found.problem);
          if (found.problem.code !== "failed") return;
        } else {
          setView(found.value);
          if (await follow(found.value.feed)) return;
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }

    /** Until the talk is another (false at once), the line broke, or the rehearsal ended (true). */
    async function follow(from: number): Promise<boolean> {
      const round = new AbortController();
      gone.signal.addEventListener("abort", () => round.abort(), { once: true });
      let ended = false;
      let anew = false;
      await askLines<FeedEvent>(
        `/rehearsals/${id}/feed?from=${from}`,
        { signal: round.signal },
        (event) => {
          if (anew) return;
          if (event.type === "anew") {
            anew = true;
            round.abort();
            return;
          }
          setView((before) => (before === null ? before : withEvent(before, event)));
          if (event.type === "turn") setSpoken(aloud(event.turn));
          if (event.type !== "closed") return;
          ended = true;
          setClosed(event.reason);
        },
      );
      if (anew) {
        const found = await ask<RehearsalView>(`/rehearsals/${id}`);
        if (found.ok) {
          setView(found.value);
          return follow(found.value.feed);
        }
      }
      return ended || gone.signal.aborted;
    }
  }, [id]);

  const tell = useCallback(
    async (path: string, body?: unknown): Promise<boolean> => {
      setProblem(null);
      const method = path === "" ? ("DELETE" as const) : ("POST" as const);
      const answer = await ask(`/rehearsals/${id}${path}`, {
        method,
        ...(body === undefined ? {} : { body }),
      });
      if (!answer.ok) setProblem(answer.problem);
      return answer.ok;
    },
    [id],
  );

  return { view, problem, closed, spoken, tell };
}

function aloud({ name, segments, edited }: TurnView): string {
  if (edited !== null) return "";
  const speech = segments.flatMap(({ channel, text }) => (channel === "speech" ? [text] : []));
  return speech.length === 0 ? "" : `${name}: ${speech.join(" ")}`;
}
