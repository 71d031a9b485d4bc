/** At most so many pieces of work at once, and at most so many that wait for a place. */
export interface Places {
  /** Does the work when there is a place for it; rejects with `signal.reason` if it is aborted while it waits. */
  in<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** True if that many more would have to wait beyond what may wait. */
  full(more: number): boolean;
  readonly busy: number;
  readonly waiting: number;
}

/** `most` at once, `waiting` in line, first come first served. */
export function createPlaces(most: number, waitingAtMost: number): Places {
  let busy = 0;
  const line: { readonly start: () => void }[] = [];

  async function place(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (busy < most) {
      busy += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        line.splice(line.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      const turn = {
        start() {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      line.push(turn);
    });
  }

  return {
    async in(work, signal) {
      await place(signal);
      try {
        return await work();
      } finally {
        // The place goes to the next in line as it is.
        const next = line.shift();
        if (next === undefined) busy -= 1;
        else next.start();
      }
    },
    full: (more) => busy + line.length + more > most + waitingAtMost,
    get busy() {
      return busy;
    },
    get waiting() {
      return line.length;
    },
  };
}
