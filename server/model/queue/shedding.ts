import { LANES } from "../../stage/ports.ts";
import type { WaitingCall } from "./lanes.ts";
import type { QueueDepths } from "./queue-settings.ts";

/**
 * The call that has to go after a newcomer has taken its place, if any: where a scene's or a lane's bound is passed,
 * one of those; where the whole bound is passed, one of the least urgent lane. In a lane it is the newest of whoever
 * has most waiting, so that a flood sheds itself; of speculation it is the oldest, since the newest knows most. What a
 * turn has begun is shed last, since work was done for it.
 */
export function shedFor(
  newcomer: WaitingCall,
  waiting: readonly WaitingCall[],
  depths: QueueDepths,
): WaitingCall | null {
  const { lane, scene } = newcomer;
  const inLane = waiting.filter((call) => call.lane === lane);
  const inScene = inLane.filter((call) => call.scene === scene);
  if (inScene.length > depths.scene[lane]) return leastMissed(inScene);
  if (inLane.length > depths.lane[lane]) return leastMissed(inLane);
  if (waiting.length <= depths.whole) return null;
  const lowest = LANES.findLast((one) => waiting.some((call) => call.lane === one));
  return leastMissed(waiting.filter((call) => call.lane === lowest));
}

/** Of calls of one lane, in the order in which they came. */
function leastMissed(calls: readonly WaitingCall[]): WaitingCall | null {
  const fresh = calls.filter(({ begun }) => !begun);
  const crowd = largest(
    largest(fresh.length > 0 ? fresh : calls, ({ scene }) => scene),
    ({ who }) => who,
  );
  return (crowd[0]?.lane === "ahead" ? crowd[0] : crowd.at(-1)) ?? null;
}

/** The calls of the key that has most; among equals, of the one whose newest call came last. */
function largest(
  calls: readonly WaitingCall[],
  keyOf: (call: WaitingCall) => string,
): readonly WaitingCall[] {
  const groups = new Map<string, WaitingCall[]>();
  for (const call of calls) {
    const key = keyOf(call);
    const group = groups.get(key) ?? [];
    group.push(call);
    // Put last again, so that among equals the one seen last wins below.
    groups.delete(key);
    groups.set(key, group);
  }
  let most: readonly WaitingCall[] = [];
  for (const group of groups.values()) if (group.length >= most.length) most = group;
  return most;
}
