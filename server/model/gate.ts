import PQueue from "p-queue";
import type { Clock, Lane, ModelEnd, ModelRequest } from "../stage/ports.ts";
import type { CallCounters, ShedReason } from "./call-counters.ts";
import { createConcurrency, type Concurrency } from "./concurrency.ts";
import { createEndpointPause } from "./endpoint-pause.ts";
import { hasShare } from "./lane-shares.ts";
import { Lanes, type LaneOptions, type WaitingCall } from "./lanes.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { shedFor } from "./shedding.ts";

/** A call's place at the endpoint, held until it is released. */
export interface Slot {
  /** Aborts when the caller's signal does, or when an answer needs the slot. */
  readonly signal: AbortSignal;
  readonly preempted: boolean;
  /** Gives the place back. What the endpoint told of the call; null if it told nothing of its state. */
  release(seen: { readonly end: ModelEnd; readonly firstText: number | null } | null): void;
}

/** How waiting ended: with a slot, or without. `queued` is the time it took, in ms. */
export type Admission =
  | { readonly slot: Slot; readonly queued: number }
  | {
      readonly slot: null;
      readonly queued: number;
      readonly end: ModelEnd;
      readonly shed: ShedReason | null;
    };

/** Who may call the endpoint, and when. */
export interface Gate {
  /** Resolves once, at once where there is room. Whoever gets a slot releases it. */
  enter(request: ModelRequest, expected: number, signal: AbortSignal): Promise<Admission>;
  readonly concurrency: Concurrency;
  /** Meets a limit that has changed. */
  adjust(): void;
  readonly waiting: Iterable<WaitingCall>;
  readonly running: Readonly<Record<Lane, number>>;
  /** What is left of a pause, in ms. */
  readonly pausedFor: number;
  /** Sheds all that wait and all that comes. */
  close(): void;
}

interface Running {
  readonly lane: Lane;
  readonly preempt: () => void;
}

type TurnAway = (end: ModelEnd, reason: ShedReason | null) => void;

/** Lanes in the order in which their running calls are taken back for an answer. */
const TAKEN_BACK: readonly Lane[] = ["ambient", "ahead"];

