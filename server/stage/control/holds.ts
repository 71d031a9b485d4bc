import type { ParticipantId } from "../../../shared/protocol.ts";

/**
 * How a persona is held. `muted`: it hears, remembers and walks, and does not speak. `paused`: it stands still as well.
 * `killed`: no model is called for it either.
 */
export type Hold = "muted" | "paused" | "killed";

/** Who is held in one scene. Each persona is held for itself; the scene's own hold is for its world and for newcomers. */
export interface Holds {
  /** Null for whoever is free. */
  of(persona: ParticipantId): Hold | null;
  /** True while it may neither move nor do anything. */
  still(persona: ParticipantId): boolean;
  /** Holds somebody; whoever is killed stays so until it is freed. */
  hold(persona: ParticipantId, hold: Hold): void;
  free(persona: ParticipantId): void;
  /** Holds the scene's own world, and whoever comes in from now on; null frees it. */
  holdScene(hold: Hold | null): void;
  /** Somebody comes into the scene as it is held. */
  cameIn(persona: ParticipantId): void;
  /** Aborted while no model may be called for it; `environment` and strangers stand for the world. */
  cut(persona: ParticipantId): AbortSignal;
}

/** Nobody is held. */
export function createHolds(): Holds {
  const held = new Map<ParticipantId, Hold>();
  const cuts = new Map<ParticipantId, AbortController>();
  const known = new Set<ParticipantId>();
  let world = new AbortController();
  let scene: Hold | null = null;

  function cutOf(persona: ParticipantId): AbortController {
    const before = cuts.get(persona);
    if (before !== undefined) return before;
    const made = new AbortController();
    cuts.set(persona, made);
    return made;
  }

  const holds: Holds = {
    of: (persona) => held.get(persona) ?? null,
    still: (persona) => {
      const hold = held.get(persona);
      return hold === "paused" || hold === "killed";
    },
    hold(persona, hold) {
      known.add(persona);
      if (held.get(persona) === "killed") return;
      held.set(persona, hold);
      if (hold === "killed") cutOf(persona).abort();
    },
    free(persona) {
      if (held.get(persona) === "killed") cuts.delete(persona);
      held.delete(persona);
    },
    holdScene(hold) {
      if (hold === "killed") world.abort();
      else if (hold === null && world.signal.aborted) world = new AbortController();
      if (hold === null || scene !== "killed") scene = hold;
    },
    cameIn(persona) {
      known.add(persona);
      if (scene !== null) holds.hold(persona, scene);
    },
    cut: (persona) => (known.has(persona) ? cutOf(persona).signal : world.signal),
  };
  return holds;
}
