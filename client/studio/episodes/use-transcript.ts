import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { EpisodeEntry, EpisodeOpened } from "../../../shared/studio/episodes.ts";
import { ask } from "../api.ts";
import { begins } from "./playback.ts";

/** A transcript as this page holds it: a stretch around the moment that is looked at, and never the whole. */
export interface Transcript {
  readonly opened: EpisodeOpened | null;
  readonly problem: StudioProblem | null;
  /** Reads on at the end, or at the beginning; what is farthest at the other side is let go. */
  readonly further: (where: "earlier" | "later") => void;
}

/** Entries that are held and drawn. */
export const HELD = 400;
/** Nearer to the end than this, what comes next is read; in entries. */
const NEAR = 20;
/** A moment farther from what is held than this, in ms, is gone to at once. */
const FAR = 60_000;
/** While somebody scrubs, nothing is asked for, in ms. */
const STILL = 150;

/**
 * Opens an episode at its beginning or at a turn, and follows `at`, in ms since the episode began. `arrive` is told when
 * the turn begins that somebody came for.
 */
export function useTranscript(
  id: string,
  turnId: string | null,
  at: number,
  arrive: (at: number) => void,
): Transcript {
  const [opened, setOpened] = useState<EpisodeOpened | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const busy = useRef<AbortController | null>(null);

  const read = useCallback(
    async (query: string, had: EpisodeOpened | null, where: "earlier" | "later"): Promise<void> => {
      busy.current?.abort();
      const own = new AbortController();
      busy.current = own;
      const path = `/episodes/${encodeURIComponent(id)}?${query}`;
      const asked = await ask<EpisodeOpened>(path, { signal: own.signal });
      if (own.signal.aborted) return;
      busy.current = null;
      setProblem(asked.ok ? null : asked.problem);
      if (!asked.ok) return;
      setOpened(had === null ? asked.value : joined(had, asked.value, where));
      const came = query.startsWith("turn=") && turnId !== null ? holds(asked.value, turnId) : null;
      if (came != null) arrive(begins(came));
    },
    [id, turnId],
  );

  useEffect(() => {
    // A turn that is there already is opened where it stands, or closed.
    if (opened?.head.id === id && (turnId === null || holds(opened, turnId) !== undefined)) return;
    setOpened(null);
    void read(turnId === null ? "from=0" : `turn=${encodeURIComponent(turnId)}`, null, "later");
  }, [id, turnId]);
  useEffect(() => () => busy.current?.abort(), []);

  const further = useCallback(
    (where: "earlier" | "later"): void => {
      if (opened === null) return;
      const { earlier, next } = opened;
      if (where === "later" && next !== null) void read(`from=${next}`, opened, where);
      if (where === "earlier" && earlier !== null) void read(`before=${earlier}`, opened, where);
    },
    [opened, read],
  );

  // Whoever reads on by hand is not called back: only a moment that changes is followed.
  useEffect(() => {
    if (opened === null) return;
    const { entries, earlier, next } = opened;
    const [first] = entries;
    const last = entries.at(-1);
    const before = first !== undefined && at < begins(first) - 1 && earlier !== null;
    const beyond = last !== undefined && at > last.at + FAR && next !== null;
    if (before || beyond) {
      const timer = setTimeout(() => void read(`at=${Math.floor(at)}`, null, "later"), STILL);
      return () => clearTimeout(timer);
    }
    // What is played next is there before the playback comes to it.
    const near = entries.at(-NEAR) ?? last;
    if (busy.current === null && (near === undefined || at >= begins(near))) further("later");
    return;
  }, [at]);

  return { opened, problem, further };
}

function holds({ entries }: EpisodeOpened, turnId: string): EpisodeEntry | undefined {
  return entries.find((one) => one.kind === "turn" && one.turnId === turnId);
}

/** Two stretches that meet, no longer than what is held. */
function joined(
  had: EpisodeOpened,
  more: EpisodeOpened,
  where: "earlier" | "later",
): EpisodeOpened {
  if (where === "later") {
    const entries = [...had.entries, ...more.entries];
    const kept = entries.slice(-HELD);
    const cut = kept.length < entries.length;
    return { ...more, entries: kept, earlier: cut ? (kept[0]?.seq ?? null) : had.earlier };
  }
  const entries = [...more.entries, ...had.entries];
  const kept = entries.slice(0, HELD);
  const last = kept.at(-1);
  const cut = kept.length < entries.length && last !== undefined;
  return { ...more, entries: kept, next: cut ? last.seq + 1 : had.next };
}
