import { LANES, type Lane, type ModelEnd } from "../../stage/ports.ts";

/** How a call at the endpoint went. */
export interface SlotUse {
  /** Monotonic, ms. */
  readonly startedAt: number;
  readonly end: ModelEnd;
  /** From the request to its first text, in ms; null if none came. */
  readonly firstText: number | null;
}

/** A call's place at the endpoint, held until it is released. */
export interface Slot {
  /** Aborts when the caller's signal does, or when the slot is taken back. */
  readonly signal: AbortSignal;
  readonly preempted: boolean;
  /** Gives the place back, with how the call went; null if nothing can be learnt from it. */
  release(use: Omit<SlotUse, "startedAt"> | null): void;
}

/** The calls that run. */
export interface Slots {
  readonly running: Readonly<Record<Lane, number>>;
  readonly total: number;
  /** Those that were taken back and have not been released yet. */
  readonly leaving: number;
  open(lane: Lane, signal: AbortSignal, onRelease: (use: SlotUse | null) => void): Slot;
  /** Stops as many calls that nobody waits for, as far as there are any: ambient before rehearsals before ahead, the youngest first. */
  takeBack(count: number): void;
}

/** Lanes in the order in which their calls are taken back. */
const TAKEN_BACK: readonly Lane[] = ["ambient", "rehearsal", "ahead"];

/** Keeps none open. `elapsed` is monotonic, in ms. */
export function createSlots(elapsed: () => number, onPreempt: (lane: Lane) => void): Slots {
  const running: Record<Lane, number> = { answer: 0, talk: 0, ahead: 0, rehearsal: 0, ambient: 0 };
  // In the order in which they started.
  const preemptible = new Set<{ readonly lane: Lane; readonly stop: () => void }>();
  let leaving = 0;

  return {
    running,
    get total() {
      return LANES.reduce((sum, lane) => sum + running[lane], 0);
    },
    get leaving() {
      return leaving;
    },
    open(lane, signal, onRelease) {
      const upstream = new AbortController();
      const startedAt = elapsed();
      const abort = () => upstream.abort();
      let preempted = false;
      let released = false;
      const call = {
        lane,
        stop: () => {
          preempted = true;
          abort();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      running[lane] += 1;
      if (TAKEN_BACK.includes(lane)) preemptible.add(call);
      return {
        signal: upstream.signal,
        get preempted() {
          return preempted;
        },
        release(use) {
          if (released) return;
          released = true;
          signal.removeEventListener("abort", abort);
          running[lane] -= 1;
          preemptible.delete(call);
          if (preempted) leaving -= 1;
          onRelease(use === null ? null : { ...use, startedAt });
        },
      };
    },
    takeBack(count) {
      let needed = count;
      for (const lane of TAKEN_BACK) {
        for (const call of [...preemptible].toReversed()) {
          if (needed <= 0) return;
          if (call.lane !== lane) continue;
          preemptible.delete(call);
          leaving += 1;
          needed -= 1;
          onPreempt(lane);
          call.stop();
        }
      }
    },
  };
}
