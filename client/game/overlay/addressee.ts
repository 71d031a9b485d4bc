import type { ParticipantId } from "../../../shared/protocol.ts";
import type { CastView } from "../../index.ts";

/** Whom the next words are for. */
export interface Address {
  /** Null: everyone in earshot. */
  readonly to: ParticipantId | null;
  readonly whisper: boolean;
}

/** Tiles within which the page calls someone near. The server alone decides who hears. */
export const NEAR = 9;

/** The others in the scene, the nearest first; those who left for a moment last. */
export function company(
  cast: ReadonlyMap<ParticipantId, CastView>,
  you: ParticipantId,
): { view: CastView; distance: number }[] {
  const own = cast.get(you);
  return [...cast.values()]
    .filter(({ id }) => id !== you)
    .map((view) => ({
      view,
      distance: own === undefined ? 0 : Math.hypot(view.x - own.x, view.y - own.y),
    }))
    .sort(
      (a, b) =>
        Number(b.view.connected) - Number(a.view.connected) ||
        a.distance - b.distance ||
        a.view.id.localeCompare(b.view.id),
    );
}

/** The next one round: everyone, then the near ones in turn. Null in `to` is everyone; undefined is past the end. */
export function nextAddressee(
  near: readonly ParticipantId[],
  to: ParticipantId | null,
): ParticipantId | null | undefined {
  if (to === null) return near[0];
  const at = near.indexOf(to);
  return at < 0 ? null : near[at + 1];
}
