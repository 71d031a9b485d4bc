import type { Mind } from "../mind.ts";
import type { SceneContext } from "../scene-context.ts";
import { worldWords } from "../world-words.ts";

/**
 * What a mind finds that has observed nothing of this scene: what the world said when it opened, and who is in sight.
 * `occasion` tells one such beginning from another.
 */
export function observeStanding(
  { cast, chronicle, staging }: SceneContext,
  mind: Mind,
  occasion: string,
): void {
  const { id } = mind.persona;
  const turnId = `${chronicle.episodeId}.${occasion}`;
  for (const { speaker, text } of staging.scene.opening) {
    if (speaker === "Environment") mind.observe({ kind: "environment", turnId, text });
  }
  const body = cast.bodies.get(id);
  const others = [...cast.bodies.values()].filter(
    (other) => other.id !== id && body !== undefined && cast.canSee(id, other),
  );
  const text = worldWords(staging.scene.language).finds(others.map(({ name }) => name));
  mind.observe({ kind: "environment", turnId, text });
}
