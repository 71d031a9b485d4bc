import type { Clock } from "../server/stage/ports.ts";

/** A clock that moves only when told. Time in ms from 0. */
export interface FakeClock extends Clock {
  /** Lets `ms` pass, running what falls due in order, and lets promises settle in between. */
  pass(ms: number): Promise<void>;
}

/** A clock at the beginning of its time. */
export function fakeClock(): FakeClock {
  let time = 0;
  let order = 0;
  const due = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => 1_700_000_000_000 + time,
    elapsed: () => time,
    after(ms, run) {
      const id = (order += 1);
      due.set(id, { at: time + Math.max(0, ms), run });
      return () => due.delete(id);
    },
    async pass(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const next = [...due].sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (next === undefined || next[1].at > end) break;
        due.delete(next[0]);
        time = Math.max(time, next[1].at);
        next[1].run();
        await settle();
      }
      time = end;
      await settle();
    },
  };
}

/** Lets everything that is ready to run, run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
