import { createHash } from "node:crypto";
import { ExportError } from "./export-error.ts";

/** The parts of an export that must not know of each other. */
export type SplitName = "train" | "validation";

export interface SplitOrder {
  /** `episode`: whole conversations. `persona`: also no persona of one part is in the other. */
  readonly by: "episode" | "persona";
  /** Of all episodes or personas, from 0 to 1. */
  readonly validation: number;
  readonly seed: string;
}

/**
 * The split of one persona's turns in one episode; the same for the same seed whatever else is in the log. Null where
 * neither will do: a persona that trains, in an evening that a held-out one shares.
 */
export function splitOf(
  order: SplitOrder,
  episode: string,
  persona: string,
  cast: readonly string[],
): SplitName | null {
  const held = (id: string): boolean => shareOf(order.seed, id) < order.validation;
  if (order.by === "episode") return held(episode) ? "validation" : "train";
  if (held(persona)) return "validation";
  return cast.some(held) ? null : "train";
}

/** A number in [0, 1) that follows from a seed and an id alone. */
export function shareOf(seed: string, id: string): number {
  return createHash("sha256").update(`${seed}\0${id}`).digest().readUInt32BE() / 2 ** 32;
}

/** Keeps account of what was written where, and does not take a split's word for it. */
export interface LeakCheck {
  /** Throws `leak` where a conversation, or a persona of a split by persona, turns up in a second split. */
  wrote(split: string, episode: string, persona: string): void;
}

export function createLeakCheck(by: SplitOrder["by"]): LeakCheck {
  const episodes = new Map<string, string>();
  const personas = new Map<string, string>();
  function once(seen: Map<string, string>, id: string, split: string, what: string): void {
    const before = seen.get(id) ?? split;
    if (before !== split) {
      throw new ExportError(
        "leak",
        `${what} ${id} would be in both ${before} and ${split}: a model would be tried on what it ` +
          "learned. Nothing of this export is to be used; split by whole episodes.",
      );
    }
    seen.set(id, split);
  }
  return {
    wrote(split, episode, persona) {
      once(episodes, episode, split, "Episode");
      if (by === "persona") once(personas, persona, split, "Persona");
    },
  };
}