export function createGate(settings: QueueSettings, clock: Clock, counters: CallCounters): Gate {
  const concurrency = createConcurrency(settings.concurrency);
  const running: Record<Lane, number> = { answer: 0, talk: 0, ahead: 0, ambient: 0 };
  const lanes = new Lanes((lane) => hasShare(lane, running, concurrency.limit));
  const queue = new PQueue<Lanes, LaneOptions>({
    concurrency: concurrency.limit,
    // The library makes its queue itself; this one is made already, and shared with it.
    queueClass: function sameLanes() {
      return lanes;
    } as unknown as new () => Lanes,
  });
  const doors = new Map<string, TurnAway>();
  // In the order in which they started.
  const preemptible = new Set<Running>();
  let runningNow = 0;
  let preempting = 0;
  let count = 0;
  let closed = false;
  const pause = createEndpointPause(clock, () => void queue.start());

  function shed(call: WaitingCall, reason: ShedReason): void {
    const retryAfter = pause.left;
    doors.get(call.id)?.(
      { status: "failed", failure: "shed", ...(retryAfter > 0 ? { retryAfter } : {}) },
      reason,
    );
  }

  function shedAll(reason: ShedReason): void {
    for (const call of lanes.calls()) shed(call, reason);
  }

  /** Takes back what nobody waits for, as far as answers wait for want of slots. */
  function preempt(): void {
    if (pause.left > 0) return;
    let needed = runningNow - preempting + lanes.in("answer") - concurrency.limit;
    for (const lane of TAKEN_BACK) {
      for (const call of [...preemptible].toReversed()) {
        if (needed <= 0) return;
        if (call.lane !== lane) continue;
        preemptible.delete(call);
        preempting += 1;
        needed -= 1;
        call.preempt();
      }
    }
  }

  function adjust(): void {
    // Setting it is also how the library is told to look again.
    queue.concurrency = concurrency.limit;
    preempt();
  }

  function open(lane: Lane, signal: AbortSignal, done: () => void): Slot {
    const upstream = new AbortController();
    const abort = () => upstream.abort();
    const startedAt = clock.elapsed();
    let preempted = false;
    let released = false;
    const call: Running = {
      lane,
      preempt: () => {
        preempted = true;
        counters.shed(lane, "preempted");
        abort();
      },
    };
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    running[lane] += 1;
    runningNow += 1;
    if (TAKEN_BACK.includes(lane)) preemptible.add(call);
    return {
      signal: upstream.signal,
      get preempted() {
        return preempted;
      },
      release(seen) {
        if (released) return;
        released = true;
        signal.removeEventListener("abort", abort);
        running[lane] -= 1;
        runningNow -= 1;
        preemptible.delete(call);
        if (preempted) preempting -= 1;
        if (seen !== null) learn(startedAt, seen);
        done();
        adjust();
      },
    };
  }

  function learn(
    startedAt: number,
    { end, firstText }: { end: ModelEnd; firstText: number | null },
  ): void {
    const endedAt = clock.elapsed();
    const first = lanes.calls()[Symbol.iterator]().next().value;
    const oldestWait = first === undefined ? null : endedAt - first.since;
    concurrency.ended({ startedAt, endedAt, end, firstText, oldestWait });
    const retryAfter = end.status === "failed" ? (end.retryAfter ?? 0) : 0;
    if (retryAfter <= 0) return;
    queue.pause();
    pause.begin(Math.min(retryAfter, settings.longestPause));
    if (pause.left > settings.pausePatience) shedAll("paused");
  }

  return {
    concurrency,
    adjust,
    running,
    get waiting() {
      return lanes.calls();
    },
    get pausedFor() {
      return pause.left;
    },
    enter({ purpose }, expected, signal) {
      const since = clock.elapsed();
      if (signal.aborted) {
        return Promise.resolve({ slot: null, queued: 0, end: { status: "aborted" }, shed: null });
      }
      const { lane, scene, player, persona } = purpose;
      const refusal = closed ? "closing" : pause.left > settings.pausePatience ? "paused" : null;
      return new Promise((resolve) => {
        count += 1;
        // Subjects and persona ids come from different hands, so a persona's key can be no player's.
        const who = player === null ? `persona ${persona}` : `player ${player}`;
        const call: WaitingCall = { id: `call ${count}`, lane, scene, who, cost: expected, since };
        const leaving = new AbortController();
        const timers: (() => void)[] = [];
        const aborted = () => turnAway({ status: "aborted" }, null);

        function settle(admission: Admission): void {
          doors.delete(call.id);
          for (const stop of timers) stop();
          signal.removeEventListener("abort", aborted);
          resolve(admission);
        }
        function turnAway(end: ModelEnd, reason: ShedReason | null): void {
          settle({ slot: null, queued: clock.elapsed() - since, end, shed: reason });
          if (reason !== null) counters.shed(lane, reason);
          leaving.abort();
        }

        doors.set(call.id, turnAway);
        if (refusal !== null) {
          shed(call, refusal);
          return;
        }
        const start = () =>
          new Promise<void>((done) => {
            // What was lifted holds a slot of the lane it was lifted to.
            const slot = open(standing(), signal, done);
            settle({ slot, queued: clock.elapsed() - since });
          });
        let lifted = false;
        const standing = (): Lane => (lifted ? "answer" : lane);
        queue.add(start, { id: call.id, signal: leaving.signal, call }).catch(() => undefined);
        if (!doors.has(call.id)) return;

        signal.addEventListener("abort", aborted, { once: true });
        timers.push(clock.after(settings.oldest[lane], () => shed(call, "old")));
        if (lane === "talk") {
          timers.push(
            clock.after(settings.liftTalkAfter, () => {
              lifted = true;
              queue.setPriority(call.id, 0);
              adjust();
            }),
          );
        }
        const least = shedFor(call, [...lanes.calls()], settings.depths);
        if (least !== null) shed(least, "full");
        preempt();
      });
    },
    close() {
      closed = true;
      pause.cancel();
      shedAll("closing");
    },
  };
}
