import type { Clock } from "../stage/ports.ts";

/** The machine's time. Its timers do not hold the process open: a server's sockets do. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
