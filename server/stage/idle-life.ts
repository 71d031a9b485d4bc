import type { Cast } from "./cast.ts";
import { placeAt, type Point } from "./ground.ts";
import type { Mind } from "./mind.ts";
import { homeOf } from "./placing.ts";
import type { Clock, Random } from "./ports.ts";
import type { Staging } from "./staging.ts";

/** Personas that nobody speaks to shift about in their own corner, so that a room does not freeze. */
export interface IdleLife {
  /** Begins; a persona moves only while it has no turn and has been quiet for a while. */
  start(): void;
  /** A persona comes into the running scene, and belongs here. */
  add(mind: Mind, home: Point): void;
  remove(mind: Mind): void;
  stop(): void;
}

/** Between two stirrings of one persona, in ms; and how long after its last turn it stays where it is. */
const BETWEEN = { least: 18_000, most: 45_000 } as const;
const QUIET_FOR = 20_000;
/** How far from home it strays, in tiles. */
const STRAY = 3;

export function createIdleLife(
  staging: Staging,
  cast: Cast,
  minds: ReadonlyMap<string, Mind>,
  clock: Clock,
  random: Random,
): IdleLife {
  const cancels = new Map<Mind, () => void>();

  function wait(mind: Mind, home: Point): void {
    const ms = BETWEEN.least + (BETWEEN.most - BETWEEN.least) * random();
    cancels.set(
      mind,
      clock.after(ms, () => {
        stir(mind, home);
        wait(mind, home);
      }),
    );
  }

  function stir(mind: Mind, home: Point): void {
    const { id } = mind.persona;
    const body = cast.bodies.get(id);
    // Who walks somewhere, follows someone or sits has something to do.
    if (!body || cast.walking.has(body) || cast.following(id) !== null) return;
    if (body.posture === "sitting") return;
    const busy = mind.running !== null || mind.pending !== null;
    if (busy || clock.elapsed() - mind.lastSpokeAt < QUIET_FOR) return;
    const goal = {
      x: home.x + Math.round((random() * 2 - 1) * STRAY),
      y: home.y + Math.round((random() * 2 - 1) * STRAY),
    };
    const { ground } = staging;
    const near = placeAt(ground, home) === placeAt(ground, goal);
    if (near && !ground.blocked(goal.x, goal.y)) cast.walkTo(id, goal);
  }

  return {
    start() {
      const routed = new Set(staging.life.routines.map(({ persona }) => persona));
      for (const [index, mind] of [...minds.values()].entries())
        if (!routed.has(mind.persona.id)) wait(mind, homeOf(staging, mind.persona.id, index));
    },
    add: wait,
    remove(mind) {
      cancels.get(mind)?.();
      cancels.delete(mind);
    },
    stop() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
