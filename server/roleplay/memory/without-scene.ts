import { stranger, type Remembrance } from "./memory.ts";

/** A scene as remembrances know it: how the ids of its turns begin, and when it opened, in wall time. */
export interface RememberedScene {
  readonly prefix: string;
  readonly since: number;
}

/**
 * What is remembered of somebody without what one scene gave to remember. Whoever was met there first is a stranger
 * again; to whom was known before, the persona stands as it does now, and only why so in this scene is gone.
 */
export function withoutScene(
  before: Remembrance,
  { prefix, since }: RememberedScene,
  now: number,
): Remembrance {
  if (before.firstMet >= since) return stranger(before, now);
  const earlier = ({ turnId }: { readonly turnId: string | null }) => !turnId?.startsWith(prefix);
  const episodes = before.episodes
    .map((episode) => ({ ...episode, lines: episode.lines.filter(earlier) }))
    .filter(({ lines }) => lines.length > 0);
  return {
    ...before,
    episodes,
    facts: before.facts.filter(earlier),
    reflections: before.reflections.filter(({ at, by }) => by === "designer" || at < since),
    bond: { ...before.bond, reasons: before.bond.reasons.filter(({ at }) => at < since) },
  };
}
