import PQueue from "p-queue";
import type { Clock, Lane, ModelEnd, ModelFailure, ModelRequest } from "../../stage/ports.ts";
import type { CallCounters, ShedReason } from "./call-counters.ts";
import { createConcurrency, type Concurrency } from "./concurrency.ts";
import { createEndpointPause } from "./endpoint-pause.ts";
import { hasShare } from "./lane-shares.ts";
import { Lanes, type LaneOptions, type WaitingCall } from "./lanes.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { createSlots, type Slot, type SlotUse } from "./slots.ts";
import { shedFor } from "./shedding.ts";

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

/** Failures that are no endpoint's word but one of ours. */
const OURS: ReadonlySet<ModelFailure> = new Set<ModelFailure>(["shed", "capped", "circuit-open"]);

type TurnAway = (end: ModelEnd, reason: ShedReason | null) => void;

/** Lets calls in one after the other, as the settings say; nothing else may call the endpoint. */
export function createGate(settings: QueueSettings, clock: Clock, counters: CallCounters): Gate {
  const concurrency = createConcurrency(settings.concurrency);
  const slots = createSlots(
    () => clock.elapsed(),
    (lane) => counters.shed(lane, "preempted"),
  );
  const lanes = new Lanes((lane) => hasShare(lane, slots.running, concurrency.limit));
  const queue = new PQueue<Lanes, LaneOptions>({
    concurrency: concurrency.limit,
    // The library makes its queue itself; this one is made already, and shared with it.
    queueClass: function sameLanes() {
      return lanes;
    } as unknown as new () => Lanes,
  });
  const doors = new Map<string, TurnAway>();
  let count = 0;
  let closed = false;
  const pause = createEndpointPause(clock, () => {
    queue.start();
    preempt();
  });

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
    slots.takeBack(slots.total - slots.leaving + lanes.in("answer") - concurrency.limit);
  }

  function adjust(): void {
    // Setting it is also how the library is told to look again.
    queue.concurrency = concurrency.limit;
    preempt();
  }

  function learn({ startedAt, end, firstText }: SlotUse): void {
    if (end.status === "failed" && OURS.has(end.failure)) return;
    const endedAt = clock.elapsed();
    const oldestWait = oldestAwaited(lanes.calls(), endedAt);
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
    running: slots.running,
    get waiting() {
      return lanes.calls();
    },
    get pausedFor() {
      return pause.left;
    },
    enter({ purpose, thinking }, expected, signal) {
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
        const begun = thinking.phase === "speak" && thinking.after !== null;
        const id = `call ${count}`;
        const call: WaitingCall = { id, lane, scene, who, begun, cost: expected, since };
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
        let lifted = false;
        const start = () =>
          new Promise<void>((done) => {
            // What was lifted holds a slot of the lane it was lifted to.
            const slot = slots.open(lifted ? "answer" : lane, signal, (use) => {
              if (use !== null) learn(use);
              done();
              adjust();
            });
            settle({ slot, queued: clock.elapsed() - since });
          });
        queue.add(start, { id, signal: leaving.signal, call }).catch(() => undefined);
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

/** How long the oldest call has waited that somebody waits for: the others wait by right, and ask for no more slots. */
function oldestAwaited(calls: Iterable<WaitingCall>, now: number): number | null {
  for (const { lane, since } of calls) {
    if (lane === "answer" || lane === "talk") return now - since;
  }
  return null;
}
