import { openGround, type Ground } from "../../stage/ground.ts";
import type { BodyRecord } from "../../stage/standing-event.ts";
import type { EpisodeSheets } from "./episode-sheets.ts";

/**
 * Where everyone may have stood in an episode that does not say it: those who heard a turn beside its speaker, and
 * everyone else out of hearing, on open ground.
 */
export function groupedStanding(
  { scene, personas }: EpisodeSheets,
  players: readonly { readonly participant: string }[],
  speaker: string,
  hearers: readonly string[],
): { readonly ground: Ground; readonly bodies: readonly BodyRecord[] } {
  const near = new Set([speaker, ...hearers]);
  const everyone = [
    ...personas.map(({ id }) => id),
    ...players.map(({ participant }) => participant),
  ];
  const side = Math.ceil(Math.sqrt(everyone.length));
  const away = Math.ceil(Math.max(scene.hearing, scene.sight)) + side + 1;
  const size = Math.min(1_024, away + side + 1);
  const bodies = everyone.map((id, at): BodyRecord => {
    const from = near.has(id) ? 0 : Math.min(away, size - side);
    return { id, x: from + (at % side), y: from + Math.floor(at / side), facing: "down" };
  });
  return { ground: openGround({ width: size, height: size }), bodies };
}
