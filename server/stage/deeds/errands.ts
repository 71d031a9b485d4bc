import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Attempt } from "../../roleplay/verbs/verb.ts";
import type { Cast } from "../cast.ts";
import type { Clock } from "../ports.ts";
import type { DeedCause } from "./deeds.ts";
import type { Surroundings } from "./surroundings.ts";

/** Deeds for which somebody walks first: one at a time each, those of the same turn in a row. */

/** An attempt that has no outcome yet. */
export interface Errand {
  readonly attempt: Attempt;
  readonly cause: DeedCause;
  /** How often its actor has walked for it. */
  tries: number;
}

export interface Errands {
  has(actor: ParticipantId): boolean;
  /**
   * True if the actor is on its way for an earlier deed of the same turn, and this one waits behind it. A deed of
   * another turn takes the place of what was under way: that is given up.
   */
  queue(errand: Errand, giveUp: (errand: Errand) => void): boolean;
  /** Sends the actor on its way; false if there is none, or it has walked for this often enough. */
  walkUp(errand: Errand, to: string): boolean;
  /** A body has arrived: what it came for is tried again. */
  arrived(actor: ParticipantId, giveUp: (errand: Errand) => void): void;
  /** Forgets what somebody who leaves was about to do. */
  drop(actor: ParticipantId): void;
  stop(): void;
}

/** Someone may have walked away meanwhile; nobody is chased for ever. In ms. */
const TRIES = 3;
const WITHIN = 20_000;
/** Deeds that may wait behind one. */
const WAITING = 4;

interface OnTheWay {
  readonly errand: Errand;
  readonly waiting: Errand[];
  readonly cancel: () => void;
}

/** `tryAgain` decides an errand anew; it may call `walkUp` again. */
export function createErrands(
  cast: Cast,
  clock: Clock,
  around: Surroundings,
  tryAgain: (errand: Errand) => void,
): Errands {
  const under = new Map<ParticipantId, OnTheWay>();
  /** What waits behind an errand that is just being decided. */
  let behind: Errand[] = [];

  function take(actor: ParticipantId): OnTheWay | undefined {
    const going = under.get(actor);
    going?.cancel();
    under.delete(actor);
    return going;
  }

  function run(first: Errand, waiting: Errand[]): void {
    let rest = [first, ...waiting];
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      behind = rest;
      tryAgain(next);
      behind = [];
      // It walks again: what waited waits with it.
      if (under.get(next.attempt.actor)?.errand === next) return;
    }
  }

  const errands: Errands = {
    has: (actor) => under.has(actor),
    queue(errand, giveUp) {
      const { actor } = errand.attempt;
      const going = under.get(actor);
      if (going === undefined) return false;
      const { turnId } = going.errand.cause;
      const same = turnId !== undefined && turnId !== null && turnId === errand.cause.turnId;
      if (same && going.waiting.length < WAITING) {
        going.waiting.push(errand);
        return true;
      }
      if (same) return false;
      take(actor);
      for (const late of [going.errand, ...going.waiting]) giveUp(late);
      return false;
    },
    walkUp(errand, to) {
      const { actor } = errand.attempt;
      errand.tries += 1;
      if (errand.tries > TRIES || !setOff(actor, to)) return false;
      const cancel = clock.after(WITHIN, () => {
        const late = take(actor);
        if (late === undefined) return;
        late.errand.tries = TRIES;
        run(late.errand, late.waiting);
      });
      under.set(actor, { errand, waiting: behind, cancel });
      return true;
    },
    arrived(actor) {
      const going = take(actor);
      if (going !== undefined) run(going.errand, going.waiting);
    },
    drop: (actor) => void take(actor),
    stop() {
      for (const actor of under.keys()) take(actor);
    },
  };

  /** Starts walking; false if no step would be made. */
  function setOff(actor: ParticipantId, to: string): boolean {
    const body = cast.bodies.get(actor);
    const at = body ? around.at(to, body) : null;
    if (!body || at === null) return false;
    const tile = { x: Math.round(at.x), y: Math.round(at.y) };
    const walks = around.isBody(to)
      ? cast.approach(actor, to)
      : cast.walkTo(actor, cast.freeTileNear(tile));
    return walks && body.way.length > 0;
  }
  return errands;
}
