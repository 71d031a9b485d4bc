import type { ParticipantId } from "../../../shared/protocol.ts";
import type { CastView } from "../../cast-view.ts";

/** Tiles within which someone counts as near. The server alone decides who hears. */
const NEAR = 9;

/** The others one may speak to, the nearest first; those out of sight are left out. */
export function nearOnes(
  cast: ReadonlyMap<ParticipantId, CastView>,
  you: ParticipantId,
): CastView[] {
  const own = cast.get(you);
  const distance = (view: CastView) =>
    own === undefined ? 0 : Math.hypot(view.x - own.x, view.y - own.y);
  return [...cast.values()]
    .filter((view) => view.id !== you && view.connected && view.kind !== "environment")
    .map((view) => ({ view, away: distance(view) }))
    .filter(({ away }) => away <= NEAR)
    .sort((a, b) => a.away - b.away || a.view.id.localeCompare(b.view.id))
    .map(({ view }) => view);
}

/** Whom the next words are for: the one chosen while near, else the nearest persona, else everyone. */
export function addressee(
  near: readonly CastView[],
  chosen: ParticipantId | "everyone" | null,
): ParticipantId | null {
  if (chosen === "everyone") return null;
  const still = near.find(({ id }) => id === chosen);
  return (still ?? near.find(({ kind }) => kind === "persona"))?.id ?? null;
}
